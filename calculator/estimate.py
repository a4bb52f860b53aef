"""A scenario's answer, with all that is asked of it: what would change it, the month ahead, the reader's own weeks.

The decision is made at once; what follows behind an answer is computed when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from calculator import told
from calculator.assumptions import assumptions
from calculator.case import case_of
from calculator.decision import decide
from calculator.demand import described
from calculator.inputs import show
from calculator.seen import NOTHING, Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from calculator.ahead import Ahead
    from calculator.catalog import Catalog
    from calculator.choosing import Choice
    from calculator.decision import Decision
    from calculator.history import History
    from calculator.hypotheses import Hypothesis
    from calculator.option import Option
    from calculator.peaks import Peak
    from calculator.scenario import Scenario
    from calculator.strip import Strip
    from calculator.turning import Swing, Turning
    from calculator.weeks import Demand
    from calculator.worth import Step

SCHEMA = 1
RULE_OF = {"by_meter": "meter", "by_window": "window"}
"""Parts that are the answer under the other form of a rule; each takes weeks of logs of its own."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A scenario, what it costs each way, and what follows."""

    scenario: Scenario
    on: date
    """The day whose prices apply."""
    checked: date
    """The oldest check among those prices."""
    decision: Decision
    catalog: Catalog
    past: History | None = None
    """The logs that it rests on, if it does."""
    wanted: History | None = None
    """The same with what a limit kept out of them; None without logs."""
    again: Callable[[Scenario], Estimate] | None = None
    """Answers another scenario by the same files; None where it rests on none."""

    @cached_property
    def strips(self) -> tuple[Strip, ...]:
        """The reader's own weeks on each plan; none without logs, or where nothing is known of the plan."""
        if self.past is None:
            return ()
        from calculator.strip import strips

        return strips(self.past.on_plan, self.decision.case, self.decision.capacity, self.catalog)

    @cached_property
    def peaks(self) -> tuple[Peak, ...]:
        """The reader's busiest minutes against the limits of API tiers; none without logs."""
        if self.past is None:
            return ()
        from calculator.peaks import peaks

        return peaks(self.past, self.catalog)

    @cached_property
    def turning(self) -> Turning:
        """What would change it; computed part by part, when it is asked for."""
        from calculator.turning import Turning

        return Turning(self.decision.case, self.decision.capacity, self.catalog)

    @property
    def possible(self) -> tuple[str, ...]:
        """Options that may be best within the evidence: what is best over all months, and what is in ordinary ones."""
        ordinary = self.turning.possible
        return tuple(dict.fromkeys((self.choice.best or "", *ordinary))) if ordinary else ()

    @cached_property
    def by_meter(self) -> Hypothesis | None:
        """The answer beside the one under the other meter; None where nothing tells them apart."""
        return self._held_against("meter")

    @cached_property
    def by_window(self) -> Hypothesis | None:
        """The answer beside the one under the other rule of five hours; None where nothing tells them apart."""
        return self._held_against("window")

    def toward(self, part: str) -> Iterator[object]:
        """Make what a part takes and has not yet, piece by piece: points of what turns it, or weeks of logs."""
        rule = RULE_OF.get(part)
        if rule is None:
            yield from self.turning.toward(part)
            return
        from calculator.hypotheses import other_rule
        from calculator.weekly import missing_weeks

        other = other_rule(self.scenario, rule, self.demand)
        for history in (self.past, self.wanted):
            if other is not None and history is not None:
                yield from missing_weeks(history, other.rules, self.catalog, self.on)

    def _held_against(self, rule: str) -> Hypothesis | None:
        from calculator.hypotheses import WHY, Hypothesis, other_rule, outcome

        other = other_rule(self.scenario, rule, self.demand)
        if other is None or self.again is None:
            return None
        taken, instead = (
            outcome(getattr(each.scenario, rule), each.decision.priced, each.choice, other.hour)
            for each in (self, self.again(other))
        )
        return Hypothesis(id=rule, why=WHY[rule], taken=taken, other=instead)

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """Rules that nobody publishes, with the answer under each form."""
        return tuple(each for each in (self.by_meter, self.by_window) if each is not None)

    @property
    def hangs_on(self) -> tuple[Swing | Hypothesis, ...]:
        """What the verdict hangs on, most first."""
        from calculator.turning import ranked

        return ranked((*self.turning.swings, *self.hypotheses))

    @cached_property
    def ahead(self) -> Ahead:
        """The month ahead on an API key."""
        from calculator.ahead import ahead

        return ahead(self.decision.case, self.decision.capacity, self.scenario.budget, self.catalog)

    @property
    def demand(self) -> Demand:
        """What a month of this reader looks like."""
        return self.decision.case.demand

    @property
    def options(self) -> tuple[Option, ...]:
        """Every way to pay that is shown, cheapest first."""
        return self.decision.options

    @property
    def choice(self) -> Choice:
        """Which option is best, which are equal, and how sure that is."""
        return self.decision.choice

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        return self.decision.words.verdict

    @property
    def reasons(self) -> tuple[str, ...]:
        """What it follows from."""
        return self.decision.words.reasons

    @property
    def by_hour_price(self) -> tuple[Step, ...]:
        """Which option costs least in all, by what a blocked hour costs, of those whose blocked hours are known."""
        from calculator.worth import steps

        frontier = (self.option(name) for name in self.choice.frontier)
        return steps([option for option in frontier if option is not None])

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What it takes for granted."""
        return assumptions(self.decision.case, self.decision.capacity, self.scenario, self.catalog)

    def option(self, name: str) -> Option | None:
        """Return the option of that id, if the reader has it, shown or not."""
        return self.decision.option(name)

    def short(self, name: str) -> str:
        """Return what to call an option within a sentence or a chart; its id where the reader does not have it."""
        option = self.option(name)
        return name if option is None else option.short

    def as_dict(self) -> dict[str, Any]:
        """Return the object that the command line and the page's download print as JSON."""
        words, choice = self.decision.words, self.choice
        return {
            "schema": SCHEMA,
            "fragment": self.scenario.fragment,
            "scenario": {name: show(value) for name, value in self.scenario.given()},
            "prices": {"on": self.on.isoformat(), "checked": self.checked.isoformat()},
            "verdict": words.verdict,
            "recommended": choice.recommended,
            "best": choice.best,
            "equal": list(choice.equal),
            "alike": list(choice.alike),
            "sure_percent": choice.sure_percent,
            "frontier": list(choice.frontier),
            "by_hour_price": [
                {"id": step.id, "from_usd": told.micro_cents(step.micro_usd)} for step in self.by_hour_price
            ],
            "reasons": list(words.reasons),
            "sure": words.sure,
            "question": words.question,
            "options": [told.option(option, self.decision.case.hour_usd) for option in self.options],
            "capacity": told.capacity(self.decision.capacity),
            "assumptions": list(self.assumptions),
            "unknowns": [
                {"id": unknown.id, "low": told.ratio(unknown.low), "high": told.ratio(unknown.high), "why": unknown.why}
                for unknown in self.demand.unknowns
            ],
            "sources": list(self.demand.sources),
            "turning": told.turning(self.turning, self.possible, self.hangs_on),
            "ahead": told.ahead(self.ahead),
            "per_minute": [told.peak(each) for each in self.peaks],
            "replay": [told.strip(each) for each in self.strips],
        }


def estimate(
    scenario: Scenario, catalog: Catalog, on: date, demand: Demand | None = None, seen: Seen = NOTHING
) -> Estimate:
    """Decide a scenario at the prices of the day `on`.

    Args:
        scenario: The reader's inputs.
        catalog: The dated prices, plans and published figures.
        on: The day whose prices apply.
        demand: What the reader's logs say, in place of the described month.
        seen: What files say of the reader's plan.
    """
    case = case_of(scenario, demand or described(scenario, catalog, on), catalog, seen)
    decision = decide(case, catalog)
    return Estimate(
        scenario=scenario,
        on=on,
        checked=catalog.checked,
        decision=decision,
        catalog=catalog,
    )
