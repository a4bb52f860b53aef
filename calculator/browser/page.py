"""What the page has been told so far: the one state behind the functions that its worker calls."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from calculator import catalog
from calculator.case import choosable
from calculator.conflicts import conflicts
from calculator.estimate import estimate
from calculator.present.calculator import View
from calculator.scenario import Scenario, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calculator.choice import Choice
    from calculator.estimate import Estimate
    from calculator.history import History
    from calculator.inputs import Misread
    from calculator.results import Results
    from calculator.sources.door import Door
    from calculator.sources.plan_usage import Shown
    from calculator.spending import Spending


class Page:
    """What the page has been told so far, and the answer to it."""

    def __init__(self) -> None:
        """Begin as a page that was just opened."""
        self.scenario: Scenario | None = None
        self.choice: Choice | None = None
        self.incoming: Door | None = None
        self.dumped: Iterator[bytes] | None = None
        """What is still to be carried from this worker to the one that gathers."""
        self.wanted_files = 0
        self.door: Door | None = None
        self.pending = False
        """Whether the estimate does not rest on the files yet."""
        self.history: History | None = None
        self.shown: Sequence[Shown] = ()
        """What the files show of plans' limits."""
        self.spending: Spending | None = None
        """The exports that count, where no logs do."""
        self.wished: dict[str, str] = {}
        self.zone = ""
        self.results: Results | None = None
        self.sample = False
        """The files are the site's, not the reader's."""
        self.unsaid = ""
        """What came of files that were just read, until it is announced."""
        self.kept: Scenario | None = None
        self.answered: tuple[Scenario, str, Estimate] | None = None
        """The last scenario with its day and its estimate; None once the files say something else."""
        self.followed: tuple[str, str] | None = None
        self.steps: Iterator[str] = iter(())
        self.rehearsal: Iterator[None] | None = None

    def rest_on_files(self) -> None:
        """From now on, let the estimate rest on what was read."""
        if self.pending:
            self.pending, self.answered = False, None

    def read(self, query: str) -> tuple[Scenario, tuple[Misread, ...]]:
        """Return the scenario that a form or a link tells, and what of it was not understood."""
        plans = tuple(plan.id for plan in choosable(catalog.load()))
        scenario, misread = parse(query, plans, self.scenario)
        self.scenario = scenario
        return scenario, misread

    def view(self, scenario: Scenario, misread: tuple[Misread, ...], on: str) -> View:
        """Return all that a drawing of the calculator shows."""
        found = self.answer(scenario, on)
        return View(
            estimate=found,
            misread=(*misread, *conflicts(found)),
            results=self.results,
            own_zone=self._own_zone(),
            pending=self.pending,
            sample=self.sample,
        )

    def answer(self, scenario: Scenario, on: str) -> Estimate:
        """Return the estimate of a scenario, made once: an answer is drawn in parts."""
        last = self.answered
        if last is None or last[:2] != (scenario, on):
            last = self.answered = (scenario, on, self.estimate(scenario, on))
        return last[2]

    def estimate(self, scenario: Scenario, on: str) -> Estimate:
        """Make the estimate of a scenario by what counts now: the files, or the scenario alone."""
        if self.door is None or self.pending:
            return estimate(scenario, catalog.load(), day_of(on))
        from calculator.own_files import estimate_from

        past = self.history if self.results is not None and self.results.has_logs else None
        return estimate_from(scenario, catalog.load(), day_of(on), self.shown, past, spending=self.spending)

    def _own_zone(self) -> str:
        """Return the name of the reader's time zone, if it was told and is not UTC."""
        from calculator import zones

        name = zones.read(self.zone).name
        return "" if name == "UTC" else name


PAGE = Page()


def day_of(on: str) -> date:
    """Return the day whose prices apply, of YYYY-MM-DD; today (UTC) when empty."""
    return date.fromisoformat(on) if on else datetime.now(UTC).date()


def as_json(value: dict[str, Any], indent: int | None = None) -> str:
    """Return what is given back to the worker."""
    return json.dumps(value, ensure_ascii=False, indent=indent)
