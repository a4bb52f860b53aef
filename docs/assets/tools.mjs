// The elements <switch-kit> and <credential-check>: a form whose answer Python writes, on the calculator's runtime.

import { touched } from "./form.mjs";
import { morph, say } from "./morph.mjs";
import { shared } from "./runtime.mjs";

/** How long the reader must have stopped before an answer is announced, in milliseconds. */
const QUIET_MS = 500;

class Tool extends HTMLElement {
  #gone = new AbortController();
  #frame = 0;
  #asked = 0;
  /** @type {number | undefined} */
  #announcing;

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.addEventListener("focusin", (event) => this.#mean(event), { signal });
    this.addEventListener("input", () => this.#ask(), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("submit", (event) => event.preventDefault(), { signal });
    if (touched(this).length) this.#ask();
  }

  disconnectedCallback() {
    this.#gone.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#announcing);
  }

  /** An input was entered: fetch Python while the reader thinks. */
  #mean({ target }) {
    if (target.matches("input, select, textarea")) this.#python().catch(() => {}); // who waits for it will hear
  }

  #python() {
    const runtime = shared(this.dataset);
    if (!runtime.running) {
      this.dataset.state = "starting";
      runtime.onprogress = () => say(this, runtime.phase);
    }
    return runtime.python();
  }

  #ask() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#answer();
    });
  }

  async #answer() {
    const asked = ++this.#asked;
    try {
      await this.#python();
      if (asked !== this.#asked) return;
      const { html, announce } = JSON.parse(await shared(this.dataset).call(this.operation, this.question()));
      if (asked !== this.#asked || !this.isConnected) return;
      morph(this, html, { ignoreActiveValue: true });
      say(this);
      this.dataset.state = "live";
      this.#announce(announce);
    } catch (error) {
      this.dataset.state = "error";
      const reason = error instanceof Error ? error.message.trim().split("\n").pop() : String(error);
      say(this, `This could not be worked out: ${reason}. What stands here is the last good answer. `, "Try again");
    }
  }

  #announce(sentence) {
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => {
      const region = this.querySelector("[data-announce]");
      if (region) region.textContent = sentence;
    }, QUIET_MS);
  }

  #click(event) {
    if (event.target.closest("[data-action=retry]")) {
      event.target.closest("[data-status]").focus({ preventScroll: true }); // the button goes
      shared(this.dataset).stop();
      this.#answer();
    }
  }
}

class SwitchKit extends Tool {
  operation = "kit";

  /** Return the choices as a form sends them. */
  question() {
    return new URLSearchParams([...new FormData(this.querySelector("form") ?? undefined)]).toString();
  }
}

class CredentialCheck extends Tool {
  operation = "diagnose";

  /** Return what was pasted. */
  question() {
    return this.querySelector("textarea")?.value ?? "";
  }
}

customElements.define("switch-kit", SwitchKit);
customElements.define("credential-check", CredentialCheck);
