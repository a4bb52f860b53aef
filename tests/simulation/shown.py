"""What a simulated reader shows: by one of three routes, with one kind of evidence about their plan."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass, field
from math import exp, log
from typing import TYPE_CHECKING, Any

from tests.simulation.demand import DAY, WEEK, Costs
from tests.simulation.logs import messages_of, moment, responses_of
from tests.simulation.prices import FAMILIES
from tests.simulation.readers import NEW_TOKENS, USD_THEN_PER_MTOK

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from calculator.usage import Response
    from tests.simulation.plan import Passed, Percent
    from tests.simulation.readers import Reader

CELLS = (
    *((route, evidence) for route in ("described", "typed") for evidence in ("none", "wall", "never", "percent")),
    *(
        ("logs", evidence)
        for evidence in ("none", "wall", "never", "percent", "rate_limits", "usage_history", "messages")
    ),
)
"""Routes with the evidence that can come with them. `wall` is for readers who reach the weekly limit, `never` for those
who don't, `messages` for those whose logs hold at least one."""

DAYS_THEN = {"light": 6.0, "average": 13.0, "heavy": 30.0}
"""Published dollars a day, of which a reader picks the nearest (by ratio)."""
MISJUDGED = 0.3
"""Spread (sigma of the log) with which people judge their own usage: a guess."""
WEEKS_REMEMBERED = 4
HISTORY_WEEKS = 2
"""Span of the plan's usage history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the calculator is given."""

    answers: dict[str, str] = field(default_factory=dict)
    """What was typed, by a name of this simulation's own."""
    responses: tuple[Response, ...] = ()
    messages: tuple[tuple[datetime, str], ...] = ()
    document: str = ""
    """JSON text of the evidence, if it is a file."""


def show(reader: Reader, past: Passed, cell: tuple[str, str], rng: random.Random) -> Shown | None:
    """Return what this reader shows; None if they can't have this evidence."""
    route, evidence = cell
    typed = _about_plan(past, evidence, rng)
    if typed is None or not past.done:
        return None
    answers = {**_about_self(reader, past), **typed}
    if route == "logs":
        messages = tuple(messages_of(reader, past, rng)) if evidence == "messages" else ()
        if evidence == "messages" and not messages:
            return None
        return Shown(
            answers=answers,
            responses=tuple(responses_of(reader, past, rng)),
            messages=messages,
            document=_document(past, evidence),
        )
    answers |= _described(past, rng) if route == "described" else _typed(reader, past, rng)
    return Shown(answers=answers)


