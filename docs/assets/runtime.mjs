// Fetches what the calculator runs on, checks it, keeps it, and starts the worker that holds Python.

/** How long a file may send nothing before it counts as lost, in milliseconds. */
const STALL_MS = 20_000;
/** How long Python may take to start once all files are there, in milliseconds. */
const BOOT_MS = 90_000;
/** What the browser keeps is named so, followed by the folder of the runtime. */
const STORE = "calculator-runtime ";
/** The files that Python needs; what draws charts comes later. */
const PYTHON = ["worker.js", "pyodide.asm.js", "pyodide.js", "pyodide.asm.wasm", "python.zip"];
const TYPES = { js: "text/javascript", wasm: "application/wasm", zip: "application/zip" };

/** @typedef {[bytes: number, sent: number, sha256: string]} Entry */

export class Runtime {
  /** @type {Promise<Python> | null} */
  #python = null;
  /** @type {{script: Promise<Blob>, module: Promise<WebAssembly.Module>, archive: Promise<ArrayBuffer>} | null} */
  #parts = null;
  /** @type {Map<string, number>} */
  #received = new Map();
  /** @type {Map<string, Promise<void>>} */
  #scripts = new Map();
  #trial = 0;
  #ready = false;

  /** What is happening, for the reader. */
  phase = "";
  /** @type {() => void} Called when the phase or the number of bytes has changed. */
  onprogress = () => {};

  /**
   * @param {string} base address of the folder that holds the files
   * @param {Record<string, Entry>} files
   * @param {object} lock Pyodide's table of packages
   */
  constructor(base, files, lock) {
    this.base = base;
    this.files = files;
    this.lock = lock;
  }

  /** Whether Python is there and need not be waited for. */
  get running() {
    return this.#ready;
  }

  /** Return the running Python, started at the first call and at the first after a failure. */
  python() {
    this.#python ??= this.#start().catch((error) => {
      this.#python = null;
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

  /** How many of the bytes on the way are here. */
  get progress() {
    let [done, total] = [0, 0];
    for (const name of PYTHON) {
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
      setTimeout(() => reject(new Error(`${name} did not come`)), STALL_MS);
      document.head.append(script);
    });
  }

  async #start() {
    const morphing = this.script("idiomorph.js");
    this.#say("Loading Python");
    this.#parts ??= this.#load();
    const { script, module, archive } = this.#parts;
    let python;
    try {
      // the worker reads Pyodide's code while the rest is still coming
      python = new Python(await script);
      const parts = { module: await module, archive: await archive, lock: this.lock };
      this.#say("Starting Python");
      await Promise.all([python.ask("boot", parts, { timeout: BOOT_MS }), morphing]);
    } catch (error) {
      python?.end("failed");
      this.#parts = null;
      throw error;
    }
    python.onend = () => {
      this.#python = null;
      this.#ready = false;
    };
    this.#ready = true;
    this.#say("Calculating");
    return python;
  }

  /** Fetch everything at once. When one file fails, so do the others. */
  #load() {
    const store = openStore(this.base);
    const stop = new AbortController();
    /** @param {string} name @param {(response: Response) => void} [tap] */
    const get = async (name, tap) => {
      try {
        return await this.#file(name, await store, stop.signal, tap);
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    };
    // a worker that starts from a blob: address is bound by the page's policy, one from the site's own is not
    const code = Promise.all(["pyodide.asm.js", "pyodide.js", "worker.js"].map((name) => get(name)));
    const parts = {
      script: code.then((files) => new Blob(files.flatMap((file) => [file, "\n;"]), { type: TYPES.js })),
      module: this.#compile(get),
      archive: get("python.zip").then(unpack),
    };
    for (const part of Object.values(parts)) part.catch(() => {}); // who waits for it will hear
    return parts;
  }

  /** Compile WebAssembly while it comes in; hand it out only once its bytes have turned out right. */
  async #compile(get) {
    /** @type {Promise<WebAssembly.Module> | undefined} */
    let compiling;
    const bytes = await get("pyodide.asm.wasm", (response) => {
      compiling = WebAssembly.compileStreaming(response);
      compiling.catch(() => {});
    });
    return compiling?.catch(() => WebAssembly.compile(bytes));
  }

  /**
   * Return a file's bytes from the browser's store or from the site, checked.
   * @param {string} name
   * @param {Cache | null} store
   * @param {AbortSignal} signal
   * @param {(response: Response) => void} [tap] takes a copy of the answer at once, before it is checked
   * @returns {Promise<Uint8Array>}
   */
  async #file(name, store, signal, tap) {
    const address = this.base + name;
    const kept = await store?.match(address).catch(() => undefined);
    if (kept) {
      tap?.(kept.clone());
      const bytes = new Uint8Array(await kept.arrayBuffer());
      if (await this.#isRight(name, bytes)) {
        this.#count(name, bytes.length);
        return bytes;
      }
      await store?.delete(address);
    }
    // what is kept here need not be kept twice; elsewhere a second trial must not get what failed before
    const cache = store ? "no-store" : this.#trial ? "reload" : "default";
    const bytes = await this.#fetch(name, { cache, signal }, tap);
    if (!(await this.#isRight(name, bytes))) throw new Error(`${name} arrived damaged`);
    const headers = { "Content-Type": TYPES[ending(name)] };
    store?.put(address, new Response(bytes, { headers })).catch(() => {}); // a full disk only costs the next visit
    return bytes;
  }

  async #fetch(name, { cache, signal: outer }, tap) {
    const stall = new AbortController();
    const lost = () => stall.abort(new Error(`${name} stopped coming`));
    let timer = setTimeout(lost, STALL_MS);
    const signal = AbortSignal.any([outer, stall.signal]);
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(lost, STALL_MS);
    };
    try {
      const response = await fetch(this.base + name, { cache, signal });
      if (!response.ok) throw new Error(`${name}: the site answered ${response.status}`);
      const type = response.headers.get("Content-Type") ?? "";
      if (!type.includes(TYPES[ending(name)].split("/")[1])) throw new Error(`${name} arrived as ${type || "nothing"}`);
      tap?.(response.clone());
      return await this.#collect(name, response.body, heard);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #collect(name, body, heard) {
    const [size] = this.files[name];
    const bytes = new Uint8Array(size);
    let place = 0;
    const reader = body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      if (place + piece.value.length > size) throw new Error(`${name} arrived too long`);
      bytes.set(piece.value, place);
      place += piece.value.length;
      heard();
      this.#count(name, place);
    }
    if (place < size) throw new Error(`${name} arrived cut short`);
    return bytes;
  }

  async #isRight(name, bytes) {
    const [size, , wanted] = this.files[name];
    if (bytes.length !== size) return false;
    if (!globalThis.crypto?.subtle) return true; // not a secure context; nothing is kept there either
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return btoa(String.fromCharCode(...digest)) === wanted;
  }

  #count(name, bytes) {
    this.#received.set(name, bytes);
    this.onprogress();
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

