// The worker that holds Python. It is started from a blob: address, so that the page's policy binds it, and it gets
// all it needs from the page: it asks nobody for anything.

/** Bytes that are read and parsed at once. While Python parses one slice, the next is being read. */
const SLICE = 4 * 1024 * 1024;

/** Bytes for which a browser collects, as in runtime.mjs, which a worker's script cannot import. */
const MUCH = 96 * 1024 * 1024;
/** Files that are read until it is made to collect in this worker. */
const TIDIED = 1000;

/** @type {any} The module calculator.browser. */
let calculator;
/** @type {any} */
let pyodide;
/** @type {(bytes: Uint8Array) => any} Copies bytes into Python. */
let toBytes;
/** How many times reading has begun: what was asked for earlier is no longer wanted. */
let turn = 0;
/** @type {Promise<unknown>} The last batch that waits to be parsed: files are parsed in the order in which they were asked for. */
let parsed = Promise.resolve();
/** @type {{whole: Blob, parts: Part[]}[]} What waits to be read, slice by slice. */
let waiting = [];
/** @type {Promise<Slice> | null} The one slice that is read ahead, while another is parsed. */
let ahead = null;

/** Files that were read since the browser was made to collect. */
let untidied = 0;

/** @typedef {{path: string, file: Blob}} Given  A file. */
/** @typedef {{path: string, file: Blob, from: number, to: number, last: boolean}} Part  Of a file; its bounds in the whole. */
/**
 * Bytes with the parts of files that they are, and the files that could not be read, with the reason.
 * @typedef {{read: [[string, number, boolean][], Uint8Array][], unreadable: [string, string][]}} Slice
 */

/** What the page fetches: it comes after this script, which stands behind Pyodide's own in one file. */
const give = {};
const parts = Object.fromEntries(["module", "source"].map((name) => [name, new Promise((resolve) => (give[name] = resolve))]));

/** A zip archive with nothing in it, in place of Python's library: all of that is in the image. */
const NOTHING = Uint8Array.of(0x50, 0x4b, 5, 6, ...new Array(18).fill(0));

/** What Python starts from: the memory that the build has written down, or the library. */
const STARTS = { image: opened, library: plain };

/**
 * Start Pyodide.
 * @param {{lock: object, from: string}} request
 */
async function boot({ lock, from }) {
  const { library, memory, watch, restore } = await STARTS[from](await parts.source);
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  // Pyodide asks for these two by address
  self.fetch = async (address) => new Response(String(address).endsWith(".zip") ? library : null);
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await parts.module;
    watch(imports.env);
    const instance = await WebAssembly.instantiate(module, imports);
    restore(imports.env);
    return { module, instance };
  };
  try {
    pyodide = await self.loadPyodide({
      indexURL: "https://here.invalid/",
      stdLibURL: "https://here.invalid/python.zip",
      lockFileContents: lock,
      packageBaseUrl: "https://here.invalid/",
      _loadSnapshot: memory,
    });
  } finally {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
  if (memory) release(memory); // Pyodide would hold on to it
  calculator = pyodide.pyimport("calculator.browser");
  toBytes = pyodide.pyimport("_operator").methodcaller("to_bytes");
}

/**
 * Read an image, as hooks/image.mjs writes it: what memory holds beside what WebAssembly puts there itself. It comes
 * slice by slice, so that no second copy lies about until the browser collects it.
 * @param {Blob} image
 */
async function opened(image) {
  const [heap, head, count, block, countArgs] = new Uint32Array(await image.slice(0, 20).arrayBuffer());
  const start = 20 + 4 * count;
  const numbers = new Uint32Array(await image.slice(20, start).arrayBuffer());
  const memory = new Uint8Array(head + heap);
  memory.set(new Uint8Array(await image.slice(start, start + head).arrayBuffer()));
  let at = 0;
  for (let from = start + head; from < image.size; from += SLICE) {
    const slice = await contents(image.slice(from, from + SLICE));
    for (let place = 0; place < slice.length; place += block) {
      memory.set(slice.subarray(place, place + block), head + numbers[at++] * block);
    }
    release(slice);
  }
  /** @param {any} env what WebAssembly is given, before Python starts */
  const restore = (env) => {
    const untouched = new Uint32Array(env.memory.buffer, 0, heap / 4);
    const changes = new Uint32Array(memory.buffer, head);
    for (let word = 0; word < changes.length; word++) changes[word] ^= untouched[word];
  };
  // how to count a function's arguments differs between browsers; Python asks before its memory is put back
  const watch = (env) => {
    const ask = env._PyEM_InitTrampoline_js;
    env._PyEM_InitTrampoline_js = () => {
      ask();
      new DataView(memory.buffer).setUint32(head + countArgs, new DataView(env.memory.buffer).getUint32(countArgs));
    };
  };
  return { library: NOTHING, memory, watch, restore };
}

/** Start as Pyodide does by itself: nothing is put back, all is imported. @param {Blob} library */
function plain(library) {
  return { library, memory: undefined, watch() {}, restore() {} };
}

/**
 * Call a function of calculator.browser.
 * @param {{name: string, args: (string | number)[]}} request
 */
function call({ name, args }) {
  return calculator[name](...args);
}

/** Begin to read files. */
function begin() {
  turn += 1;
  parsed = Promise.resolve();
  waiting = [];
  ahead = null;
  calculator.import_begin();
}

