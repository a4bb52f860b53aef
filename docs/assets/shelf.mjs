// The files of the runtime: from the browser's own store if it has them, else from the site, and always checked.

/** How long a file may send nothing before it counts as lost, in milliseconds. */
const STALL_MS = 20_000;
/** What the browser keeps is named so, followed by the folder of the files. */
const STORE = "calculator-runtime ";
const TYPES = { js: "text/javascript", bin: "application/octet-stream" };

/** What comes packed, and is kept unpacked. @param {string} name */
const isPacked = (name) => name.endsWith(".bin");

/** @typedef {[bytes: number, sent: number, sha256: string]} Entry  Size, size on the way, hash in base64; unpacked. */

export class Shelf {
  /** @type {Promise<Cache | null>} */
  #store;
  /** @type {Promise<Set<string>>} */
  #kept;
  /** @type {Map<string, Uint8Array>} What came from the site and is to be kept. */
  #fresh = new Map();
  #stop = new AbortController();
  /** @type {Promise<void>[]} */
  #checks = [];

  /**
   * @param {string} base address of the folder that holds the files
   * @param {Record<string, Entry>} files
   * @param {(name: string, share: number) => void} count told how much of a file is there
   * @param {(bytes: Uint8Array) => Promise<Uint8Array>} unpack
   */
  constructor(base, files, count, unpack) {
    this.base = base;
    this.files = files;
    this.count = count;
    this.unpack = unpack;
    this.#store = openStore(base);
    this.#kept = this.#store.then(async (store) => new Set((await store?.keys())?.map(({ url }) => url)));
    this.#kept.catch(() => {});
  }

  /** Whether the browser can keep files. @returns {Promise<boolean>} */
  async keeps() {
    return Boolean(await this.#store);
  }

  /** Whether the browser has kept a file. @param {string} name @returns {Promise<boolean>} */
  async has(name) {
    return (await this.#kept).has(this.base + name);
  }

  /**
   * Return a file's bytes as soon as they are here; `checked` tells whether they are right. When one file fails, all do.
   * @param {string} name
   * @param {{cache?: RequestCache}} [options] what the browser's own cache may do
   * @returns {Promise<Uint8Array>}
   */
  async get(name, { cache } = {}) {
    try {
      const bytes = (await this.has(name)) ? await this.#take(name) : await this.#fetch(name, cache);
      const check = this.#check(name, bytes);
      check.catch(() => {}); // `checked` tells
      this.#checks.push(check);
      return bytes;
    } catch (error) {
      this.#stop.abort(error);
      throw error;
    }
  }

  /** Wait until the hashes of all that was got have been taken. @throws when one is not what it should be */
  async checked() {
    await Promise.all(this.#checks);
  }

  /** Keep what has come, for the next visit; where that fails, the next visit fetches again. */
  async keep() {
    const store = await this.#store;
    for (const [name, bytes] of this.#fresh) {
      this.#fresh.delete(name);
      const headers = { "Content-Type": TYPES[ending(name)] };
      const body = new Blob([bytes]); // which the browser stores by itself; plain bytes would pass through the page
      const kept = store?.put(this.base + name, new Response(body, { headers }));
      await kept?.then(async () => (await this.#kept).add(this.base + name)).catch(() => {});
    }
  }

  /** Forget a file. */
  async #drop(name) {
    (await this.#kept).delete(this.base + name);
    await (await this.#store)?.delete(this.base + name);
  }

  async #take(name) {
    const response = await (await this.#store)?.match(this.base + name);
    const bytes = new Uint8Array(await response.arrayBuffer());
    this.count(name, 1);
    return bytes;
  }

  async #check(name, bytes) {
    const found = await digest(bytes);
    if (!found || found === this.files[name][2]) return;
    this.#fresh.delete(name);
    await this.#drop(name);
    throw new Error(`${name} arrived damaged`);
  }

  async #fetch(name, cache) {
    const stall = new AbortController();
    const lost = () => stall.abort(new Error(`${name} stopped coming`));
    let timer = setTimeout(lost, STALL_MS);
    const signal = AbortSignal.any([this.#stop.signal, stall.signal]);
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(lost, STALL_MS);
    };
    try {
      const response = await fetch(this.base + name, { cache, signal });
      const type = response.headers.get("Content-Type") || "nothing";
      if (!response.ok) throw new Error(`${name}: the site answered ${response.status}`);
      if (!type.includes(TYPES[ending(name)].split("/")[1])) throw new Error(`${name} arrived as ${type}`);
      const came = await this.#collect(name, response.body, heard);
      const bytes = isPacked(name) ? await this.#unpacked(name, came) : came;
      this.#fresh.set(name, bytes);
      return bytes;
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #unpacked(name, bytes) {
    try {
      return await this.unpack(bytes);
    } catch (cause) {
      throw new Error(`${name} arrived damaged`, { cause });
    }
  }

  async #collect(name, body, heard) {
    const [whole, sent] = this.files[name];
    const size = isPacked(name) ? sent : whole;
    const bytes = new Uint8Array(size);
    let place = 0;
    const reader = body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      if (place + piece.value.length > size) throw new Error(`${name} arrived too long`);
      bytes.set(piece.value, place);
      place += piece.value.length;
      heard();
      this.count(name, place / size);
    }
    if (place < size) throw new Error(`${name} arrived cut short`);
    return bytes;
  }
}

/** @param {string} name */
const ending = (name) => name.slice(name.lastIndexOf(".") + 1);

/** Open what the browser keeps of this folder, and drop what it kept of others; null where nothing can be kept. */
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
 * Return the SHA-256 of bytes in base64; nothing where browsers refuse it, which keep nothing there either.
 * @param {BufferSource} bytes
 */
async function digest(bytes) {
  if (!globalThis.crypto?.subtle) return "";
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
}
