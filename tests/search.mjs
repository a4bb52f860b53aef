// Asks the site's own search: runs its worker on the site's index, with the messages that the page sends it.
// Arguments: the worker and the index. Reads a JSON list of queries. Prints JSON: `built`, how many indexes were laid out
// before the first query and after the last, and `results`, a list of results for each query, best first.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const [worker, index] = process.argv.slice(2);
const SETUP = 0, QUERY = 2;
const target = new EventTarget();
let answered;

/** A message of the page's. @implements {Event} */
class FromPage extends MessageEvent {
  get isTrusted() {
    return true;
  }
}

globalThis.self = globalThis;
for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"]) globalThis[name] = target[name].bind(target);
globalThis.postMessage = (message) => answered(message);
runInThisContext(readFileSync(worker, "utf8"));

let built = 0;
const { build } = self.lunr.Builder.prototype;
self.lunr.Builder.prototype.build = function () {
  built += 1;
  return build.call(this);
};

const ask = (type, data) => new Promise((resolve) => {
  answered = resolve;
  target.dispatchEvent(new FromPage("message", { data: { type, data } }));
});

const { config, docs } = JSON.parse(readFileSync(index, "utf8"));
await ask(SETUP, { config, docs, options: { suggest: true } });
await ask(QUERY, ""); // as the page does when it is opened
const before = built;
const results = [];
for (const query of JSON.parse(readFileSync(0, "utf8"))) {
  const { data } = await ask(QUERY, query);
  results.push(data.items.map((sections) => sections.map((section) => section.location)));
}
console.log(JSON.stringify({ built: [before, built], results }));
