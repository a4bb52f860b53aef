// The element <cost-calculator>. It carries the reader's input to Python and Python's HTML into the page; every number
// is made and written by Python. Nothing is fetched before the reader means to calculate.

import { draw } from "./chart.mjs";
import { canPick, chosen, dropped, pasted, picked, sample } from "./files.mjs";
import { touched } from "./form.mjs";
import { Import, expect } from "./import.mjs";
import { morph, say } from "./morph.mjs";
import { shared } from "./runtime.mjs";
import { zone } from "./zone.mjs";

/** How long the reader must have stopped typing before a result is announced, in milliseconds. */
const QUIET_MS = 500;
/** How long a download stays at hand for the browser, in milliseconds. */
const DOWNLOAD_MS = 2_000;
/** How long it stays said that something was done, in milliseconds. */
const DONE_MS = 4_000;
/** What takes the focus when what had it is gone: the sample's button or the place for files. */
const FILES = "#calc-sample button, #calc-unsample button, #calc-folder";

/** @typedef {{html: string, fragment: string, announce: string, charts: Record<string, object>, pending: boolean}} Result */

/** @type {import("./runtime.mjs").Runtime | null} */
let runtime = null;
/** What there is before files were given. @type {{files: import("./files.mjs").Listed[], whose: string}} */
const NOTHING = { files: [], whose: "" };
/** What Python has read, or was to: a new one must read it again. */
let sources = NOTHING;
/** @type {string | null} The scenario of an element that the theme has taken out of the page it stays on. */
let kept = null;

/** Bytes of files, for the bar while they load. @param {number} bytes */
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