def _about_self(reader: Reader, past: Passed) -> dict[str, str]:
    """Say what anybody knows of themselves; days and hours are those in which they wanted to work, blocked or not."""
    wanted = {hour.at for hour, _ in (*past.done, *past.refused) if hour.at >= -WEEKS_REMEMBERED * WEEK}
    days = {at // DAY for at in wanted}
    return {
        "plan": reader.plan,
        "days": str(max(1, min(7, round(len(days) / WEEKS_REMEMBERED)))),
        "hours": str(max(1, round(len(wanted) / max(1, len(days))))),
        "hour_price": str(reader.hour_price),
        "elsewhere": str(10 * round(10 * reader.elsewhere)),
        "work": reader.work,
        "planned": f"{reader.planned:g}",
        "tier": reader.tier,
        **{family: str(share) for family, share in zip(FAMILIES, _tens(reader.mix), strict=True)},
    }


def _tens(shares: tuple[float, ...]) -> list[int]:
    """Round shares to tens of percent that sum to 100."""
    rounded = [10 * round(share * 10) for share in shares]
    rounded[rounded.index(max(rounded))] += 100 - sum(rounded)
    return rounded


def _described(past: Passed, rng: random.Random) -> dict[str, str]:
    """Pick the published day that seems nearest to a day on which the week was not used up, if there was one."""
    by_day = _tokens_by_day(past)
    pairs = zip(past.refused, past.walls, strict=True)
    refused = {hour.at // DAY for (hour, _), wall in pairs if wall.window != "five"}
    tokens = [amount for day, amount in by_day.items() if day not in refused] or list(by_day.values())
    usd_then = statistics.mean(tokens) / 1e6 / NEW_TOKENS * USD_THEN_PER_MTOK * exp(rng.gauss(0, MISJUDGED))
    return {"day": min(DAYS_THEN, key=lambda day: abs(log(DAYS_THEN[day] / usd_then)))}


def _tokens_by_day(past: Passed) -> dict[int, int]:
    by_day: dict[int, int] = {}
    for hour, _ in past.done:
        by_day[hour.at // DAY] = by_day.get(hour.at // DAY, 0) + hour.tokens
    return by_day


def _typed(reader: Reader, past: Passed, rng: random.Random) -> dict[str, str]:
    """Look at `/usage` in a few sessions and type the middle one."""
    costs, by_day = Costs(reader), {}
    for hour, _ in past.done:
        by_day[hour.at // DAY] = by_day.get(hour.at // DAY, 0.0) + costs.usd_one_hour(hour)
    sessions = rng.choice((1, 2, 3))
    seen = statistics.median(rng.choices(list(by_day.values()), k=3)) / sessions
    return {"day": "own", "session_usd": f"{seen:.2f}", "sessions": str(sessions)}


def _about_plan(past: Passed, evidence: str, rng: random.Random) -> dict[str, str] | None:
    """Return what is typed about the plan; None if the reader has no such evidence."""
    wall, short = wall_day(past, rng), {"short": hours_short(past, rng)}
    if evidence == "wall":
        return None if wall is None else {"wall": str(wall), **short}
    if evidence == "never":
        return {"wall": "never", **short} if wall is None else None
    now = _now(past)
    if evidence in {"percent", "rate_limits", "usage_history"} and now is None:
        return None
    if evidence == "percent" and now is not None:
        left = max(1, round(now.week_resets_at - now.at))
        return {"percent": str(round(now.week)), "reset_hours": str(left), **short}
    return {}


def hours_short(past: Passed, rng: random.Random) -> str:
    """Return how many hours of work a week the five-hour window takes, as the reader judges the last weeks.

    Whoever types something about the weekly limit is taken to answer this as well.
    """
    refused = zip(past.refused, past.walls, strict=True)
    hours = sum(
        share for (hour, share), wall in refused if wall.window == "five" and hour.at >= -WEEKS_REMEMBERED * WEEK
    )
    return str(round(hours / WEEKS_REMEMBERED * exp(rng.gauss(0, MISJUDGED))))


def wall_day(past: Passed, rng: random.Random) -> int | None:
    """Return on which day after the reset the weekly limit is typically reached; None where it is not.

    It is typical if it was reached in two of the last four weeks. After one in four, half the readers say so.
    """
    first: dict[float, float] = {}
    for wall in past.walls:
        if wall.window != "five" and wall.at >= -WEEKS_REMEMBERED * WEEK:
            first.setdefault(wall.resets_at, wall.at - (wall.resets_at - WEEK))
    coin = rng.random() < 0.5
    if not first or (len(first) == 1 and coin):
        return None
    return min(7, int(statistics.median(first.values()) // DAY) + 1)


def _now(past: Passed) -> Percent | None:
    """Return the last thing that the plan's display showed, if it was in the last week."""
    last = past.percents[-1]
    return last if last.at > -WEEK else None


def _document(past: Passed, evidence: str) -> str:
    now = _now(past)
    if evidence == "rate_limits" and now is not None:
        return json.dumps({"rate_limits": _limits(now)})
    if evidence == "usage_history":
        recent = [each for each in past.percents if each.at >= -HISTORY_WEEKS * WEEK]
        return json.dumps([_sample(each) for each in recent])
    return ""


def _limits(now: Percent) -> dict[str, Any]:
    own = [now.own] if now.own else []
    return {
        "five_hour": _limit(now.five, now.five_resets_at),
        "seven_day": _limit(now.week, now.week_resets_at),
        **{f"seven_day_{family}": _limit(percent, now.week_resets_at) for family, percent in own},
    }


def _limit(percent: float, resets_at: float) -> dict[str, int]:
    return {"used_percentage": round(percent), "resets_at": int(moment(resets_at).timestamp())}


def _sample(each: Percent) -> dict[str, Any]:
    shown = {"fh": round(each.five), "sd": round(each.week)}
    return {"t": int(moment(each.at).timestamp() * 1000), "org": "simulated", "u": shown}
