// What the calculator runs on: fetched at the first intent, and started in a worker that holds Python.

import { Python, RemoteWorker } from "./python.mjs";
import { Shelf } from "./shelf.mjs";

/** How long a script may take to come, in milliseconds. */
const SCRIPT_MS = 20_000;
/** How long Python may take to start once all files are there, in milliseconds. */
const BOOT_MS = 90_000;
/** How long a Python that was started ahead waits for work, in milliseconds. */
const AHEAD_MS = 120_000;
/** Bytes for which a browser collects: Chromium does from 64 MiB on. */
const MUCH = 96 * 1024 * 1024;
/** The worker's code, in the order in which it is run. */
const CODE = ["pyodide.asm.js", "pyodide.js", "worker.js"];
/** Pyodide's WebAssembly, Python's memory with the calculator in it, and what it can import; all are packed. */
const [WASM, IMAGE, LIBRARY] = ["wasm.bin", "python.bin", "library.bin"];
/** The script of the worker that unpacks. */
const UNPACK = "unpack.js";

/** A worker that unpacks, started when there is something to unpack: what the browser has kept is unpacked. */
class Unpacker {
  /** @type {Promise<RemoteWorker> | null} */
  #worker = null;

  /** @param {() => Promise<Uint8Array>} script */
  constructor(script) {
    this.script = script;
  }

  /** @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
  async unpack(bytes) {
    this.#worker ??= this.script().then((text) => new RemoteWorker(new Blob([text], { type: "text/javascript" })));
    return (await this.#worker).ask("unpack", { bytes }, [bytes.buffer]);
  }

  end() {
    this.#worker?.then((worker) => worker.end("done")).catch(() => {}); // whoever unpacked has heard
    this.#worker = null;
  }
}

/** Return bytes in a form that workers share: given away as they are, each would hold them twice. @param {Uint8Array} bytes */
const blob = (bytes) => new Blob([bytes]);

/**
 * Have the browser collect what has been left behind. It does so when much memory is asked for; of what is never
 * written to none is taken.
 */
export function tidy() {
  try {
    new ArrayBuffer(MUCH);
  } catch {
    // so much is not to be had: then it collects by itself
  }
}

export class Runtime {
  /** @type {Promise<Python> | null} */
  #python = null;
  /** @type {ReturnType<Runtime["load"]> | null} Stays, so that another worker needs no fetching. */
  #parts = null;
  /** @type {Map<string, number>} The share of each file that is here. */
  #received = new Map();
  #wanted = [...CODE, WASM, IMAGE];
  /** @type {Map<string, Promise<void>>} */
  #scripts = new Map();
  #trial = 0;
  /** @type {Promise<Python | null> | null} One more, started ahead. */
  #ahead = null;

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

  /**
   * Call a function of calculator.browser that takes whatever a reader enters. Where it is the first that is called and
   * fails, Python's memory was put back and is of no use: it is called again in a Python that starts from the library.
   * @param {string} name
   * @param {...(string | number)} args
   * @returns {Promise<string>}
   */
  async call(name, ...args) {
    const python = await this.python();
    try {
      return await python.call(name, ...args);
    } catch (error) {
      if (python.answered || python.from === "library" || !this.#parts) throw error;
      python.end("its memory is of no use");
      if (this.#parts.from !== "library") this.#useLibrary(this.#parts);
      return this.call(name, ...args);
    }
  }

  /** Stop Python at once. The next call of python() starts it again, without fetching. */
  stop() {
    this.#python?.then((python) => python.end("stopped")).catch(() => {});
    this.#python = null;
  }

  /** Start one more Python ahead, as work for it is about to come. Where none does, it ends after a while. */
  prepare() {
    if (!this.#parts || this.#ahead) return;
    const ahead = (this.#ahead = this.#boot(this.#parts).catch(() => null)); // the next one may start
    setTimeout(() => {
      if (this.#ahead !== ahead) return;
      this.#ahead = null;
      ahead.then((python) => python?.end("not needed"));
    }, AHEAD_MS);
  }

  /** Return one more Python, for work beside the first one, which has been started. Whoever asks for it must end it. */
  async another() {
    if (!this.#parts) throw new Error("the first Python is not there");
    const ahead = this.#ahead;
    this.#ahead = null;
    const python = await ahead;
    return python && !python.ended ? python : this.#boot(this.#parts);
  }

  /** How many of the bytes on the way are here. */
  get progress() {
    let [done, total] = [0, 0];
    for (const name of this.#wanted) {
      const [, sent] = this.files[name];
      done += (this.#received.get(name) ?? 0) * sent;
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
    const python = await this.#boot(parts).catch((error) => this.#bootPlainly(parts, error));
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
    python.onfirst = () => parts.shelf.keep().then(tidy); // starting leaves more than all that the page holds then
    this.running = true;
    this.#say("Calculating");
    return python;
  }

  /** Start from the library where all has come right and Python's memory could not be put back; others will, too. */
  async #bootPlainly(parts, error) {
    const { shelf, texts, module, source } = parts;
    await Promise.all([texts, module, source, shelf.checked()]).catch(() => Promise.reject(error));
    return this.#boot(this.#useLibrary(parts));
  }

  /** From now on, start from the library. */
  #useLibrary({ shelf, unpacker, ...parts }) {
    this.#wanted = [...CODE, WASM, IMAGE, LIBRARY];
    this.#say("Starting Python in another way, since this browser refused the quick one");
    const library = this.#get(shelf, LIBRARY).finally(() => unpacker.end());
    const start = { from: "library", source: library.then(blob) };
    start.source.catch(() => {}); // whoever waits for it will hear
    return (this.#parts = { ...parts, shelf, unpacker, ...start });
  }

  /** Start a worker and give it what it needs, as it comes. */
  async #boot({ shelf, script, texts, module, source, from }) {
    const python = new Python(await script, from);
    let timer;
    try {
      const given = Promise.all([
        module.then((module) => python.ask("take", { module })),
        source.then((source) => python.ask("take", { source })),
      ]);
      const late = new Promise((_, reject) => {
        const wait = () => (timer = setTimeout(() => reject(new Error("Python took too long to start")), BOOT_MS));
        given.then(() => this.#say("Starting Python")).then(wait, () => {});
      });
      await Promise.race([Promise.all([python.ask("boot", { lock: this.lock, from }), given, texts, python.watched]), late]);
      await shelf.checked();
      python.guard();
      return python;
    } catch (error) {
      python.end("failed");
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Get everything at once. What has come is used at once, too, while its hash is being taken. */
  load() {
    const count = (name, share) => {
      this.#received.set(name, share);
      this.onprogress();
    };
    const unpacker = new Unpacker(() => this.#get(shelf, UNPACK));
    const shelf = new Shelf(this.base, this.files, count, (bytes) => unpacker.unpack(bytes));
    const { script, texts } = this.#code(shelf);
    const [wasm, image] = [WASM, IMAGE].map((name) => this.#get(shelf, name));
    Promise.allSettled([wasm, image]).then(() => unpacker.end());
    const module = wasm.then((bytes) => WebAssembly.compile(bytes));
    const parts = { script, texts, module, source: image.then(blob) };
    for (const part of Object.values(parts)) part.catch(() => {}); // who waits for it will hear
    return { shelf, unpacker, ...parts, from: "image" };
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