/** A worker with Python in it. */
export class Python {
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void, report?: (html: string) => void}>} */
  #open = new Map();
  #count = 0;
  /** @type {() => void} Called when it is no longer there. */
  onend = () => {};

  /** @param {Blob} script */
  constructor(script) {
    this.address = URL.createObjectURL(script);
    this.worker = new Worker(this.address, { type: "module" });
    this.worker.onmessage = ({ data }) => this.#hear(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end(event.message || "the worker could not be loaded");
    };
  }

  /**
   * Ask the worker for something.
   * @param {string} operation
   * @param {object} request
   * @param {{timeout?: number, report?: (html: string) => void}} [options]
   * @returns {Promise<any>}
   */
  ask(operation, request, { timeout, report } = {}) {
    return new Promise((resolve, reject) => {
      const id = ++this.#count;
      this.#open.set(id, { resolve, reject, report });
      this.worker.postMessage({ id, operation, request });
      if (timeout) setTimeout(() => reject(new Error("Python took too long to start")), timeout);
    });
  }

  /**
   * Call a function of calculator.browser.
   * @param {string} name
   * @param {...(string | number)} args
   * @returns {Promise<string>}
   */
  call(name, ...args) {
    return this.ask("call", { name, args });
  }

  /**
   * End the worker; whoever waits for an answer is told.
   * @param {string} reason
   */
  end(reason) {
    this.worker.terminate();
    URL.revokeObjectURL(this.address);
    for (const { reject } of this.#open.values()) reject(new Error(reason));
    this.#open.clear();
    this.onend();
  }

  #hear({ id, value, error, progress }) {
    const asked = this.#open.get(id);
    if (progress !== undefined) {
      asked?.report?.(progress);
      return;
    }
    this.#open.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(error));
  }
}

/** @param {string} name */
const ending = (name) => name.slice(name.lastIndexOf(".") + 1);

/** Open what the browser keeps of this runtime, and drop what it kept of others; null where nothing can be kept. */
async function openStore(base) {
  try {
    const name = STORE + new URL(base).pathname;
    const folder = name.replace(/[^/]*\/$/, "");
    for (const other of await caches.keys()) {
      if (other !== name && other.startsWith(folder)) await caches.delete(other);
    }
    return await caches.open(name);
  } catch {
    return null;
  }
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
