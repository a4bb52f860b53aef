// The worker that holds Python. It is started from a blob: address, so that the page's policy binds it, and it gets
// all it needs from the page: it asks nobody for anything.

/** Bytes that are read and parsed at once. While Python parses one slice, the next is being read. */
const SLICE = 16 * 1024 * 1024;
/** The shortest time between two reports of progress, in milliseconds. */
const REPORT_MS = 100;

/** @type {any} The module calculator.browser. */
let calculator;
/** @type {any} */
let pyodide;
let cancelled = false;

/** Python's memory before it grows, in bytes. */
const HEAP = 20 * 1024 * 1024;

/** What the page fetches: it comes after this script, which stands behind Pyodide's own in one file. */
const give = {};
const parts = Object.fromEntries(
  ["module", "archive"].map((name) => [name, new Promise((resolve) => (give[name] = resolve))]),
);

/**
 * Start Pyodide. Its code is set up while the parts are still on their way.
 * @param {{lock: object, freeze: boolean, memory?: ArrayBuffer}} request
 * @returns {Promise<Uint8Array | null>} a copy of Python's memory, if that was asked for
 */
async function boot({ lock, freeze, memory }) {
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  // Pyodide asks for these two by address
  self.fetch = async (address) => new Response(String(address).endsWith(".zip") ? await parts.archive : null);
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await parts.module;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  try {
    pyodide = await self.loadPyodide({
      indexURL: "https://here.invalid/",
      stdLibURL: "https://here.invalid/python.zip",
      lockFileContents: lock,
      packageBaseUrl: "https://here.invalid/",
      _makeSnapshot: freeze,
      _loadSnapshot: memory,
    });
  } finally {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
  calculator = pyodide.pyimport("calculator.browser");
  if (memory) return null;
  const gc = pyodide.pyimport("gc"); // it was off so far
  gc.freeze();
  gc.enable();
  return freeze ? frozen() : null;
}

/** Copy Python's memory while nothing of the reader's is in it, after one calculation with what the page shows. */
function frozen() {
  try {
    calculator.update("");
    return pyodide._module.HEAP8.length === HEAP ? pyodide.makeMemorySnapshot() : null;
  } catch {
    return null; // then the next start is a plain one
  }
}

/**
 * Call a function of calculator.browser.
 * @param {{name: string, args: (string | number)[]}} request
 */
function call({ name, args }) {
  return calculator[name](...args);
}

/**
 * Read log files and feed them to Python.
 * @param {{files: {path: string, file: File | null, reason: string}[]}} request
 * @param {(html: string) => void} report takes the HTML of the progress
 * @returns {Promise<boolean>} whether it came to its end
 */
async function read({ files }, report) {
  cancelled = false;
  const began = performance.now();
  const listing = files.map(({ path, file }) => [path, file ? file.size : 0]);
  const { read: wanted, html } = JSON.parse(calculator.import_begin(JSON.stringify(listing)));
  const unreadable = new Set();
  const giveUp = (index, reason) => {
    if (!unreadable.has(index)) calculator.import_unreadable(index, reason);
    unreadable.add(index);
  };
  const feed = (segments, bytes) => {
    const chunk = pyodide.toPy(bytes);
    try {
      return calculator.import_feed(JSON.stringify(segments), chunk, Math.round(performance.now() - began));
    } finally {
      chunk.destroy();
    }
  };
  report(html);
  let reported = began;
  for await (const [segments, bytes] of slices(files, wanted, unreadable, giveUp)) {
    if (cancelled) return false;
    const progress = feed(segments, bytes);
    if (performance.now() - reported >= REPORT_MS) {
      reported = performance.now();
      report(progress);
    }
  }
  return !cancelled;
}

/**
 * Read files in slices, each of parts of one or more files, and always one slice ahead.
 * @returns {AsyncGenerator<[[number, number, boolean][], Uint8Array]>}
 */
async function* slices(files, wanted, unreadable, giveUp) {
  /** @type {Promise<[any, Uint8Array][]> | undefined} */
  let ahead;
  for (const parts of packed(files, wanted, giveUp)) {
    const current = ahead;
    ahead = readable(parts, unreadable, giveUp);
    for (const slice of (await current) ?? []) yield slice;
  }
  for (const slice of (await ahead) ?? []) yield slice;
}

/** Cut and join files into lists of parts that make up one slice each. */
function* packed(files, wanted, giveUp) {
  let parts = [];
  let room = SLICE;
  for (const index of wanted) {
    const { file, reason } = files[index];
    if (!file) {
      giveUp(index, reason);
      continue;
    }
    let start = 0;
    do {
      const end = Math.min(start + room, file.size);
      parts.push({ index, blob: file.slice(start, end), last: end === file.size });
      room -= end - start;
      start = end;
      if (!room) {
        yield parts;
        parts = [];
        room = SLICE;
      }
    } while (start < file.size);
  }
  if (parts.length) yield parts;
}

/** Read the parts of a slice in one go; when one cannot be read, read them one by one to keep the others. */
async function readable(parts, unreadable, giveUp) {
  const segment = ({ index, blob, last }) => [index, blob.size, last];
  const good = parts.filter(({ index }) => !unreadable.has(index));
  try {
    const bytes = await new Blob(good.map(({ blob }) => blob)).arrayBuffer();
    return [[good.map(segment), new Uint8Array(bytes)]];
  } catch {
    const found = [];
    for (const part of good) {
      if (unreadable.has(part.index)) continue;
      try {
        found.push([[segment(part)], new Uint8Array(await part.blob.arrayBuffer())]);
      } catch (error) {
        giveUp(part.index, error instanceof Error ? error.message : String(error));
      }
    }
    return found;
  }
}

const operations = {
  boot,
  take(given) {
    for (const [name, part] of Object.entries(given)) give[name](part);
  },
  call,
  read,
  cancel() {
    cancelled = true;
  },
};

self.addEventListener("message", async ({ data: { id, operation, request } }) => {
  try {
    const value = await operations[operation](request, (html) => self.postMessage({ id, progress: html }));
    self.postMessage({ id, value }, value instanceof Uint8Array ? [value.buffer] : []);
  } catch (error) {
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
