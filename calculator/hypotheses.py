"""What the answer would be if the plan counted otherwise: by another meter, or over five hours of another kind.

Nobody publishes either. Files are read again under the other rule, evidence and all: what a plan was seen to hold is
more or less of it, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calculator.scenario import METERS, WINDOWS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from calculator.choosing import Choice
    from calculator.forecast import Range
    from calculator.option import Option
    from calculator.scenario import Scenario
    from calculator.weeks import Demand

RULES = {"meter": METERS, "window": WINDOWS}
"""Inputs that name a rule, each with its two values."""
WHY = {
    "meter": "What your plan counts is not published.",
    "window": "Whether the five-hour limit begins with a first use or slides along is disputed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An answer under one rule."""

    id: str
    """The rule, as the input has it."""
    best: str | None
    """Id of the option that costs least, blocked hours included; None without a price of a blocked hour."""
    name: str
    """What to call the best within a sentence; empty where there is none."""
    usd: Range | None
    """Micro-dollars a month of the best."""
    minutes: Range | None
    """Blocked minutes a month of the best; None where they are not known."""
    waiting: Range | None
    """Blocked minutes a month of staying on the plan and waiting; None where they are not known."""
    least: int
    """Micro-dollars of an average month of the best, blocked hours included; 0 where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """A rule that is not known, and the answer under each form of it."""

    id: str
    why: str
    taken: Outcome
    other: Outcome

    @property
    def outcomes(self) -> tuple[Outcome, Outcome]:
        """Both answers, the one that is given first."""
        return self.taken, self.other

    @property
    def low(self) -> str | None:
        """The best option by the rule that is taken."""
        return self.taken.best

    @property
    def high(self) -> str | None:
        """The best option by the other one."""
        return self.other.best

    @property
    def micro_usd(self) -> int:
        """How far the cost of the best option moves, blocked hours included."""
        return abs(self.other.least - self.taken.least)


def other_rule(scenario: Scenario, rule: str, demand: Demand) -> Scenario | None:
    """Return a scenario under the other form of a rule.

    Returns:
        None where nothing tells the two apart: what is described has one mix and no hours, and dollars alone have no
        tokens to weigh.
    """
    if demand.tokens is None if rule == "meter" else demand.route != "logs":
        return None
    (other,) = (each for each in RULES[rule] if each != getattr(scenario, rule))
    return replace(scenario, **{rule: other})


def outcome(rule: str, priced: Iterable[Option], choice: Choice, hour_usd: Decimal | None) -> Outcome:
    """Return an answer in short."""
    ways = {option.id: option for option in priced}
    best = ways.get(choice.best or "")
    return Outcome(
        id=rule,
        best=choice.best,
        name="" if best is None else best.short,
        usd=None if best is None else best.range,
        minutes=None if best is None else best.blocked_range,
        waiting=ways["stay"].blocked_range,
        least=0 if best is None or hour_usd is None else sum(best.total(hour_usd)) // len(best.usd),
    )
