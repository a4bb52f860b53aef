// The theme puts every copy button into a <nav> without a name, which makes a landmark of each code block.
// It does so after the page has come, and again after each instant navigation.
const unmark = (root) => {
  for (const nav of root.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "none");
};

// Days pass while nobody builds the site, so the visitor's clock tells whether figures are old and what still lies ahead.
const date = (root) => {
  for (const notice of root.querySelectorAll("[data-stale-from]")) notice.hidden = Date.now() < Date.parse(notice.dataset.staleFrom);
  for (const mark of root.querySelectorAll("[data-ahead-until]")) mark.hidden = Date.now() >= Date.parse(mark.dataset.aheadUntil);
};

const mend = (root) => {
  unmark(root);
  date(root);
};

new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element) mend(node.parentElement ?? node);
}).observe(document.body, { childList: true, subtree: true });
mend(document);
