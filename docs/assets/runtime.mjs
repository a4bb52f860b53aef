// What the calculator runs on: fetched at the first intent, and started in a worker that holds Python.

import { Python } from "./python.mjs";
import { Shelf } from "./shelf.mjs";

/** How long a script may take to come, in milliseconds. */
const SCRIPT_MS = 20_000;
/** How long Python may take to start once all files are there, in milliseconds. */
const BOOT_MS = 90_000;
/** The worker's code, in the order in which it is run. */
const CODE = ["pyodide.asm.js", "pyodide.js", "worker.js"];
const WASM = "pyodide.asm.wasm";
const ARCHIVE = "python.zip";
/** A copy of Python's memory after an earlier start, which the browser keeps beside the files. */
const SNAPSHOT = "snapshot";

export class Runtime {
  /** @type {Promise<Python> | null} */
  #python = null;
  /** @type {ReturnType<Runtime["load"]> | null} Stays, so that another worker needs no fetching. */
  #parts = null;
  /** @type {Map<string, number>} */
  #received = new Map();
  /** @type {Map<string, Promise<void>>} */
  #scripts = new Map();
  #trial = 0;

  /** Whether Python is there and need not be waited for. */
  running = false;
  /** What is happening, for the reader. */
  phase = "";
  /** @type {() => void} Called when the phase or the number of bytes has changed. */
  onprogress = () => {};

  /**
   * @param {string} base address of the folder that holds the files
   * @param {Record<string, import("./shelf.mjs").Entry>} files
   * @param {object} lock Pyodide's table of packages
   */
  constructor(base, files, lock) {
    this.base = base;
    this.files = files;
    this.lock = lock;
  }

