// The worker that holds Python. It is started from a blob: address, so that the page's policy binds it, and it gets
// all it needs from the page: it asks nobody for anything.

/** Bytes that are read and parsed at once. While Python parses one slice, the next is being read. */
const SLICE = 4 * 1024 * 1024;

/** @type {any} The module calculator.browser. */
let calculator;
/** @type {any} */
let pyodide;
/** @type {(bytes: Uint8Array) => any} Copies bytes into Python. */
let toBytes;
/** How many times reading has begun: what was asked for earlier is no longer wanted. */
let turn = 0;
/** @type {Promise<unknown>} The last part that waits to be parsed: parts are parsed in the order in which they were asked for. */
let parsed = Promise.resolve();

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

/**
 * Begin to read files.
 * @param {{paths: string[]}} request
 * @returns {string} what calculator.browser.import_begin returns
 */
function begin({ paths }) {
  turn += 1;
  parsed = Promise.resolve();
  return calculator.import_begin(JSON.stringify(paths));
}

/**
 * Read some files, while those that were asked for before are being parsed.
 * @param {{files: {index: number, file: File}[]}} request
 * @returns {Promise<number>} the bytes that were read
 */
function feed({ files }) {
  const mine = turn;
  const slices = read(files);
  let next = slices.next(); // begins to read at once
  const work = parsed.then(async () => {
    let total = 0;
    for (let slice = await next; !slice.done && mine === turn; slice = await next) {
      next = slices.next();
      for (const [segments, bytes] of slice.value) {
        parse(segments, bytes);
        total += bytes.length;
        release(bytes);
      }
      self.postMessage({}); // a large file takes long: the page hears that it is being read
    }
    return total;
  });
  parsed = work.catch(() => {}); // who asked for it hears
  return work;
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
 * Read files in slices, each of parts of one or more of them.
 * @param {{index: number, file: File}[]} files
 * @returns {AsyncGenerator<[[number, number, boolean][], Uint8Array][]>}
 */
async function* read(files) {
  for (const parts of packed(files)) yield await bytesOf(parts);
}

/** Cut and join files into lists of parts that make up one slice each. */
function* packed(files) {
  let parts = [];
  let room = SLICE;
  for (const { index, file } of files) {
    const { size } = file; // the browser asks the system for it, and waits: in the page that would be felt
    let start = 0;
    do {
      const end = Math.min(start + room, size);
      const blob = start === 0 && end === size ? file : file.slice(start, end);
      parts.push({ index, blob, bytes: end - start, last: end === size });
      room -= end - start;
      start = end;
      if (!room) {
        yield parts;
        parts = [];
        room = SLICE;
      }
    } while (start < size);
  }
  if (parts.length) yield parts;
}

/** Read parts in one go; when one cannot be read, read them one by one to keep the others. */
async function bytesOf(parts) {
  const segment = ({ index, bytes, last }) => [index, bytes, last];
  try {
    // a file that is gone has no bytes either, but cannot be read
    await Promise.all(parts.map(({ blob, bytes }) => bytes || blob.arrayBuffer()));
    return [[parts.map(segment), await contents(new Blob(parts.map(({ blob }) => blob)))]];
  } catch {
    const found = [];
    for (const part of parts) {
      try {
        found.push([[segment(part)], await contents(part.blob)]);
      } catch (error) {
        calculator.import_unreadable(part.index, error instanceof Error ? error.message : String(error));
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
