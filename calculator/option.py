"""One way to pay for a month: its dollars and its blocked hours in each world, and what to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from calculator import money
from calculator.forecast import Range, spread

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to pay."""

    id: str
    """`stay`, `credits`, `overflow`, `api`, `api_1h`, `next_plan`, `smaller_plan`, or `plan_` with a plan's id; other
    plans with usage credits end in `_credits`."""
    name: str
    short: str
    """What to call it within a sentence or a chart."""
    usd: tuple[int, ...]
    """Micro-dollars of the month in each world."""
    minutes: tuple[int, ...]
    """Blocked minutes of work of the month in each world."""
    blocked: str
    """What it means for being blocked, in a sentence."""
    why: tuple[str, ...]
    """How the amounts come about, one sentence each."""
    assumed: bool = False
    """Whether the minutes rest on published facts alone: then they weigh in the choice, and are not shown as known."""
    notes: tuple[str, ...] = ()
    """What else to know: caps, lost features, credits that expire."""

    @cached_property
    def range(self) -> Range:
        """Micro-dollars a month."""
        return spread(self.usd)

    @cached_property
    def blocked_range(self) -> Range | None:
        """Blocked minutes a month; None where the reader has given no evidence of them."""
        return None if self.assumed else spread(self.minutes)

    @property
    def shown(self) -> tuple[Range, Range | None]:
        """All of its figures that a reader sees: options with the same differ only in months that are rare."""
        return self.range, self.blocked_range

    @property
    def low(self) -> Decimal:
        """US dollars a month that nine of ten worlds exceed."""
        return money.dollars(self.range.low)

    @property
    def mid(self) -> Decimal:
        """US dollars of the middle month."""
        return money.dollars(self.range.mid)

    @property
    def high(self) -> Decimal:
        """US dollars a month that one of ten worlds exceeds."""
        return money.dollars(self.range.high)

    def total(self, hour_usd: Decimal) -> list[int]:
        """Return micro-dollars of the month in each world with blocked hours at their price."""
        if not any(self.minutes):
            return list(self.usd)
        an_hour = money.micro(hour_usd)
        return [usd + minutes * an_hour // 60 for usd, minutes in zip(self.usd, self.minutes, strict=True)]
