// Stands before the theme's search, in its worker. That would lay out an index of all pages whenever one is opened, which
// takes 25 MB; here it does when somebody searches.
"use strict"; // the theme's script, too

/** What the page and the worker say to each other, by the theme's numbers. */
const [SETUP, READY, RESULT] = [0, 1, 3];
/** @type {{type: number, data: any}[]} What the page has said so far: all pages first, then what is searched for. */
const held = [];
const answer = self.postMessage.bind(self);

/** @param {object} data what the theme's search shall hear now */
const pass = (data) => self.dispatchEvent(new MessageEvent("message", { data }));

/** @param {MessageEvent} event */
function hold(event) {
  if (!event.isTrusted) return; // passed on by us
  event.stopImmediatePropagation();
  const { type, data } = event.data;
  if (!data) return answer({ type: RESULT, data: { items: [] } }); // the page asks for nothing when it is opened
  held.push(event.data);
  if (type === SETUP) answer({ type: READY });
  else if (held.length === 2) pass(held[0]);
}

self.addEventListener("message", hold);
self.postMessage = (message) => {
  if (message.type !== READY) return answer(message);
  self.removeEventListener("message", hold);
  for (const data of held.splice(1)) pass(data);
};
