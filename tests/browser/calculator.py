"""The calculator's page, as the journeys use it: what it shows, and what it should show."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from tests.browser.engines import PATIENCE_SECONDS, POLL_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.engines import Engine
    from tests.host import Host

FIELDS = """() => Object.fromEntries(
  [...document.querySelectorAll("cost-calculator data[data-field]")].map((one) => [one.dataset.field, one.value]))"""
STATE = "() => document.querySelector('cost-calculator')?.dataset.state"
CHARTED = "() => document.querySelector('[data-chart] .calc-drawing svg') !== null"
"""Whether the charts are drawn live, which is after the numbers."""
TABLES = ("months.", "weeks.", "projects.", "sessions.", "conversations.")
"""Parts of which a table may show the first ones alone."""
ENDED = "() => performance.getEntriesByName('calculator:import-end').length"
POINT = (
    "() => document.querySelector('[data-drop] [type=file]').dispatchEvent(new Event('pointerdown', {bubbles: true}))"
)
"""The reader is about to choose files."""


def command(*arguments: str | Path) -> dict[str, Any]:
    """Return what the command line prints as JSON."""
    ran = subprocess.run(
        [sys.executable, "-m", "calculator", *map(str, arguments), "--json"], capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


def flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every leaf of a JSON value under the name that `data-field` gives it.

    >>> dict(flat({"usd": "1", "days": [{"date": "2026-11-01", "tokens": {"input": 3}}]}))
    {'usd': '1', 'days.2026-11-01.date': '2026-11-01', 'days.2026-11-01.tokens.input': '3'}
    """
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = [(str(item.get("id") or item.get("date")), item) for item in value if isinstance(item, dict)]
    else:
        yield path, str(value)
        return
    for name, part in parts:
        yield from flat(part, f"{path}.{name}" if path else name)


class Calculator:
    """The page `/calculator/` in some engine."""

    def __init__(self, engine: Engine, site: Host) -> None:
        """Prepare; `open` goes there."""
        self.engine = engine
        self.url = f"{site.url}calculator/"

    def open(self, fragment: str = "") -> None:
        """Go to the calculator, with a scenario in the link or without."""
        self.engine.open(self.url + (f"#{fragment}" if fragment else ""))

    @property
    def state(self) -> str:
        """The element's `data-state`."""
        return self.engine.evaluate(STATE)

    def wait_for_state(self, *states: str) -> str:
        """Wait until the element is in one of some states, and return it."""
        return self.engine.wait_for(f"(...states) => states.find((one) => one === ({STATE})())", *states)

    def fields(self) -> dict[str, str]:
        """Return the exact value of every figure on show, by its name."""
        return self.engine.evaluate(FIELDS)

    def verdict(self) -> str:
        """Return the sentence that answers."""
        return self.engine.text("cost-calculator output [data-field=verdict]")

    def fragment(self) -> str:
        """Return the scenario in the address."""
        return self.engine.evaluate("() => location.hash.slice(1)")

    def expect(self, expected: dict[str, str], *, at_least: int) -> None:
        """Wait until every figure on show equals its namesake, and at least so many of these are on show."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            shown = {name: value for name, value in self.fields().items() if name in expected}
            wrong = {name: (value, expected[name]) for name, value in shown.items() if value != expected[name]}
            if not wrong and len(shown) >= at_least:
                return
            assert time.monotonic() < end, f"shown and expected: {wrong or len(shown)}; errors: {self.engine.errors}"
            time.sleep(POLL_SECONDS)

    def expect_scenario(self, fragment: str) -> None:
        """Wait until the page shows, figure by figure, what the command line estimates for a scenario."""
        estimate = command("estimate", fragment)
        self.expect(dict(flat(estimate)), at_least=len(estimate["options"]))
        assert self.verdict() == estimate["verdict"]
        self.engine.wait_for("(wanted) => location.hash.slice(1) === wanted", estimate["fragment"])

    def read(self, field: str, paths: list[Path]) -> None:
        """Choose log files and wait until they are read and the answer rests on them."""
        before = self.engine.evaluate(ENDED)
        self.engine.set_files(f"cost-calculator input[name={field}]", paths)
        self.engine.wait_for(f"(before) => ({ENDED})() > before", before)

    def expect_report(self, report: dict[str, Any]) -> None:
        """Check that the page shows every total of a report, exactly, and what it shows of its parts."""
        expected = dict(flat(report))
        shown = self.fields()
        for name in ("responses", "usd", "unpriced.tokens", *(name for name in expected if name.startswith("rows."))):
            assert shown.get(name) == expected[name], name
        parts = ("tokens.", "models.", "days.")
        totals = {name: value for name, value in expected.items() if name.startswith(parts) and value != "None"}
        totals = {name: value for name, value in totals.items() if not name.endswith((".id", ".date"))}
        assert {name: shown.get(name) for name in totals} == totals
        for table in TABLES:
            stated = {name: value for name, value in expected.items() if name.startswith(table)}
            told = {name: value for name, value in shown.items() if name.startswith(table)}
            # a report without sessions does not tell sides apart
            assert told or table == TABLES[-1] or not any(name.endswith(".usd") for name in stated), table
            assert told == {name: stated.get(name) for name in told}
