"""From a reader's question to priced options and a verdict.

`decide` is the one pure function: demand, evidence, plan, window rules, the price of a blocked hour, the catalog and
the day go in, options with ranges and a verdict come out. Data flows one way:

    scenario or logs -> Demand: weeks and unknowns                     demand.py, history.py -> weeks.py
    evidence         -> Capacity: bounds by reset day                  capacity.py
    both             -> Worlds: months, levels, what the plan holds    worlds.py
    worlds           -> Options: dollars and blocked minutes of each   replay.py, multiples.py, options.py, api_key.py
    options          -> Choice: best, equal, sure, frontier            choosing.py
    choice           -> Words: the sentence and its reasons            verdict.py
    one thing moved  -> Turning: what would change it                  turning.py

A blocked hour is an hour of the reader's own work with Claude Code that the plan refuses, not an hour until the reset.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from calculator import catalog
    >>> from calculator.capacity import WallDay
    >>> from calculator.case import Case
    >>> from calculator.demand import described
    >>> from calculator.scenario import Scenario
    >>> loaded, on = catalog.load(), date(2026, 11, 23)
    >>> decision = decide(
    ...     Case(
    ...         demand=described(Scenario(day="heavy", models="sonnet"), loaded, on),
    ...         plan=loaded.plan("pro"),
    ...         evidence=(WallDay(day=3),),
    ...         hour_usd=Decimal(10),
    ...     ),
    ...     loaded,
    ... )
    >>> decision.choice.best in {option.id for option in decision.options}
    True
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator import capacity as capacities
from calculator import multiples, verdict
from calculator.choosing import choose
from calculator.forecast import MILLION
from calculator.options import WITH_CREDITS, options
from calculator.worlds import sampled

if TYPE_CHECKING:
    from calculator.capacity import Capacity
    from calculator.case import Case
    from calculator.catalog import Catalog
    from calculator.choosing import Choice
    from calculator.option import Option
    from calculator.verdict import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Every option priced, and what follows."""

    case: Case
    capacity: Capacity
    options: tuple[Option, ...]
    """What is shown, cheapest first by the middle of their dollars."""
    priced: tuple[Option, ...]
    """Every option: of other plans with usage credits, only those that matter are shown."""
    choice: Choice
    words: Words

    def option(self, name: str) -> Option | None:
        """Return the option of that id, if the reader has it, shown or not."""
        return next((option for option in self.priced if option.id == name), None)


def decide(case: Case, catalog: Catalog) -> Decision:
    """Price every option of a reader's question and compare them.

    Args:
        case: Demand (priced at the day that is asked about), plan, evidence, window rules, the price of a blocked
            hour, fee and discount.
        catalog: The dated prices, plans and published figures.
    """
    least = case.least[0] * MILLION // case.demand.mean_meter
    prior = multiples.prior(case.plan, catalog)
    measured = capacities.measure(case.evidence, case.demand, case.rules, prior, least)
    priced = options(case, sampled(case.demand, measured), catalog)
    choice = choose(priced, case.hour_usd)
    named = {choice.best, *choice.equal, *choice.frontier}
    shown = tuple(option for option in priced if not option.id.endswith(WITH_CREDITS) or option.id in named)
    return Decision(
        case=case,
        capacity=measured,
        options=shown,
        priced=priced,
        choice=choice,
        words=verdict.words(case, measured, shown, choice),
    )
