"""The rules of a plan's windows, kept as parameters because nobody publishes them in full.

Weekdays count from Monday, 0 to 6. Shares are in millionths.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

DAYS_OF_WEEK = 7
THOUSAND = 1000
MINUTES_OF_HOUR = 60
HOURS_OF_DAY = 24
MINUTES_OF_DAY = HOURS_OF_DAY * MINUTES_OF_HOUR
FIVE_HOURS = 5 * MINUTES_OF_HOUR
"""Minutes of the shorter window."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One hypothesis of how a plan counts."""

    resets_on: int | None = None
    """Weekday on which the account's week begins; None when it is not known, and then every day is as likely."""
    five_hours: str = "anchored"
    """`anchored`: the short window starts with the first use after the last one ended. `sliding`: at every moment the
    use of the past five hours counts."""
    meter: str = "cost"
    """What the plan counts: `cost`, list prices, or `weights`, tokens by two users' fits (third-party)."""

    @property
    def anchors(self) -> tuple[int, ...]:
        """Weekdays on which the week may begin."""
        return tuple(range(DAYS_OF_WEEK)) if self.resets_on is None else (self.resets_on,)

    @property
    def counting(self) -> tuple[str, str]:
        """What is counted and over which five hours; what logs show of it does not depend on the reset."""
        return self.meter, self.five_hours

    @property
    def anchored(self) -> Rules:
        """The same with windows that begin with a first use."""
        return replace(self, five_hours="anchored")

    @property
    def sliding(self) -> bool:
        """Whether the past five hours count at every moment."""
        return self.five_hours == "sliding"


DEFAULT_RULES = Rules()
"""What is taken where the reader says nothing."""


def reset_before(day: date, anchor: int) -> date:
    """Return the last day on the weekday `anchor` that is not after a day.

    >>> from datetime import date
    >>> reset_before(date(2026, 11, 25), 0).isoformat(), reset_before(date(2026, 11, 25), 2).isoformat()
    ('2026-11-23', '2026-11-25')
    """
    return day - timedelta(days=(day.weekday() - anchor) % DAYS_OF_WEEK)


def from_anchor(shares: Sequence[int], anchor: int) -> list[int]:
    """Return the shares of the seven weekdays in the order in which they follow the reset."""
    return [*shares[anchor:], *shares[:anchor]]


def through(shares: Sequence[int], anchor: int, milli_days: int) -> int:
    """Return the share of an ordinary week that is used so many thousandths of days after the reset.

    >>> through((200_000,) * 5 + (0, 0), 0, 2500)
    500000
    """
    sums = [0, *accumulate(from_anchor(shares, anchor))]
    day, rest = divmod(min(max(milli_days, 0), DAYS_OF_WEEK * THOUSAND), THOUSAND)
    after = sums[min(day + 1, DAYS_OF_WEEK)]
    return sums[day] + (after - sums[day]) * rest // THOUSAND