/**
 * Read some files, after those that were asked for before.
 * @param {{files: Given[]}} request
 * @returns {Promise<{bytes: number, whole: Blob, ends: number[]}>} the bytes that were read, and the files as one, with
 *     where each of them ends in it
 */
function feed({ files }) {
  const mine = turn;
  const whole = new Blob(files.map(({ file }) => file));
  const { slices, ends } = packed(files);
  waiting.push(...slices.map((parts) => ({ whole, parts })));
  ahead ??= next(); // begins to read at once
  const work = parsed.then(async () => {
    let bytes = 0;
    for (let left = slices.length; left; left--) {
      const slice = await ahead;
      if (mine !== turn) break; // another reading has begun
      ahead = next();
      for (const why of slice.unreadable) calculator.import_unreadable(...why);
      for (const [segments, some] of slice.read) {
        parse(segments, some);
        bytes += some.length;
        release(some);
      }
      self.postMessage({}); // a large file takes long: the page hears that it is being read
    }
    tidy(files.length);
    return { bytes, whole, ends };
  });
  parsed = work.catch(() => {}); // who asked for it hears
  return work;
}

/** Begin to read the next slice. @returns {Promise<Slice> | null} */
function next() {
  const slice = waiting.shift();
  return slice ? bytesOf(slice) : null;
}

function parse(segments, bytes) {
  const chunk = toBytes(bytes);
  try {
    calculator.import_feed(JSON.stringify(segments), chunk);
  } finally {
    chunk.destroy();
  }
}

/**
 * Cut and join files into lists of parts that make up one slice each.
 * @param {Given[]} files
 * @returns {{slices: Part[][], ends: number[]}} and where each file ends in the whole
 */
function packed(files) {
  const slices = [];
  const ends = [];
  let room = 0;
  let from = 0;
  for (const { path, file } of files) {
    const end = from + file.size; // the browser asks the system, and waits: in the page that would be felt
    do {
      if (!room) {
        slices.push([]);
        room = SLICE;
      }
      const to = Math.min(from + room, end);
      slices.at(-1).push({ path, file, from, to, last: to === end });
      room -= to - from;
      from = to;
    } while (from < end);
    ends.push(end);
  }
  return { slices, ends };
}

/**
 * Read parts in one go; when one cannot be read, read them one by one to keep the others.
 * @param {{whole: Blob, parts: Part[]}} slice
 * @returns {Promise<Slice>}
 */
async function bytesOf({ whole, parts }) {
  const segment = ({ path, from, to, last }) => [path, to - from, last];
  const bytes = contents(whole.slice(parts[0].from, parts.at(-1).to));
  // a file that is gone has no bytes either, but cannot be read
  const empty = parts.filter(({ from, to }) => from === to).map(({ file }) => file.arrayBuffer());
  try {
    return { read: [[parts.map(segment), (await Promise.all([bytes, ...empty]))[0]]], unreadable: [] };
  } catch {
    const found = { read: [], unreadable: [] };
    for (const part of parts) {
      const { path, file, from, to } = part;
      try {
        found.read.push([[segment(part)], await contents(from === to ? file : whole.slice(from, to))]);
      } catch (error) {
        found.unreadable.push([path, error instanceof Error ? error.message : String(error)]);
      }
    }
    return found;
  }
}

/** @param {Blob} blob */
const contents = async (blob) => new Uint8Array(await blob.arrayBuffer());

/**
 * Give back the memory of bytes at once, in a letter that is never delivered: the browser would collect it much later.
 * @param {Uint8Array} bytes
 */
function release({ buffer }) {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(null, [buffer]);
  port1.close();
  port2.close();
}

/**
 * Have the browser collect what is left of files, every now and then. It does so when much memory is asked for; of what
 * is never written to none is taken.
 * @param {number} files that were read
 */
function tidy(files) {
  untidied += files;
  if (untidied < TIDIED) return;
  untidied = 0;
  try {
    new ArrayBuffer(MUCH);
  } catch {
    // so much is not to be had: then it collects by itself
  }
}

/** Return the next part of what was read, for another worker; empty when that was all. @returns {Uint8Array} */
function dump() {
  const dumped = calculator.import_dump();
  try {
    return dumped.toJs();
  } finally {
    dumped.destroy();
  }
}

/** Take a part of what another worker has read. @param {{dumped: Uint8Array}} request */
function absorb({ dumped }) {
  const bytes = toBytes(dumped);
  release(dumped);
  try {
    calculator.import_absorb(bytes);
  } finally {
    bytes.destroy();
  }
}

/** Hold a lock for as long as this worker lives. @param {{name: string}} request */
function hold({ name }) {
  return new Promise((held) => {
    navigator.locks.request(name, () => {
      held(null);
      return new Promise(() => {});
    });
  });
}

const operations = {
  hold,
  boot,
  take(given) {
    for (const [name, part] of Object.entries(given)) give[name](part);
  },
  call,
  begin,
  feed,
  dump,
  absorb,
};

self.addEventListener("message", async ({ data: { id, operation, request } }) => {
  try {
    const value = await operations[operation](request);
    self.postMessage({ id, value }, value instanceof Uint8Array ? [value.buffer] : []);
  } catch (error) {
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
