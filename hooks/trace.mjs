// Prints as JSON which files of a Python archive are loaded by trace.py, and by an error on its way to JavaScript.
// Arguments: folder of Pyodide, the archive, JSON list of names to import.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, archive, names] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide({ stdLibURL: archive, env: { NAMES: names } });
try {
  python.runPython("raise ValueError('on purpose')");
} catch {
  // now what formats a traceback is loaded
}
try {
  console.log(python.runPython(readFileSync(new URL("trace.py", import.meta.url), "utf8")));
} catch (error) {
  console.error(error.message);  // without it Node prints all of pyodide.asm.js
  process.exit(1);
}
