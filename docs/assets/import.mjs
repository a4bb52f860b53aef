// Has log files read by several Pythons at once; the first one gathers what the others found. When one is lost, the rest
// is read again, and what it was lost at by itself.

import { Lost } from "./python.mjs";
import { tidy } from "./runtime.mjs";

/** Files that a worker gets at once. */
const BATCH = 24;
/** Batches that a worker has at hand, the one that it parses among them: it reads into the next meanwhile. */
const AHEAD = 2;
/** Paths that are offered at once: of many, the browser would keep the room for longer than for the paths. */
const OFFERED = 500;
/** Workers at the most: past that the browser hands over files no faster. */
const MOST_WORKERS = 4;
/** Files for which it pays to start one more worker. Their size the browser would have to look up, one by one. */
const WORTH_A_WORKER = 100;
/** Times that the first one may be lost at different files. */
const TRIALS = 4;
/** The shortest time between two reports of progress, in milliseconds. */
const REPORT_MS = 200;

/** Files that are read until the page collects: of each it held about three kilobytes. */
const TIDIED = 2000;

/** @typedef {import("./files.mjs").Listed} Listed */
/** @typedef {import("./python.mjs").Python} Python */

/** Whether the browser has seen what reading takes. */
let rehearsed = false;
/** Whether files are being read. */
let reading = false;

/**
 * Files are about to come: use the time that the reader takes to choose them.
 * @param {import("./runtime.mjs").Runtime} runtime with a Python that has answered
 */
export async function expect(runtime) {
  if (reading) return;
  if (cores() > 1) runtime.prepare();
  if (rehearsed) return;
  rehearsed = true;
  const python = await runtime.python();
  while (!reading && (await python.call("rehearse"))); // step by step, so that inputs get their turn
}

/** How many Pythons can run at once. */
const cores = () => navigator.hardwareConcurrency || 1;

export class Import {
  #began = performance.now();
  #reported = 0;
  /** Files that became parts of others since the page collected. */
  #joined = 0;
  /** @type {Map<Python, {bytes: number, files: number}>} What each has read. */
  #done = new Map();
  #stopped = false;
  /** @type {() => void} */
  #stop = () => {};
  /** @type {Set<Python>} */
  #helpers = new Set();
  /** @type {Set<number>} The files at which one was lost, by their place. */
  #suspects = new Set();
  /** @type {Map<number, string>} Those at which one was lost again, with the reason. */
  #refused = new Map();

  /**
   * @param {import("./runtime.mjs").Runtime} runtime
   * @param {Listed[]} files of which each becomes a part of a larger one when it is read, to be held with less memory
   * @param {(html: string) => void} report takes the HTML of the progress
   */
  constructor(runtime, files, report) {
    this.runtime = runtime;
    this.files = files;
    this.report = report;
  }

