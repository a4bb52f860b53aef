// Calls functions of calculator.browser in Pyodide, from the image that the page loads, and prints what they return.
// Arguments: folder of Pyodide, the image's memory, the page's worker. Input: JSON list of [name, arguments]; an argument
// {"base64": …} is bytes, and the name "modules" asks for the names of all modules.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [folder, image, worker] = process.argv.slice(2);
const calls = JSON.parse(await text(process.stdin));
const library = join(mkdtempSync(join(tmpdir(), "library-")), "python.zip");
const { opened, NOTHING } = new Function("self", `${readFileSync(worker, "utf8")}\nreturn { opened, NOTHING };`)({
  addEventListener() {},
});
writeFileSync(library, NOTHING);
const { memory, watch, restore } = opened(new Uint8Array(readFileSync(image)));
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (source, imports) => {
  if (imports?.env) watch(imports.env);
  const made = await instantiate(source, imports);
  if (imports?.env) restore(imports.env);
  return made;
};
try {
  const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
  const python = await loadPyodide({ stdLibURL: library, _loadSnapshot: memory });
  const calculator = python.pyimport("calculator.browser");
  const toBytes = python.pyimport("_operator").methodcaller("to_bytes");
  const given = (argument) => (argument?.base64 ? toBytes(new Uint8Array(Buffer.from(argument.base64, "base64"))) : argument);
  const modules = () => [...python.pyimport("sys").modules.keys()];
  const answers = calls.map(([name, args]) => (name === "modules" ? modules() : (calculator[name](...args.map(given)) ?? null)));
  process.stdout.write(JSON.stringify(answers));
} catch (error) {
  console.error(error.message); // without this Node prints all of pyodide.asm.js
  process.exit(1);
}
