"""From the exact days of a log to a range for a month, by seeded resampling.

Whole numbers only: the same days give the same range in every Python, whatever its mathematics library.
"""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from calculator import dates, money
from calculator.demand import Demand

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DAYS_PER_MONTH = money.ratio(Decimal("365.25"), 12)
WEEK = 7
DRAWS = 1000
SEED = 20250828
"""Any fixed number serves; this one is the day weekly limits began."""
LOW_PERCENTILE, HIGH_PERCENTILE = 10, 90
SHORT_SPAN_DAYS = 14
"""Below two weeks a month is drawn from single days, and the page says that it rests on little."""
_NANO = 9
"""Dollars are drawn as whole billionths, finer than any price of a single token."""


def month_of_logs(usd_by_day: Mapping[date, Decimal], unpriced_tokens: int = 0) -> Demand:
    """Return a month at API list prices from what the days of a log cost.

    Whole weeks (or days, where there are less than two weeks) are drawn with replacement until they fill a month.

    Args:
        usd_by_day: Exact dollars of each day with usage; days between without any count as days of none.
        unpriced_tokens: Tokens in the same logs that have no price; they are in no amount, and the basis says so.

    Returns:
        The 10th to 90th percentile of the months drawn.

    Raises:
        ValueError: When there is no day.
    """
    if not usd_by_day:
        message = "a month needs at least one day of usage"
        raise ValueError(message)
    first, last = min(usd_by_day), max(usd_by_day)
    span = (last - first).days + 1
    days = [_nano(usd_by_day.get(first + timedelta(days=day), money.ZERO)) for day in range(span)]
    block = WEEK if span >= SHORT_SPAN_DAYS else 1
    months = sorted(_months(days, block))
    low, high = (months[len(months) * percentile // 100] for percentile in (LOW_PERCENTILE, HIGH_PERCENTILE))
    return Demand(
        low=_usd_per_month(low, block),
        high=_usd_per_month(high, block),
        basis=_basis(first, last, span, unpriced_tokens),
    )


def _months(days: list[int], block: int) -> list[int]:
    """Draw sums of as many whole blocks as a month begins; they are scaled to a month's length afterwards."""
    sums = [0, *accumulate(days)]
    blocks = [end - start for start, end in zip(sums, sums[block:], strict=False)]
    rng = random.Random(SEED)  # noqa: S311  # a seeded draw, not a secret
    return [sum(blocks[rng.randrange(len(blocks))] for _ in range(_blocks(block))) for _ in range(DRAWS)]


def _blocks(block: int) -> int:
    return -(-int(DAYS_PER_MONTH) // block)


def _usd_per_month(nano: int, block: int) -> Decimal:
    drawn_days = _blocks(block) * block
    return money.ROUNDED.divide(
        money.ROUNDED.multiply(Decimal(nano).scaleb(-_NANO), DAYS_PER_MONTH), Decimal(drawn_days)
    )


def _nano(usd: Decimal) -> int:
    return int(usd.scaleb(_NANO).to_integral_value())


def _basis(first: date, last: date, span: int, unpriced_tokens: int) -> tuple[str, ...]:
    drawn = "weeks" if span >= SHORT_SPAN_DAYS else "single days, since there are less than two weeks"
    missing = f"{unpriced_tokens:,} tokens have no price and are not in this: the true amount is higher."
    return (
        *([missing] if unpriced_tokens else []),
        f"Your logs from {dates.show_span(first, last)}, {span} days: a month is drawn a thousand times from their"
        f" {drawn}; the range is the middle 80% of those months.",
        "Logs show what your plan let through. If you were blocked, you wanted more than this.",
        "Cache writes are priced as they were made. On a plan many are 1-hour writes; an API key makes 5-minute"
        " writes, which are cheaper but must be repeated after a pause.",
        "Claude Code deletes logs after 30 days unless told otherwise, and chats elsewhere leave none.",
    )