  /** Read everything. @returns {Promise<boolean>} whether it came to its end */
  async run() {
    const stopped = new Promise((resolve) => (this.#stop = () => resolve(false)));
    reading = true;
    try {
      return await Promise.race([this.#insist(), stopped]);
    } finally {
      reading = false;
      this.#stopped = true;
      this.#dismiss();
    }
  }

  /** Stop at once. What a worker is parsing just now it will forget. */
  stop() {
    this.#stopped = true;
    this.#stop();
  }

  #dismiss() {
    for (const helper of this.#helpers) helper.end("no longer needed");
    this.#helpers.clear();
  }

  /** Read everything; with another first Python when that is lost. */
  async #insist() {
    for (let left = TRIALS; ; left--) {
      try {
        return await this.#read();
      } catch (error) {
        if (!(error instanceof Lost) || left === 1 || this.#stopped) throw error;
        this.#dismiss();
        this.#done.clear();
      }
    }
  }

  async #read() {
    const first = await this.runtime.python();
    await first.ask("begin");
    const read = await this.#offer(first);
    const html = await first.call("import_progress", 0, 0, 0);
    if (this.#stopped) return false;
    this.report(html);
    tidy(); // lists of thousands of files have come and gone
    const batches = this.#batches(read, first);
    const worth = 1 + Math.floor(read.length / WORTH_A_WORKER);
    const lanes = [this.#lane(first, batches, first)];
    while (lanes.length < Math.min(cores(), MOST_WORKERS, worth)) {
      lanes.push(this.#help(batches, first));
    }
    await Promise.all(lanes);
    await this.#readAlone(first);
    tidy(); // what comes now is large, too
    return !this.#stopped;
  }

  /** Ask which files are worth reading. @returns {Promise<number[]>} their places, in order */
  async #offer(first) {
    const read = [];
    for (let start = 0; start < this.files.length && !this.#stopped; start += OFFERED) {
      const paths = this.files.slice(start, start + OFFERED).map(({ path }) => path);
      for (const place of JSON.parse(await first.call("import_offer", JSON.stringify(paths)))) read.push(start + place);
    }
    return read;
  }

  /** Read beside the first one, once another Python has started. If none can be had or it is lost, the first does it all. */
  async #help(batches, first) {
    const helper = await this.runtime.another().catch(() => null);
    if (!helper) return;
    if (this.#stopped || first.ended) return helper.end("no longer needed");
    this.#helpers.add(helper);
    const taken = [];
    const read = this.#beside(helper, noted(batches, taken), first);
    const all = await read.then(() => true, () => false);
    if (all && !this.#stopped) await this.#gather(helper, first);
    this.#helpers.delete(helper);
    helper.end("no longer needed");
    if (all || this.#stopped || first.ended) return;
    this.#done.delete(helper);
    await this.#lane(first, taken.filter(([index]) => !this.#suspects.has(index)).values(), first);
  }

  /** Read the files at which a Python was lost, one by one in another; the first one learns which cannot be read. */
  async #readAlone(first) {
    let helper = null;
    for (const index of this.#suspects) {
      if (this.#stopped) return;
      try {
        if (!helper) this.#helpers.add((helper = await this.runtime.another()));
        await this.#beside(helper, [[index]].values(), first);
        await this.#gather(helper, first);
      } catch (error) {
        if (this.#stopped || first.ended) throw error;
        helper?.end("no longer needed");
        helper = null;
        this.#refused.set(index, error.message);
        await first.call("import_unreadable", this.files[index].path, error.message);
      }
      this.#suspects.delete(index);
    }
    helper?.end("no longer needed");
  }

  async #beside(helper, batches, first) {
    await helper.ask("begin");
    await this.#lane(helper, batches, first);
  }

  /** Have the first one take what a helper has read, in parts so that little of it is held twice. */
  async #gather(helper, first) {
    for (;;) {
      const dumped = await helper.ask("dump").catch(({ message }) => Promise.reject(new Lost(message))); // all is read again
      if (!dumped.length) return;
      await first.ask("absorb", { dumped }, [dumped.buffer]);
    }
  }

  /** Let one worker take batch after batch; it has the next one at hand while it parses. */
  async #lane(python, batches, first) {
    /** @type {{batch: number[], fed: Promise<void>}[]} */
    const open = [];
    for (;;) {
      const batch = this.#stopped ? undefined : batches.next().value;
      if (!batch) break;
      const files = batch.map((index) => ({ path: this.files[index].path, file: content(this.files[index]) }));
      const fed = python.ask("feed", { files }).then(({ bytes, whole, ends }) => {
        this.#join(batch, whole, ends);
        this.#count(python, bytes, batch.length, first);
      });
      fed.catch(() => {}); // heard when its turn comes
      open.push({ batch, fed });
      // what is handed over is looked up file by file: not too many in one go
      await (open.length < AHEAD ? new Promise((done) => setTimeout(done)) : this.#fed(open.shift()));
    }
    for (const each of open) await this.#fed(each);
  }

  /** Wait for the oldest batch of a lane: the one at which its Python is lost, if it is. */
  async #fed({ batch, fed }) {
    try {
      await fed;
    } catch (error) {
      if (error instanceof Lost) for (const index of batch) this.#suspects.add(index);
      throw error;
    }
  }

  /** Yield the places of files that are read together; the first one learns of those that cannot be had. */
  *#batches(read, first) {
    let batch = [];
    for (const index of read) {
      const { path, file, reason } = this.files[index];
      if (this.#suspects.has(index)) continue;
      if (!file || this.#refused.has(index)) {
        first.call("import_unreadable", path, this.#refused.get(index) ?? reason).catch(() => {});
        continue;
      }
      batch.push(index);
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length) yield batch;
  }

  /** Hold files, should they be read again, as parts of the one that they were read as. */
  #join(batch, whole, ends) {
    for (const [place, index] of batch.entries()) {
      const [from, to] = [ends[place - 1] ?? 0, ends[place]];
      if (from < to) this.files[index] = { ...this.files[index], file: whole, from, to }; // an empty one may be gone
    }
    this.#joined += batch.length;
    if (this.#joined < TIDIED) return;
    this.#joined = 0;
    tidy();
  }

  #count(python, bytes, files, first) {
    const done = this.#done.get(python) ?? { bytes: 0, files: 0 };
    this.#done.set(python, { bytes: done.bytes + bytes, files: done.files + files });
    const now = performance.now();
    if (now - this.#reported < REPORT_MS) return;
    this.#reported = now;
    const sum = (name) => [...this.#done.values()].reduce((total, each) => total + each[name], 0);
    const progress = first.call("import_progress", sum("bytes"), sum("files"), Math.round(now - this.#began));
    progress.then((html) => this.#stopped || this.report(html)).catch(() => {}); // the next one will come
  }
}

/** Return what a file holds that can be had. @param {Listed} listed @returns {Blob} */
function content({ file, from, to }) {
  return from === undefined ? file : file.slice(from, to);
}

/** Pass on batches, and write down which were taken. */
function* noted(batches, taken) {
  for (let next = batches.next(); !next.done; next = batches.next()) {
    taken.push(next.value);
    yield next.value;
  }
}
