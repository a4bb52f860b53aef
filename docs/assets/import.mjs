// Has log files read by several Pythons at once; the first one gathers what the others found.

/** Bytes that are read and parsed at once. */
const SLICE = 8 * 1024 * 1024;
/** Slices that a worker has at hand, the one that it parses among them. */
const AHEAD = 3;
/** Workers at the most: past that the browser hands over files no faster. */
const MOST_WORKERS = 4;
/** Bytes for which it pays to start one more worker. */
const WORTH_A_WORKER = 32 * 1024 * 1024;
/** The shortest time between two reports of progress, in milliseconds. */
const REPORT_MS = 100;

/** @typedef {import("./files.mjs").Listed} Listed */
/** @typedef {import("./python.mjs").Python} Python */
/** @typedef {{index: number, blob: Blob, last: boolean}} Part */

export class Import {
  #began = performance.now();
  #reported = 0;
  #bytes = 0;
  #files = 0;
  #stopped = false;
  /** @type {() => void} */
  #stop = () => {};
  /** @type {Set<Python>} */
  #helpers = new Set();

  /**
   * @param {import("./runtime.mjs").Runtime} runtime
   * @param {Listed[]} files
   * @param {(html: string) => void} report takes the HTML of the progress
   */
  constructor(runtime, files, report) {
    this.runtime = runtime;
    this.files = files;
    this.report = report;
    this.listing = files.map(({ path, file }) => [path, file ? file.size : 0]);
  }

  /** Read everything. @returns {Promise<boolean>} whether it came to its end */
  async run() {
    const stopped = new Promise((resolve) => (this.#stop = () => resolve(false)));
    try {
      return await Promise.race([this.#read(), stopped]);
    } finally {
      this.#stopped = true;
      for (const helper of this.#helpers) helper.end("no longer needed");
    }
  }

  /** Stop at once. What a worker is parsing just now it will forget. */
  stop() {
    this.#stopped = true;
    this.#stop();
  }

  async #read() {
    const first = await this.runtime.python();
    const { read, html } = JSON.parse(await first.ask("begin", { listing: this.listing }));
    this.report(html);
    const jobs = this.#jobs(read, first);
    const bytes = read.reduce((sum, index) => sum + this.listing[index][1], 0);
    const workers = Math.min(navigator.hardwareConcurrency || 1, MOST_WORKERS, 1 + Math.floor(bytes / WORTH_A_WORKER));
    const lanes = [this.#lane(first, jobs, first)];
    while (lanes.length < workers) lanes.push(this.#help(jobs, first));
    await Promise.all(lanes);
    return !this.#stopped;
  }

  /** Read beside the first one, once another Python has started. If none can be had, the others do it all. */
  async #help(jobs, first) {
    const helper = await this.runtime.another().catch(() => null);
    if (!helper) return;
    this.#helpers.add(helper);
    if (this.#stopped) return helper.end("no longer needed");
    await helper.ask("begin", { listing: this.listing });
    await this.#lane(helper, jobs, first);
    if (!this.#stopped) await first.ask("absorb", { dumped: await helper.ask("dump") });
    this.#helpers.delete(helper);
    helper.end("no longer needed");
  }

  /** Let one worker take job after job; while it parses a slice, the next ones are being read. */
  async #lane(python, jobs, first) {
    /** @type {Promise<void>[]} */
    const open = [];
    for (;;) {
      const job = this.#stopped ? undefined : jobs.next().value;
      if (!job) break;
      for (const parts of job) {
        if (open.length >= AHEAD) await open.shift();
        if (this.#stopped) break;
        const fed = python.ask("feed", { parts }).then(() => this.#count(parts, first));
        fed.catch(() => {}); // heard when its turn comes
        open.push(fed);
      }
    }
    await Promise.all(open);
  }

  /** Yield lists of slices that belong to one worker: small files together, a large one by itself, in order. */
  *#jobs(read, first) {
    /** @type {Part[]} */
    let together = [];
    let room = SLICE;
    for (const index of read) {
      const { file, reason } = this.files[index];
      if (!file) {
        first.call("import_unreadable", index, reason).catch(() => {});
      } else if (file.size > SLICE) {
        yield sliced(index, file);
      } else {
        if (file.size > room) {
          yield [together];
          together = [];
          room = SLICE;
        }
        together.push({ index, blob: file, last: true });
        room -= file.size;
      }
    }
    if (together.length) yield [together];
  }

  #count(parts, first) {
    for (const { blob, last } of parts) {
      this.#bytes += blob.size;
      this.#files += Number(last);
    }
    const now = performance.now();
    if (now - this.#reported < REPORT_MS) return;
    this.#reported = now;
    const progress = first.call("import_progress", this.#bytes, this.#files, Math.round(now - this.#began));
    progress.then((html) => this.#stopped || this.report(html)).catch(() => {}); // the next one will come
  }
}

/** Cut a large file into slices. @returns {Iterable<Part[]>} */
function* sliced(index, file) {
  for (let start = 0; start < file.size; start += SLICE) {
    const end = Math.min(start + SLICE, file.size);
    yield [{ index, blob: file.slice(start, end), last: end === file.size }];
  }
}
