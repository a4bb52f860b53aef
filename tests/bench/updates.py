"""Changes of an input of the calculator in Chromium: how fast the new numbers stand in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.table import Row, at_most

if TYPE_CHECKING:
    from tests.browser.chromium import Chromium

CHANGES = 60
MOST_MS = 16
"""One frame."""
CHANGE = """async (turn) => {
  const names = ["days", "hour", "growth", "discount"];
  const input = document.querySelector(`cost-calculator [name=${names[turn % names.length]}]`);
  const done = () => performance.getEntriesByName("calculator:update").length;
  const [before, pause] = [done(), (ms) => new Promise((over) => setTimeout(over, ms))];
  await pause(200 + 7 * (turn % 13)); // as somebody who looks at the answer
  input.value = String(2 + (turn * 5) % 6);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  while (done() === before) await pause(5);
  return performance.getEntriesByName("calculator:update").at(-1).duration;
}"""


def slowest_ms(page: Chromium) -> float:
    """Return the milliseconds within which 95 of 100 changes in a live calculator are answered."""
    taken = sorted(page.evaluate(CHANGE, turn) for turn in range(CHANGES))
    return taken[CHANGES * 95 // 100 - 1]


def row(name: str, slowest: float) -> Row:
    """Return the row about changes."""
    return at_most(name, slowest, MOST_MS, " ms", digits=0)
