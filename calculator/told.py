"""An answer as JSON: the parts of the object that the command line and the page's download print."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.windows import MINUTES_OF_HOUR, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.ahead import Ahead
    from calculator.capacity import Capacity
    from calculator.forecast import Range
    from calculator.hypotheses import Hypothesis, Outcome
    from calculator.option import Option
    from calculator.peaks import Peak
    from calculator.strip import Strip
    from calculator.turning import Swing, Turning


def option(way: Option, hour_usd: Decimal | None) -> dict[str, Any]:
    """Return one option: dollars and blocked hours a month, and what they mean."""
    usd = way.range
    total = None if hour_usd is None else sum(way.total(hour_usd)) // len(way.usd)
    return {
        "id": way.id,
        "name": way.name,
        "usd_per_month": {name: micro_cents(amount) for name, amount in usd._asdict().items()},
        "blocked_hours_per_month": blocked(way.blocked_range),
        "mean_usd_with_blocked_hours": None if total is None else micro_cents(total),
        "assumed": way.assumed,
        "blocked": way.blocked,
        "why": list(way.why),
        "notes": list(way.notes),
    }


def capacity(found: Capacity) -> dict[str, Any] | None:
    """Return the share of an ordinary week that the plan holds, by the weekday of the reset; None without evidence."""
    if not found.bounds and found.conflict is None:
        return None
    return {
        "evidence": list(found.basis),
        "conflict": found.conflict,
        "by_reset_day": {
            WEEKDAYS[anchor]: {"low": ratio(bound.low), "high": None if bound.high is None else ratio(bound.high)}
            for anchor, bound in found.bounds
        },
    }


def ahead(found: Ahead) -> dict[str, Any]:
    """Return the month ahead on an API key alone, in dollars."""
    return {
        "cap_usd": micro_cents(found.cap),
        "alert_usd": micro_cents(found.alert),
        "budget_usd": None if found.budget is None else micro_cents(found.budget),
        "over_budget_percent": None if found.over_percent is None else str(found.over_percent),
        "what_ifs": [
            {
                "id": each.id,
                "usd_per_month": {name: micro_cents(amount) for name, amount in each.usd._asdict().items()},
                "percent": str(each.percent),
            }
            for each in found.what_ifs
        ],
    }


def turning(found: Turning, possible: Sequence[str], hangs_on: Sequence[Swing | Hypothesis]) -> dict[str, Any]:
    """Return what would change the verdict; use is in multiples of the use described."""
    return {
        "break_even_use": None if found.break_even is None else ratio(found.break_even),
        "wall_days": [{"id": str(day), "best": best} for day, best in found.flips()],
        "possible": list(possible),
        "hangs_on": [
            {
                "id": each.id,
                "why": each.why,
                "low": each.low,
                "high": each.high,
                "usd": micro_cents(each.micro_usd),
                "alternatives": [alternative(outcome) for outcome in each.outcomes],
            }
            for each in hangs_on
        ],
        "weekdays_percent": None
        if found.weekdays is None
        else dict(zip(WEEKDAYS, map(str, found.weekdays), strict=True)),
    }


def alternative(outcome: Outcome) -> dict[str, Any]:
    """Return the answer under one form of a rule that nobody publishes."""
    usd = outcome.usd
    return {
        "id": outcome.id,
        "best": outcome.best,
        "usd_per_month": None if usd is None else {name: micro_cents(amount) for name, amount in usd._asdict().items()},
        "blocked_hours_per_month": blocked(outcome.minutes),
        "stay_blocked_hours_per_month": blocked(outcome.waiting),
    }


def strip(found: Strip) -> dict[str, Any]:
    """Return the weeks of some logs on a plan."""
    return {
        "id": found.plan.id,
        "weeks_blocked": found.walls,
        "blocked_hours": hours(found.blocked_minutes),
        "weeks": [
            {
                "date": row.start.isoformat(),
                "percent": percent(row.wanted),
                "blocked_hours": hours(row.blocked_minutes),
                "windows": len(row.parts),
                "windows_over": row.over,
            }
            for row in found.rows
        ],
    }


def peak(found: Peak) -> dict[str, Any]:
    """Return the busiest minutes of a model family."""
    return {
        "id": found.family,
        "busy_minutes": found.busy,
        "most": found.most._asdict(),
        "minutes_over": dict(found.over),
    }


def percent(millionths: int) -> str:
    """Return millionths as a whole percentage.

    >>> percent(1_304_999)
    '130'
    """
    return str((millionths + 5000) // 10_000)


def ratio(millionths: int) -> str:
    """Return millionths as a plain number."""
    return money.plain(Decimal(millionths).scaleb(-6))


def blocked(minutes: Range | None) -> dict[str, str] | None:
    """Return a range of minutes in hours; None where nobody knows."""
    return None if minutes is None else {name: hours(value) for name, value in minutes._asdict().items()}


def hours(minutes: int) -> str:
    """Return minutes as hours with one decimal.

    >>> hours(90), hours(0)
    ('1.5', '0')
    """
    tenths = (minutes * 10 + MINUTES_OF_HOUR // 2) // MINUTES_OF_HOUR
    return money.plain(Decimal(tenths).scaleb(-1))


def micro_cents(micro: int) -> str:
    """Return micro-dollars to the cent."""
    return cents(money.dollars(micro))


def cents(amount: Decimal) -> str:
    """Return an estimate to the cent, which is finer than anything it knows."""
    return money.plain(amount.quantize(money.CENT, context=money.ROUNDED))
