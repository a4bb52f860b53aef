// Puts Python's HTML into an element: what did not change stays, with its focus, its place and what is open.

/** What the elements' own scripts fill, so that a new result must leave it alone. */
const OWN = "[data-status], [data-announce], [data-progress], [data-chart], [data-behind], textarea";
/** What holds a value of the reader's beside its attributes. */
const FIELDS = "input, select, textarea";

/**
 * Turn what stands in an element into new HTML. The library is there once Python is.
 * @param {HTMLElement} element
 * @param {string} html
 * @param {{ignoreActiveValue: boolean}} options
 * @param {DOMStringMap} places where links lead, when the element itself does not say
 */
export function morph(element, html, options, places = element.dataset) {
  const incoming = document.createElement("template");
  incoming.innerHTML = html;
  completeLinks(incoming.content, places);
  const choices = [...incoming.content.querySelectorAll("select")].map(({ id, value }) => [id, value]);
  const beforeNodeMorphed = (old, fresh) => !(old instanceof Element && (old.matches(OWN) || same(old, fresh)));
  const beforeAttributeUpdated = (name, node) => !(name === "open" && node.matches("details"));
  const callbacks = { beforeNodeMorphed, beforeAttributeUpdated };
  globalThis.Idiomorph.morph(element, incoming.content, { morphStyle: "innerHTML", callbacks, ...options });
  for (const [id, value] of choices) {
    const select = document.getElementById(id);
    if (select instanceof HTMLSelectElement && select.value !== value) select.value = value;
  }
}

/** Whether there is nothing to do for an element and all that is in it; the browser tells sooner than the library. */
function same(old, fresh) {
  if (!old.isEqualNode(fresh) || old.matches(FIELDS)) return false;
  const values = [...fresh.querySelectorAll(FIELDS)].map(({ value }) => value);
  return [...old.querySelectorAll(FIELDS)].every(({ value }, at) => value === values[at]);
}

/** Give links their address, as the build did: from the root of the site, or to where a number is reported. */
function completeLinks(content, { root = "", report = "" }) {
  for (const link of content.querySelectorAll('a[href^="@"]')) {
    const target = link.getAttribute("href");
    if (target.startsWith("@/")) {
      link.setAttribute("href", root + target.slice(2));
      continue;
    }
    const field = new URLSearchParams(target.split("?")[1]).get("field") ?? "";
    link.setAttribute("href", report.replace("figure=", `figure=${encodeURIComponent(field)}`));
  }
}

/**
 * Say one sentence about an element itself, or nothing; with a button to try again if it has a name.
 * @param {HTMLElement} element
 */
export function say(element, sentence = "", retry = "") {
  const status = element.querySelector("[data-status]");
  if (!status) return;
  status.replaceChildren(sentence);
  if (!retry) return;
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.action = "retry";
  button.textContent = retry;
  status.append(button);
}
