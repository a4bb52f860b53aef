// Writes Pyodide's WebAssembly, Python's memory after warm.py has run in it, and the archive, each as it is and packed.
// Arguments: folder of Pyodide, archive with everything that can be imported, JSON list of names to import, target folder.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { constants, zstdCompressSync } from "node:zlib";

const [folder, archive, names, target] = process.argv.slice(2);

/** Bytes of a block, the smallest piece of memory that is sent or left out; a multiple of a word. */
const BLOCK = 256;
/** Largest and smallest piece of free memory that is looked for, in bytes. */
const [LARGEST, SMALLEST] = [2 ** 16, 16];
/** The window is as wide as either file, so that nothing is sent twice. */
const HARD = { params: { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_windowLog]: 23 } };

// the same sources give the same bytes, wherever and whenever they are built
process.argv[1] = "python";
Date.now = () => 0;
globalThis.performance.now = () => 0;
Object.defineProperty(globalThis.crypto, "getRandomValues", { value: (array) => array.fill(0) });

/** What WebAssembly puts into a new memory. @type {Uint8Array} */
let untouched;
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (source, imports) => {
  const made = await instantiate(source, imports);
  if (imports?.env) untouched = new Uint8Array(imports.env.memory.buffer.slice(0)); // Pyodide makes a small one before
  return made;
};

/** Write zeros over what was freed: it would be sent for nothing. */
function clear(module) {
  const end = module._sbrk(0);
  const taken = [];
  for (let size = LARGEST; size >= SMALLEST; size /= 2) {
    for (;;) {
      const place = module._PyMem_RawMalloc(size);
      if (place + size > end) {
        module._PyMem_RawFree(place);
        break; // past what was ever used
      }
      module.HEAPU8.fill(0, place, place + size);
      taken.push(place);
    }
  }
  for (const place of taken) module._PyMem_RawFree(place);
}

/** Return the address of the one word that depends on the browser: which function counts the arguments of another. */
function countArgs({ HEAP32, __PyRuntime, __PyEM_EMSCRIPTEN_COUNT_ARGS_OFFSET }) {
  return __PyRuntime + HEAP32[__PyEM_EMSCRIPTEN_COUNT_ARGS_OFFSET / 4];
}

/** Return a copy of memory as docs/assets/worker.mjs reads it: figures, numbers of blocks, Pyodide's head, changes. */
function written(snapshot, module) {
  const heap = module.HEAP8.length;
  const head = snapshot.length - heap;
  const numbers = [];
  const blocks = [];
  for (let start = 0; start < heap; start += BLOCK) {
    const block = snapshot.slice(head + start, head + start + BLOCK).map((byte, at) => byte ^ (untouched[start + at] ?? 0));
    if (block.every((byte) => !byte)) continue;
    numbers.push(start / BLOCK);
    blocks.push(block);
  }
  const figures = Uint32Array.of(heap, head, blocks.length, BLOCK, countArgs(module));
  return Buffer.concat([figures, Uint32Array.from(numbers)].map(({ buffer }) => Buffer.from(buffer)).concat(snapshot.subarray(0, head), blocks));
}

try {
  const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
  // nothing of this machine, and no chance in how text is hashed
  const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0", TZ: "UTC", LANG: "en_US.UTF-8", _: "python" };
  const python = await loadPyodide({ stdLibURL: archive, env, _makeSnapshot: true });
  python.runPython(readFileSync(new URL("warm.py", import.meta.url), "utf8"), {
    globals: python.toPy({ NAMES: names, __name__: "warm" }),
  });
  python.runPython("import gc; gc.collect(); gc.collect(); gc.freeze(); gc.enable(); del gc");
  clear(python._module);
  const memory = written(python.makeMemorySnapshot(), python._module);
  const [wasm, library] = [`${folder}/pyodide.asm.wasm`, archive].map((path) => readFileSync(path));
  for (const [name, content] of Object.entries({ memory, wasm, library })) {
    writeFileSync(`${target}/${name}`, content);
    writeFileSync(`${target}/${name}.zst`, zstdCompressSync(content, HARD));
  }
} catch (error) {
  console.error(error.message); // without it Node prints all of pyodide.asm.js
  process.exit(1);
}
