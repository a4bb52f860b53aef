"""How often an answer's ranges hold, and what following it costs against the best way to pay in hindsight."""

from __future__ import annotations

import random
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.simulation.demand import WEEK
from tests.simulation.readers import Reader, draw
from tests.simulation.shown import CELLS, WEEKS_REMEMBERED, Shown, show
from tests.simulation.truth import Month, Past, months_of, past_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SEED = "2026-11-29"
"""Of readers at whom nobody has looked to set a width in the calculator. Whoever does so takes another one."""
TRIES = 500
"""Readers are drawn until one has the evidence that is wanted."""
NOTHING = 0.005
"""Half a cent, or half of a hundredth of an hour."""
HOURS = ("stay_hours", "next_plan_hours")
INTERVALS = ("api_usd", "credits_usd", *HOURS)


class Range(NamedTuple):
    """From the 10th to the 90th percentile."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the calculator said, by way to pay as in `truth.Month`."""

    usd: dict[str, Range]
    blocked_hours: dict[str, Range]
    """Without the ways of which it says nothing."""
    choice: str
    """The way that it names; if it calls others equal, the one of them that changes least."""
    first: str
    """The way that it names first."""
    equal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A simulated reader with what they show."""

    reader: Reader
    past: Past
    cell: tuple[str, str]
    shown: Shown
    seed: str


def case(number: int) -> Case:
    """Return the reader of that number.

    Raises:
        LookupError: When none was found that has the evidence.
    """
    cell = CELLS[number % len(CELLS)]
    for attempt in range(TRIES):
        seed = f"{SEED}-{number}-{attempt}"
        reader = draw(random.Random(seed))  # noqa: S311  # a simulation, not a secret
        past = past_of(reader, seed)
        shown = show(reader, past.passed, cell, random.Random(f"{seed}-shown"))  # noqa: S311
        if shown is not None:
            return Case(reader=reader, past=past, cell=cell, shown=shown, seed=seed)
    raise LookupError(cell)


def judge(found: Case, ask: Callable[[Shown], Answer]) -> dict[str, Any]:
    """Ask the calculator and return how its answer does in the months that follow.

    Returns:
        `route`, `evidence`, `plan`, `meter`; `five_hour_walls` of the last weeks; for each of `INTERVALS` the shares of
        months below, inside and above the range, or None where there is no range; `choice`, `equal`; `usd`: what the
        choice, the first way named, the best way of each month and the best single way come to on average, blocked
        hours at the reader's price included.
    """
    answer, reader = ask(found.shown), found.reader
    months = months_of(reader, found.past, found.seed)
    own, walls = reader.plan, found.past.passed.walls
    bigger = _bigger(reader)
    return {
        "route": found.cell[0],
        "evidence": found.cell[1],
        "plan": own,
        "meter": reader.world.meter,
        "five_hour_walls": sum(wall.window == "five" and wall.at >= -WEEKS_REMEMBERED * WEEK for wall in walls),
        "api_usd": _share(answer.usd.get("api"), [month["api"].usd for month in months]),
        "credits_usd": _share(answer.usd.get(f"{own}+credits"), [month[f"{own}+credits"].usd for month in months]),
        "stay_hours": _share(answer.blocked_hours.get(own), [month[own].blocked_hours for month in months]),
        "next_plan_hours": bigger
        and _share(answer.blocked_hours.get(bigger), [month[bigger].blocked_hours for month in months]),
        "choice": answer.choice,
        "equal": answer.equal,
        "usd": _paid(reader, answer, months),
    }


def _bigger(reader: Reader) -> str | None:
    place = reader.ladder.index(reader.plan) + 1
    return reader.ladder[place] if place < len(reader.ladder) else None


def _share(said: Range | None, truths: list[float]) -> dict[str, float] | None:
    """Return which shares of the truths lie below, inside and above, to a cent or a hundredth of an hour."""
    if said is None:
        return None
    below = sum(truth < said.low - NOTHING for truth in truths) / len(truths)
    above = sum(truth > said.high + NOTHING for truth in truths) / len(truths)
    at_stake = max(said.high, *truths) > NOTHING
    return {"below": below, "inside": 1 - below - above, "above": above, "at_stake": at_stake}


def _paid(reader: Reader, answer: Answer, months: list[Month]) -> dict[str, float]:
    costs = [
        {way: cost.usd + reader.hour_price * cost.blocked_hours for way, cost in month.items()} for month in months
    ]
    means = {way: statistics.mean(month[way] for month in costs) for way in costs[0]}
    return {
        "choice": round(means[answer.choice], 2),
        "first": round(means[answer.first], 2),
        "best": round(statistics.mean(min(month.values()) for month in costs), 2),
        "best_single": round(min(means.values()), 2),
    }


def summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what some judged readers come to."""
    return {
        "readers": len(rows),
        **{name: _held(row[name] for row in rows) for name in INTERVALS},
        **{f"{name}_at_stake": _held(_at_stake(row[name] for row in rows)) for name in HOURS},
        "regret": _regret(rows, "choice", "best"),
        "regret_of_first": _regret(rows, "first", "best"),
        "regret_single": _regret(rows, "choice", "best_single"),
        "single_regret": _regret(rows, "best_single", "best"),
        "equal": _percent(sum(row["equal"] for row in rows) / len(rows)),
    }


def _at_stake(shares: Iterable[dict[str, float] | None]) -> Iterator[dict[str, float]]:
    """Yield the shares of the readers of whom some blocked hours are said or true; the others are easy to get right."""
    return (share for share in shares if share and share["at_stake"])


def _regret(rows: Sequence[dict[str, Any]], paid: str, best: str) -> dict[str, float]:
    """Return how far one cost lies above another: over readers, and (`of_all_dollars`) between the two sums."""
    found = sorted(row["usd"][paid] / row["usd"][best] - 1 for row in rows)
    sums = [sum(row["usd"][name] for row in rows) for name in (paid, best)]
    return {
        "mean": _percent(statistics.mean(found)),
        "median": _percent(statistics.median(found)),
        "p90": _percent(found[len(found) * 90 // 100]),
        "p95": _percent(found[len(found) * 95 // 100]),
        "worst": _percent(found[-1]),
        "of_all_dollars": _percent(sums[0] / sums[1] - 1),
    }


def _held(shares: Iterable[dict[str, float] | None]) -> dict[str, float] | None:
    found = [share for share in shares if share]
    if not found:
        return None
    parts = {name: _percent(statistics.mean(share[name] for share in found)) for name in ("below", "inside", "above")}
    return {"readers": len(found), **parts}


def _percent(share: float) -> float:
    return round(100 * share, 1)
