// Calls functions of calculator.browser in Pyodide, started as the page starts it, and prints what they return.
// Arguments: folder of Pyodide, the page's worker, what to start from ("image" or "library") and the file that holds it.
// Input: JSON list of [name, arguments]; an argument {"base64": …} is bytes, and the name "modules" asks for the names of
// all modules.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [folder, worker, from, source] = process.argv.slice(2);
const calls = JSON.parse(await text(process.stdin));
const archive = join(mkdtempSync(join(tmpdir(), "library-")), "python.zip");
const STARTS = new Function("self", `${readFileSync(worker, "utf8")}\nreturn STARTS;`)({ addEventListener() {} });
const { library, memory, watch, restore } = await STARTS[from](new Blob([readFileSync(source)]));
writeFileSync(archive, new Uint8Array(await new Response(library).arrayBuffer()));
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (source, imports) => {
  if (imports?.env) watch(imports.env);
  const made = await instantiate(source, imports);
  if (imports?.env) restore(imports.env);
  return made;
};
try {
  const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
  const python = await loadPyodide({ stdLibURL: archive, _loadSnapshot: memory });
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
