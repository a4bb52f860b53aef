// Calls functions of calculator.browser in Pyodide, from the archive that the page loads, and prints what they return.
// Arguments: folder of Pyodide, the archive. Input: JSON list of [name, arguments]; an argument {"base64": …} is bytes.
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [folder, archive] = process.argv.slice(2);
const calls = JSON.parse(await text(process.stdin));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
try {
  const python = await loadPyodide({ stdLibURL: archive });
  const calculator = python.pyimport("calculator.browser");
  const toBytes = python.pyimport("_operator").methodcaller("to_bytes");
  const given = (argument) => (argument?.base64 ? toBytes(new Uint8Array(Buffer.from(argument.base64, "base64"))) : argument);
  process.stdout.write(JSON.stringify(calls.map(([name, args]) => calculator[name](...args.map(given)) ?? null)));
} catch (error) {
  console.error(error.message); // without this Node prints all of pyodide.asm.js
  process.exit(1);
}