  /** Return the running Python, started at the first call and at the first after a failure. */
  python() {
    this.#python ??= this.#start().catch((error) => {
      this.#python = this.#parts = null;
      this.#trial += 1;
      throw error;
    });
    return this.#python;
  }

  /** Stop Python at once. The next call of python() starts it again, without fetching. */
  stop() {
    this.#python?.then((python) => python.end("stopped")).catch(() => {});
    this.#python = null;
  }

  /** Start one more Python, for work beside the first one, which has been started. Whoever asks for it must end it. */
  async another() {
    const parts = this.#parts;
    if (!parts) throw new Error("the first Python is not there");
    const again = { ...parts, snapshot: parts.shelf.recall(SNAPSHOT) };
    return this.#boot(again, false).catch((error) => this.#bootWithout(again, error));
  }

  /** How many of the bytes on the way are here. */
  get progress() {
    let [done, total] = [0, 0];
    for (const name of [...CODE, WASM, ARCHIVE]) {
      const [bytes, sent] = this.files[name];
      done += ((this.#received.get(name) ?? 0) / bytes) * sent;
      total += sent;
    }
    return { done, total };
  }

  /**
   * Run a script of the runtime in the page, once.
   * @param {string} name
   * @returns {Promise<void>}
   */
  script(name) {
    let running = this.#scripts.get(name);
    if (!running) {
      running = this.#run(name);
      running.catch(() => this.#scripts.delete(name));
      this.#scripts.set(name, running);
    }
    return running;
  }

  async #run(name) {
    const script = document.createElement("script");
    script.src = this.base + name;
    script.integrity = `sha256-${this.files[name][2]}`;
    if (this.#trial) await fetch(script.src, { cache: "reload" }); // what failed may have been kept
    return new Promise((resolve, reject) => {
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${name} could not be loaded`));
      setTimeout(() => reject(new Error(`${name} did not come`)), SCRIPT_MS);
      document.head.append(script);
    });
  }

  async #start() {
    const morphing = this.script("idiomorph.js");
    morphing.catch(() => {}); // said below
    this.#say("Loading Python");
    const parts = (this.#parts ??= this.load());
    const keeps = await parts.shelf.keeps();
    const python = await this.#boot(parts, keeps).catch((error) => this.#bootWithout(parts, error));
    try {
      await morphing;
    } catch (error) {
      python.end("failed");
      throw error;
    }
    python.onend = () => {
      this.#python = null;
      this.running = false;
    };
    python.onfirst = () => parts.shelf.keep();
    parts.snapshot = Promise.resolve(null); // it is large; the next start asks for it again
    this.running = true;
    this.#say("Calculating");
    return python;
  }

  /** Start a worker and give it what it needs, as it comes; keep a copy of its memory if that is wanted and not there. */
  async #boot({ shelf, script, texts, module, archive, snapshot }, keep) {
    const python = new Python(await script);
    let timer;
    try {
      const given = Promise.all([
        module.then((module) => python.ask("take", { module })),
        archive.then((archive) => python.ask("take", { archive })),
      ]);
      const late = new Promise((_, reject) => {
        const wait = () => (timer = setTimeout(() => reject(new Error("Python took too long to start")), BOOT_MS));
        given.then(() => this.#say("Starting Python")).then(wait, () => {});
      });
      const memory = await snapshot;
      const booted = python.ask("boot", { lock: this.lock, memory, freeze: keep && !memory });
      const [frozen] = await Promise.race([Promise.all([booted, given, texts, python.watched]), late]);
      await shelf.checked();
      if (frozen) shelf.add(SNAPSHOT, frozen);
      return python;
    } catch (error) {
      python.end("failed");
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Start again without the copy of Python's memory, if there was one: it may be to blame. */
  async #bootWithout(parts, error) {
    if (!(await parts.snapshot)) throw error;
    await parts.shelf.drop(SNAPSHOT);
    return this.#boot({ ...parts, snapshot: Promise.resolve(null) }, false);
  }

  /** Get everything at once. What has come is used at once, too, while its hash is being taken. */
  load() {
    const shelf = new Shelf(this.base, this.files, (name, bytes) => {
      this.#received.set(name, bytes);
      this.onprogress();
    });
    const { script, texts } = this.#code(shelf);
    const parts = { script, ...this.#compile(shelf), archive: this.#get(shelf, ARCHIVE).then(unpack), texts };
    for (const part of Object.values(parts)) part.catch(() => {}); // who waits for it will hear
    return { shelf, ...parts, snapshot: shelf.recall(SNAPSHOT) };
  }

  /**
   * Return the worker's script. On a first visit it imports its parts by address, so that the worker reads them while
   * they come; the page gets the same from the browser's cache, to check and keep it. Later it is what was kept.
   */
  #code(shelf) {
    const direct = shelf.has(CODE[0]).then((kept) => !kept && !this.#trial);
    const texts = direct.then((direct) =>
      Promise.all(CODE.map((name) => this.#get(shelf, name, direct ? { cache: "default" } : {}))),
    );
    const imports = CODE.map((name) => `import ${JSON.stringify(this.base + name)};\n`);
    const script = direct.then(async (direct) => {
      const parts = direct ? imports : (await texts).flatMap((text) => [text, "\n;"]);
      return new Blob(parts, { type: "text/javascript" });
    });
    return { script, texts };
  }

  /** Compile WebAssembly while it comes in. */
  #compile(shelf) {
    /** @type {Promise<WebAssembly.Module> | undefined} */
    let compiling;
    const tap = (response) => {
      compiling = WebAssembly.compileStreaming(response);
      compiling.catch(() => {});
    };
    const module = this.#get(shelf, WASM, { tap }).then((bytes) => compiling?.catch(() => WebAssembly.compile(bytes)));
    return { module };
  }

  async #get(shelf, name, options) {
    // what the page keeps need not be kept twice; elsewhere a second trial must not get what failed before
    const cache = (await shelf.keeps()) ? "no-store" : this.#trial ? "reload" : "default";
    return shelf.get(name, { cache, ...options });
  }

  #say(phase) {
    this.phase = phase;
    this.onprogress();
  }
}

/** @type {Runtime | null} The one runtime of this document. It outlives the elements under instant navigation. */
let one = null;

/**
 * Return the runtime that all elements of the page share.
 * @param {DOMStringMap} dataset what the build wrote at an element: the folder, its files and Pyodide's table
 */
export function shared({ runtime = "", files = "{}", lock = "{}" }) {
  one ??= new Runtime(new URL(runtime, location.href).href, JSON.parse(files), JSON.parse(lock));
  return one;
}

/**
 * Take the one file out of a zip archive that holds a single one.
 * @param {Uint8Array} archive
 * @returns {Promise<ArrayBuffer>}
 */
function unpack(archive) {
  const head = new DataView(archive.buffer);
  const [packed, name, extra] = [head.getUint32(18, true), head.getUint16(26, true), head.getUint16(28, true)];
  const start = 30 + name + extra;
  const inner = new Blob([archive.subarray(start, start + packed)]).stream();
  return new Response(inner.pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer();
}
