"""From a reader's question to priced options and a verdict.

`decide` is the one pure function: demand, evidence, plan, window rules, the price of a blocked hour, the catalog and
the day go in, options with ranges and a verdict come out. Data flows one way:

    scenario or logs -> Demand (weeks and unknowns)      demand.py, history.py, weeks.py
    evidence         -> Capacity (bounds by reset day)   capacity.py
    both             -> Options (draws of dollars and of blocked minutes)   replay.py, multiples.py, options.py
    options          -> Choice (best, equal, sure, frontier)                choosing.py
    all of it        -> Decision (sentences)             this module, verdict.py

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from calculator import catalog
    >>> from calculator.capacity import WallDay
    >>> from calculator.demand import described
    >>> from calculator.scenario import Scenario
    >>> loaded, on = catalog.load(), date(2026, 11, 23)
    >>> case = Case(
    ...     demand=described(Scenario(day="heavy", models="sonnet"), loaded, on),
    ...     plan=plan_of("pro", loaded),
    ...     evidence=(WallDay(day=3),),
    ...     hour_usd=Decimal(10),
    ... )
    >>> decision = decide(case, loaded, on)
    >>> decision.choice.best in {option.id for option in decision.options}
    True
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator import capacity as capacities
from calculator import money, verdict
from calculator.capacity import NeverBlocked, Used, WallDay
from calculator.choosing import choose
from calculator.demand import described
from calculator.options import Case, Option, dollars, options, plan_of
from calculator.scenario import NEVER, UNKNOWN, show
from calculator.windows import WEEKDAYS, Rules

if TYPE_CHECKING:
    from datetime import date

    from calculator.capacity import Capacity, Evidence
    from calculator.catalog import Catalog
    from calculator.choosing import Choice
    from calculator.forecast import Range
    from calculator.scenario import Scenario
    from calculator.weeks import Demand

__all__ = ["Case", "Decision", "Estimate", "cents", "decide", "estimate", "plan_of"]

SCHEMA = 1
MINUTES_OF_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Every option priced, and what follows."""

    case: Case
    capacity: Capacity
    options: tuple[Option, ...]
    choice: Choice
    verdict: str
    reasons: tuple[str, ...]

    def option(self, name: str) -> Option | None:
        """Return the option of that id, if the reader has it."""
        return next((option for option in self.options if option.id == name), None)


def decide(case: Case, catalog: Catalog, on: date) -> Decision:
    """Price every option of a reader's question and compare them.

    Args:
        case: Demand, plan, evidence, window rules, the price of a blocked hour, fee and discount.
        catalog: The dated prices, plans and published figures.
        on: The day whose prices apply; the demand has been priced at them.
    """
    del on
    measured = capacities.measure(case.evidence, case.demand, case.rules)
    priced = options(case, measured, catalog)
    choice = choose(priced, case.hour_usd)
    sentence, reasons = verdict.words(case, measured, priced, choice)
    return Decision(case=case, capacity=measured, options=priced, choice=choice, verdict=sentence, reasons=reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A scenario, what it costs each way, and what follows."""

    scenario: Scenario
    on: date
    """The day whose prices apply."""
    checked: date
    """The oldest check among those prices."""
    decision: Decision

    @property
    def demand(self) -> Demand:
        """What a month of this reader looks like."""
        return self.decision.case.demand

    @property
    def options(self) -> tuple[Option, ...]:
        """Every way to pay, cheapest first."""
        return self.decision.options

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        return self.decision.verdict

    @property
    def reasons(self) -> tuple[str, ...]:
        """What it follows from."""
        return self.decision.reasons

    def option(self, name: str) -> Option | None:
        """Return the option of that id, if the reader has it."""
        return self.decision.option(name)

    def as_dict(self) -> dict[str, Any]:
        """Return the object that the command line and the page's download print as JSON."""
        choice = self.decision.choice
        return {
            "schema": SCHEMA,
            "fragment": self.scenario.fragment,
            "scenario": {name: show(value) for name, value in self.scenario.given()},
            "prices": {"on": self.on.isoformat(), "checked": self.checked.isoformat()},
            "verdict": self.verdict,
            "best": choice.best,
            "equal": list(choice.equal),
            "sure_percent": choice.sure_percent,
            "frontier": list(choice.frontier),
            "reasons": list(self.reasons),
            "options": [_option(option) for option in self.options],
            "evidence": list(self.decision.capacity.basis),
            "assumptions": list(self.demand.basis),
            "sources": list(self.demand.sources),
        }


def _option(option: Option) -> dict[str, Any]:
    usd = option.range
    return {
        "id": option.id,
        "name": option.name,
        "usd_per_month": {"low": micro_cents(usd.low), "mid": micro_cents(usd.mid), "high": micro_cents(usd.high)},
        "blocked_hours_per_month": _hours(option.blocked_range),
        "blocked": option.blocked,
        "why": list(option.why),
        "notes": list(option.notes),
    }


def _hours(minutes: Range | None) -> dict[str, str] | None:
    if minutes is None:
        return None
    return {name: hours(value) for name, value in zip(("low", "mid", "high"), minutes, strict=True)}


def hours(minutes: int) -> str:
    """Return minutes as hours with one decimal.

    >>> hours(90), hours(0)
    ('1.5', '0')
    """
    tenths = (minutes * 10 + MINUTES_OF_HOUR // 2) // MINUTES_OF_HOUR
    return money.plain(Decimal(tenths).scaleb(-1))


def micro_cents(micro: int) -> str:
    """Return micro-dollars to the cent."""
    return cents(dollars(micro))


def cents(amount: Decimal) -> str:
    """Return an estimate to the cent, which is finer than anything it knows."""
    return money.plain(amount.quantize(money.CENT, context=money.ROUNDED))


def estimate(scenario: Scenario, catalog: Catalog, on: date, demand: Demand | None = None) -> Estimate:
    """Decide a scenario at the prices of the day `on`.

    Args:
        scenario: The reader's inputs.
        catalog: The dated prices, plans and published figures.
        on: The day whose prices apply.
        demand: What the reader's logs say, in place of the described month.
    """
    case = case_of(scenario, demand or described(scenario, catalog, on), catalog)
    return Estimate(scenario=scenario, on=on, checked=catalog.checked, decision=decide(case, catalog, on))


def case_of(scenario: Scenario, demand: Demand, catalog: Catalog) -> Case:
    """Return the question that a scenario asks."""
    return Case(
        demand=demand,
        plan=plan_of(scenario.plan, catalog),
        evidence=evidence_of(scenario),
        rules=Rules(resets_on=None if scenario.reset == UNKNOWN else WEEKDAYS.index(scenario.reset)),
        hour_usd=scenario.hour,
        fee=scenario.fee,
        discount=scenario.discount,
        yearly=scenario.pay == "yearly",
    )


def evidence_of(scenario: Scenario) -> tuple[Evidence, ...]:
    """Return what the reader typed of their own plan."""
    found: list[Evidence] = []
    if scenario.wall == NEVER:
        found.append(NeverBlocked())
    elif scenario.wall != UNKNOWN:
        found.append(WallDay(day=int(scenario.wall)))
    if scenario.used is not None and scenario.left is not None:
        found.append(Used(percent=Decimal(scenario.used), days_left=scenario.left))
    return tuple(found)
