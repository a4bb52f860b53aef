// Asks the site's own search: runs the theme's worker on the site's index, with the messages that the page sends it.
// Arguments: the worker and the index. Reads a JSON list of queries; prints a list of results for each, best first.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const [worker, index] = process.argv.slice(2);
const SETUP = 0, QUERY = 2;
let receive, answered;

globalThis.self = globalThis;
globalThis.addEventListener = (_type, listener) => { receive = listener; };
globalThis.postMessage = (message) => answered(message);
runInThisContext(readFileSync(worker, "utf8"));

const ask = (type, data) => new Promise((resolve) => {
  answered = resolve;
  receive({ data: { type, data } });
});

const { config, docs } = JSON.parse(readFileSync(index, "utf8"));
await ask(SETUP, { config, docs, options: { suggest: true } });
const results = [];
for (const query of JSON.parse(readFileSync(0, "utf8"))) {
  const { data } = await ask(QUERY, query);
  results.push(data.items.map((sections) => sections.map((section) => section.location)));
}
console.log(JSON.stringify(results));