class CostCalculator extends HTMLElement {
  #gone = new AbortController();
  #path = "";
  /** @type {string | null} A scenario from the address that is not shown yet. */
  #link = null;
  /** @type {Set<string>} Names of the inputs that were changed since the last result. */
  #edited = new Set();
  /** Whether the next change of the address is a step of its own for the back button. */
  #step = true;
  /** Whether the last edit is finished. */
  #committed = true;
  #fragment = "";
  #asked = 0;
  /** Whether what was asked for is still to be passed on. */
  #due = false;
  #waiting = 0;
  /** @type {Promise<void> | null} */
  #calculating = null;
  #again = false;
  #failed = false;
  #importing = false;
  /** Whether the next result is told to screen readers although no input was changed. */
  #news = false;
  /** @type {Import | null} */
  #reading = null;
  #undrawable = false;
  /** Counts the results, so that what belongs to an older one is dropped. */
  #turn = 0;
  /** @type {number | undefined} */
  #announcing;
  /** @type {object | null} */
  #specs = null;
  /** @type {Map<string, {finalize: () => void}>} */
  #charts = new Map();
  /** @type {Map<string, string>} What they show. */
  #drawn = new Map();

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    for (const kind of ["pointerdown", "focusin", "dragenter"]) {
      this.addEventListener(kind, (event) => this.#mean(event), { signal });
    }
    this.addEventListener("input", (event) => this.#edit(event), { signal });
    this.addEventListener("change", (event) => this.#commit(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("submit", (event) => event.preventDefault(), { signal });
    this.addEventListener("dragover", (event) => event.preventDefault(), { signal });
    this.addEventListener("drop", (event) => this.#drop(event), { signal });
    this.addEventListener("paste", (event) => this.#paste(event), { signal });
    this.toggleAttribute("data-picks", canPick);
    addEventListener("popstate", (event) => this.#move(event), { signal, capture: true });
    addEventListener("hashchange", (event) => this.#move(event), { signal, capture: true });
    this.#path = location.pathname;
    this.#link = location.hash.includes("=") ? location.hash.slice(1) : kept;
    for (const { name } of touched(this)) this.#edited.add(name);
    if (this.#link !== null || this.#edited.size) this.#ask();
  }

  disconnectedCallback() {
    this.#gone.abort();
    clearTimeout(this.#announcing);
    for (const chart of this.#charts.values()) chart.finalize();
    this.#charts.clear();
    this.#drawn.clear();
    this.#reading?.stop();
    // the theme loads a page again at the first link within it
    kept = location.pathname === this.#path && this.state !== "prerendered" ? this.#fragment : null;
  }

  get state() {
    return this.dataset.state ?? "";
  }

  set state(state) {
    this.dataset.state = state;
  }

  /** Something here was touched: that is intent, unless it is a link away. */
  #mean({ type, target }) {
    if (this.state === "prerendered" && !target.closest("a")) this.#ask();
    if (type === "dragenter" || target.closest("[type=file], [data-action=pick-folder]")) this.#expect().catch(() => {});
  }

  /** The reader is about to give files. What goes wrong here they hear when they have. */
  async #expect() {
    await this.#python();
    await this.#calculating;
    if (runtime && !this.#failed) await expect(runtime);
  }

  #edit({ target }) {
    if (target.type === "file" || !target.name || target.closest("[data-wish]")) return;
    this.#edited.add(target.name);
    this.#committed = false;
    this.#ask();
  }

  #commit({ target }) {
    if (target.type === "file") {
      const files = chosen(target);
      target.value = ""; // so that the same folder can be chosen again
      this.#import(files);
      return;
    }
    const wish = target.closest("[data-wish]")?.dataset.wish;
    if (wish) {
      this.#news = true;
      this.#settle("import_wish", wish, target.value);
      return;
    }
    this.#committed = true;
    if (!this.#edited.size) this.#step = true;
  }

  /** The address has changed while the page stayed. */
  #move(event) {
    if (location.pathname !== this.#path) return;
    // the theme would fetch this page again and scroll to its top
    if (event.type === "popstate") event.stopImmediatePropagation();
    const scenario = location.hash.slice(1);
    const elsewhere = scenario && !scenario.includes("="); // a heading
    if (elsewhere || scenario === this.#fragment || (!scenario && this.state === "prerendered")) return;
    this.#link = scenario;
    this.#edited.clear();
    this.#step = this.#committed = true;
    this.#ask();
  }

  #click(event) {
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (action === "retry") {
      event.target.closest("[data-status]").focus({ preventScroll: true }); // the button goes
      this.#retry();
    }
    if (action === "cancel") this.#reading?.stop();
    if (action === "pick-folder") this.#pick();
    if (action === "sample") this.#sample();
    if (action === "clear") this.#clear();
    if (action === "copy-link") this.#copyLink();
    if (action === "download-json") this.#download("estimate.json", "application/json", "download", this.#query());
    if (action === "answer-csv") this.#download("estimate.csv", "text/csv", "answer_table", "csv", this.#query());
    if (action === "answer-markdown") {
      this.#download("estimate.md", "text/markdown", "answer_table", "markdown", this.#query());
    }
    if (action === "print") print();
    if (action === "keep") this.#keep();
    if (action === "drop-kept") this.#settle("drop_kept");
    if (action === "download-csv") this.#download("usage.csv", "text/csv", "download_table", "csv");
    if (action === "download-markdown") this.#download("usage.md", "text/markdown", "download_table", "markdown");
  }

  async #drop(event) {
    event.preventDefault();
    this.#import(await dropped(event.dataTransfer));
  }

  /** Into the place for files, anything may be pasted; elsewhere a paste is an edit. */
  #paste(event) {
    if (!event.target.closest("[data-drop]")) return;
    event.preventDefault();
    this.#import(pasted(event.clipboardData));
  }

  async #pick() {
    try {
      await this.#import(await picked());
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Calculate once the browser is done with this event; whatever is asked for until then is answered together. */
  #ask() {
    this.#asked ||= performance.now();
    if (this.#failed) return; // there is a button for that
    this.#python().catch(() => {}); // who waits for it will hear
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (!this.#failed) this.#calculate(); // it may have failed since
    });
  }

  #python() {
    runtime ??= shared(this.dataset);
    if (!performance.getEntriesByName("calculator:start").length) performance.mark("calculator:start");
    if (!runtime.running) {
      this.state = "starting";
      runtime.onprogress = () => {
        this.#waiting ||= requestAnimationFrame(() => {
          this.#waiting = 0;
          this.#showStart();
        });
      };
    }
    return runtime.python();
  }

  #calculate() {
    this.#again = this.#calculating !== null;
    this.#calculating ??= this.#update().finally(() => {
      this.#calculating = null;
    });
    return this.#calculating;
  }

  async #update() {
    try {
      do {
        await this.#python();
        this.#again = false;
        const first = this.state === "starting";
        const edited = !first && this.#link === null;
        if (edited) {
          const html = await runtime?.call("answer", this.#query());
          if (!this.isConnected) return;
          if (this.#again) continue; // it has been overtaken
          morph(this.querySelector(".calc-answer"), html, { ignoreActiveValue: true }, this.dataset);
          this.#measure();
        }
        const result = await runtime?.call("update", this.#query());
        if (!this.isConnected) return;
        if (this.#again) continue;
        this.#show(JSON.parse(result));
        if (first) this.#asked = 0;
        else this.#measure();
        if (first && !this.#importing) this.#reread(); // the Python that had read it was lost
      } while (this.#again);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Note how long the numbers took, if somebody waited for them. */
  #measure() {
    if (this.#asked) performance.measure("calculator:update", { start: this.#asked });
    this.#asked = 0;
  }

  /** Return what the reader has entered, as a form sends it: the scenario of the link, and over it what was typed. */
  #query() {
    const form = this.querySelector("form");
    const typed = new FormData(form ?? undefined);
    if (this.#link === null) return new URLSearchParams([...typed]).toString();
    if (!this.#edited.size) return this.#link;
    const query = new URLSearchParams(this.#link || [...typed]);
    for (const name of this.#edited) query.set(name, String(typed.get(name) ?? ""));
    return query.toString();
  }

  /** @param {Result} result */
  #show({ html, fragment, announce, charts, pending }) {
    const moved = this.#link !== null;
    const edited = moved || this.#edited.size > 0;
    this.#change(FILES, () => morph(this, html, { ignoreActiveValue: !moved }));
    const sameStep = moved && !this.#edited.size;
    if (edited && this.#link !== "") setTimeout(() => this.#write(fragment, sameStep)); // what is to be seen comes first
    this.#fragment = location.hash.slice(1);
    this.#link = null;
    this.#edited.clear();
    if (this.#failed || this.state === "starting") say(this);
    this.#failed = false;
    this.state = this.#importing ? "importing" : "live";
    if (!performance.getEntriesByName("calculator:live").length) performance.mark("calculator:live");
    if (edited || (this.#news && !pending)) this.#announce(announce);
    this.#news &&= pending;
    if (!pending) this.#follow(fragment, charts).catch((error) => this.#fail(error)); // else one that rests on the logs
  }

  /** What follows behind an answer comes in steps, so that it gives way to the next input. */
  async #follow(fragment, charts) {
    const turn = ++this.#turn;
    const python = await this.#python();
    for (let html = ""; !html; ) {
      if (turn !== this.#turn || this.#asked || !this.isConnected) return;
      const step = JSON.parse(await python.call("follow", fragment));
      html = step.html;
      Object.assign(charts, step.charts);
      if (!html || turn !== this.#turn) continue;
      const place = this.querySelector("[data-behind]");
      if (!place) continue;
      this.#change("[data-behind] summary", () => morph(place, html, { ignoreActiveValue: false }, this.dataset));
    }
    this.#draw(charts);
  }

  /** Put the scenario into the address: a step back undoes an edit, however many keys it took. */
  #write(fragment, sameStep) {
    if (!this.isConnected) return;
    if (fragment !== location.hash.slice(1)) {
      const place = { x: scrollX, y: scrollY }; // where the theme looks for it
      if (this.#step && !sameStep) history.pushState(place, "", `#${fragment}`);
      else history.replaceState(history.state, "", `#${fragment}`);
    }
    this.#fragment = fragment;
    this.#step = this.#committed;
  }

  #announce(sentence) {
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => {
      const region = this.querySelector("[data-announce]");
      if (region) region.textContent = sentence;
    }, QUIET_MS);
  }

  /** Draw the charts anew. Where that fails the drawings of the build stay. */
  async #draw(specs) {
    this.#specs = specs;
    if (this.#undrawable || !Object.keys(specs).length) return;
    try {
      for (const name of ["vega.js", "vega-lite.js"]) await runtime?.script(name);
      for (const [id, spec] of Object.entries(specs)) {
        const text = JSON.stringify(spec);
        if (this.#drawn.get(id) === text && this.querySelector(`#${CSS.escape(id)} svg`)) continue;
        const { drawing, chart } = await draw(spec);
        const place = this.querySelector(`#${CSS.escape(id)}`);
        if (this.#specs !== specs || !place) return void chart.finalize();
        this.#charts.get(id)?.finalize();
        this.#charts.set(id, chart);
        this.#drawn.set(id, text);
        place.replaceChildren(drawing);
      }
    } catch {
      this.#undrawable = true;
    }
  }

  /** Read the sample logs of this site, to be seen before the reader's own. */
  async #sample() {
    try {
      await this.#python();
      await this.#import(await sample(runtime), "sample");
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * @param {import("./files.mjs").Listed[]} files
   * @param {string} whose empty for the reader's own
   */
  async #import(files, whose = "") {
    if (this.#importing || !files.length) return;
    this.#importing = true;
    const before = sources;
    sources = { files, whose };
    if (this.#failed) this.#restart(); // to choose files is to try again
    try {
      if (this.state !== "live") await this.#calculate();
      if (this.#failed || !runtime) return;
      await this.#python();
      this.state = "importing";
      performance.mark("calculator:import-start");
      this.#reading = new Import(runtime, files, (html) => this.#showProgress(html));
      if (!(await this.#reading.run())) return void (sources = before);
      this.#showProgress("");
      const python = await this.#python(); // the one that has read
      const result = JSON.parse(await python.call("import_end", this.#query(), "", zone(), whose));
      this.#importing = result.pending;
      this.#news = true;
      this.#show(result);
      performance.mark("calculator:import-totals");
      if (result.pending) await this.#calculate(); // the estimate from the logs comes behind their totals
      if (this.#failed) return;
      this.state = "live";
      performance.mark("calculator:import-end");
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#reading = null;
      this.#importing = false;
      this.#showProgress("");
      if (this.state === "importing") this.state = "live";
    }
  }

  #clear() {
    sources = NOTHING;
    this.#news = true;
    this.#settle("import_clear");
  }

  async #keep() {
    await this.#settle("keep");
    if (!this.#failed) this.#done("Kept. Change an answer: both stand under Details.");
  }

  /** Forget what was read, or look at it in another way. */
  async #settle(name, ...given) {
    try {
      const python = await this.#python();
      this.#show(JSON.parse(await python.call(name, ...given, this.#query())));
    } catch (error) {
      this.#fail(error);
    }
  }

  async #copyLink() {
    const address = new URL(location.href);
    if (!address.hash.includes("=") || this.#edited.size) address.hash = this.#query();
    try {
      await navigator.clipboard.writeText(address.href);
      this.#done("Link copied.");
    } catch {
      say(this, `Copy this link: ${address.href}`);
    }
  }

  /** Offer what a function of Python returns as a file. */
  async #download(file, type, name, ...given) {
    try {
      if (this.state !== "live") await this.#calculate();
      const python = await this.#python();
      const text = await python.call(name, ...given);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = this.querySelector("[data-sample]") ? `sample-${file}` : file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD_MS);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error) {
    this.#failed = true;
    this.state = "error";
    const reason = error instanceof Error ? error.message.trim().split("\n").pop() : String(error);
    say(this, `The calculator could not do this: ${reason}. The numbers here are the last good ones. `, "Try again");
  }

  #retry() {
    this.#restart();
    if (!this.#reread()) this.#calculate();
  }

  /** Read what was given once more. @returns {boolean} whether there is something */
  #reread() {
    const { files, whose } = sources;
    sources = NOTHING; // until they are being read
    this.#import(files, whose);
    return files.length > 0;
  }

  #restart() {
    this.#failed = false;
    runtime?.stop();
  }

  /** Show what is being waited for. Numbers that run are not for screen readers; the phase is. */
  #showStart() {
    const status = this.querySelector("[data-status]");
    if (!status || !runtime || this.state !== "starting") return;
    const { done, total } = runtime.progress;
    if (!status.querySelector("progress")) {
      const [phase, bar, bytes] = ["span", "progress", "span"].map((tag) => document.createElement(tag));
      for (const part of [bar, bytes]) part.setAttribute("aria-hidden", "true");
      status.replaceChildren(phase, " ", bar, " ", bytes);
    }
    const [phase, bar, bytes] = status.children;
    if (phase.textContent !== runtime.phase) phase.textContent = runtime.phase;
    Object.assign(bar, { max: total, value: done });
    bytes.textContent = `${megabytes(done)} of ${megabytes(total)} MB`;
  }

  #showProgress(html) {
    const place = this.querySelector("[data-progress]");
    if (place) this.#change(FILES, () => globalThis.Idiomorph.morph(place, html, { morphStyle: "innerHTML" }));
  }

  /** Change the page; something near takes the focus if what had it is gone. */
  #change(near, change) {
    const within = this.contains(document.activeElement);
    change();
    if (!within || this.contains(document.activeElement)) return;
    const place = this.querySelector(near);
    if (place instanceof HTMLElement) place.focus({ preventScroll: true });
  }

  /** Say for a moment that something was done. */
  #done(sentence) {
    say(this, sentence);
    setTimeout(() => this.querySelector("[data-status]")?.textContent === sentence && say(this), DONE_MS);
  }
}

customElements.define("cost-calculator", CostCalculator);
