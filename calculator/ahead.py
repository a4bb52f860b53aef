"""The month ahead on an API key: how it adds up, how likely a budget is exceeded, and what it would cost otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from calculator import api_key, money
from calculator.forecast import HUNDRED, MILLION, MONTH_WEEKS, Range, spread
from calculator.worlds import sampled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from calculator.capacity import Capacity
    from calculator.case import Case
    from calculator.catalog import Catalog
    from calculator.worlds import Worlds

CAP_CHANCE_PERCENT = 5
"""The spend cap that is advised is exceeded in so many of 100 months."""
DAYS_OF_WEEK = 7
THOUSAND = 1000
NAMES = {
    "1h": "With a 1-hour cache",
    "fast": "In fast mode, where a model has it",
    "opus_to_sonnet": "All of Opus on Sonnet",
    "agents_on_haiku": "Sub-agents on Haiku",
    "opus": "All on Opus",
    "sonnet": "All on Sonnet",
    "haiku": "All on Haiku",
    "fable": "All on Fable",
}
"""What a reader may change, in the order in which it is shown."""


class WhatIf(NamedTuple):
    """The same work, paid for otherwise."""

    id: str
    name: str
    usd: Range
    """Micro-dollars a month."""
    percent: int
    """Of what it costs as it is, in an average month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The month ahead on an API key alone."""

    days: tuple[tuple[Decimal, Range], ...]
    """Day of the month, and micro-dollars until then."""
    cap: int
    """Micro-dollars that one month in twenty exceeds: the spend cap to set."""
    alert: int
    """Micro-dollars that every other month exceeds: where to be told."""
    budget: int | None
    """Micro-dollars that the reader named."""
    over_percent: int | None
    """In how many of 100 months that is exceeded."""
    stopped_percent: int | None
    """In how many of 100 months the monthly cap of the reader's tier comes before the end; None without a tier."""
    what_ifs: tuple[WhatIf, ...]


def ahead(case: Case, capacity: Capacity, budget: Decimal | None, catalog: Catalog) -> Ahead:
    """Return the month ahead at the reader's own discount, up to the monthly cap of their tier."""
    worlds, most = sampled(case.demand, capacity), api_key.monthly_cap(case, catalog)

    def spent(own: list[int]) -> list[int]:
        return own if most is None else [min(amount, most) for amount in own]

    def paid(amounts: Iterable[int]) -> list[int]:
        """Return what is spent of micro-dollars at list prices."""
        return spent(api_key.after_discount(case, amounts))

    wanted = api_key.after_discount(case, worlds.usd())
    usd = spent(wanted)
    ordered = sorted(usd)
    limit = None if budget is None else money.micro(budget)
    average = max(sum(usd), 1)
    what_ifs: dict[int, WhatIf] = {HUNDRED * HUNDRED: WhatIf("", "", spread(usd), HUNDRED)}
    for name in (name for name in NAMES if name in case.demand.variants and any(usd)):
        other = paid(worlds.usd(case.demand.variants.index(name)))
        parts = (sum(other) * HUNDRED * HUNDRED + average // 2) // average
        what_ifs.setdefault(parts, WhatIf(name, NAMES[name], spread(other), (parts + HUNDRED // 2) // HUNDRED))
    return Ahead(
        days=tuple(_days(worlds, paid)),
        cap=ordered[len(ordered) - 1 - len(ordered) * CAP_CHANCE_PERCENT // HUNDRED],
        alert=spread(usd).mid,
        budget=limit,
        over_percent=None if limit is None else _percent_above(limit, usd),
        stopped_percent=None if most is None else _percent_above(most, wanted),
        what_ifs=tuple(each for each in what_ifs.values() if each.id),
    )


def _percent_above(limit: int, usd: list[int]) -> int:
    return sum(amount > limit for amount in usd) * HUNDRED // len(usd)


def _days(worlds: Worlds, paid: Callable[[Iterable[int]], list[int]]) -> list[tuple[Decimal, Range]]:
    """Return what each drawn month has come to at the ends of its weeks."""
    sums = [0] * worlds.count
    found = [(Decimal(0), Range(0, 0, 0))]
    done = 0
    for place, part in enumerate(MONTH_WEEKS):
        done += part
        for world, (month, level) in enumerate(zip(worlds.drawn.each, worlds.levels, strict=True)):
            sums[world] += month[place].usd * part * level // (THOUSAND * MILLION)
        found.append((Decimal(done * DAYS_OF_WEEK).scaleb(-3), spread(paid(sums))))
    return found
