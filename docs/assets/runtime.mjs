// Fetches what the calculator runs on, checks it, keeps it, and starts the worker that holds Python.

/** How long a file may send nothing before it counts as lost, in milliseconds. */
const STALL_MS = 20_000;
/** How long Python may take to start once all files are there, in milliseconds. */
const BOOT_MS = 90_000;
/** What the browser keeps is named so, followed by the folder of the runtime. */
const STORE = "calculator-runtime ";
/** The files that Python needs; what draws charts comes later. */
const PYTHON = ["pyodide.asm.js", "pyodide.js", "pyodide.asm.wasm", "python.zip"];
const TYPES = { js: "javascript", wasm: "application/wasm", zip: "zip" };

/** @typedef {[bytes: number, sent: number, sha256: string]} Entry */

export class Runtime {
  /** @type {Promise<Python> | null} */
  #python = null;
  /** @type {Promise<{script: Blob, module: WebAssembly.Module, archive: ArrayBuffer}> | null} */
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
    this.#parts ??= this.#load().catch((error) => {
      this.#parts = null;
      throw error;
    });
    const [{ script, module, archive }] = await Promise.all([this.#parts, morphing]);
    this.#say("Starting Python");
    const python = new Python(script);
    try {
      await python.ask("boot", { module, archive, lock: this.lock }, { timeout: BOOT_MS });
    } catch (error) {
      python.end("failed");
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

  async #load() {
    const store = await openStore(this.base);
    const stop = new AbortController();
    /** @param {string} name @param {(chunk: Uint8Array) => void} [tap] */
    const get = (name, tap) => this.#file(name, store, stop.signal, tap);
    try {
      const [asm, loader, module, archive] = await Promise.all([
        get("pyodide.asm.js"),
        get("pyodide.js"),
        this.#compile(get),
        get("python.zip"),
      ]);
      const entry = `import ${JSON.stringify(new URL("worker.mjs", import.meta.url).href)};\n`;
      const script = new Blob([entry, asm, "\n;", loader], { type: "text/javascript" });
      return { script, module, archive: archive.buffer };
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  }

  /** Compile WebAssembly while it comes in; hand it out only if its bytes were the right ones. */
  async #compile(get) {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const headers = { "Content-Type": TYPES.wasm };
    const compiling = WebAssembly.compileStreaming(new Response(readable, { headers }));
    compiling.catch(() => {});
    try {
      const bytes = await get("pyodide.asm.wasm", (chunk) => void writer.write(chunk).catch(() => {}));
      void writer.close().catch(() => {});
      return await compiling.catch(() => WebAssembly.compile(bytes));
    } catch (error) {
      void writer.abort(error).catch(() => {});
      throw error;
    }
  }

  /**
   * Return a file's bytes from the browser's store or from the site, checked.
   * @param {string} name
   * @param {Cache | null} store
   * @param {AbortSignal} signal
   * @param {(chunk: Uint8Array) => void} [tap] takes each piece as it comes, before the whole is checked
   * @returns {Promise<Uint8Array>}
   */
  async #file(name, store, signal, tap) {
    const address = this.base + name;
    const kept = await store?.match(address).catch(() => undefined);
    if (kept) {
      const bytes = new Uint8Array(await kept.arrayBuffer());
      if (await this.#isRight(name, bytes)) {
        this.#count(name, bytes.length);
        tap?.(bytes);
        return bytes;
      }
      await store?.delete(address);
    }
    // what is kept here need not be kept twice; elsewhere a second trial must not get what failed before
    const cache = store ? "no-store" : this.#trial ? "reload" : "default";
    const bytes = await this.#fetch(name, { cache, signal }, tap);
    if (!(await this.#isRight(name, bytes))) throw new Error(`${name} arrived damaged`);
    const headers = { "Content-Type": "application/octet-stream" };
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
      if (!type.includes(TYPES[name.split(".").pop()])) throw new Error(`${name} arrived as ${type || "something else"}`);
      return await this.#collect(name, response.body, heard, tap);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #collect(name, body, heard, tap) {
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
      tap?.(piece.value);
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
