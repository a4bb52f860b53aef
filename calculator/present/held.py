"""What a verdict hangs on, and what a rule that nobody publishes changes of it, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import money
from calculator.verdict import show_hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.estimate import Estimate
    from calculator.hypotheses import Hypothesis, Outcome

TAKEN = {
    "cost": "Here it is taken to count list prices.",
    "weights": "Here it is taken to count tokens by weights that two users fitted (third-party).",
    "anchored": "Here it is taken to begin with your first use after the last five hours ended.",
    "sliding": "Here it is taken to count the past five hours at every moment.",
}
OTHER = {
    "cost": "If it counts list prices",
    "weights": "If it counts tokens by weights that two users fitted (third-party)",
    "anchored": "If it begins with your first use after the last five hours ended",
    "sliding": "If it counts the past five hours at every moment",
}


def sentences(found: Estimate) -> list[str]:
    """Return what the verdict hangs on most, and what each rule that nobody publishes changes of it."""
    rules = {each.id: read(each, found) for each in found.hypotheses}
    if found.decision.case.hour_usd is None:
        return [*rules.values()]
    first = found.hangs_on[0]
    said = rules.pop(first.id, None) or first.why
    if not first.micro_usd and first.low == first.high:
        said = "No single unknown turns it, or moves its cost."
    elif first.low == first.high:
        usd = money.show_about(first.micro_usd)
        said = f"No single unknown turns it. The largest moves its cost by {usd} a month: {said}"
    elif first.outcomes:
        said = f"It hangs most on this: {said}"
    else:
        ends = f"{found.short(first.low or '')} at the low end, {found.short(first.high or '')} at the high end"
        said = f"It hangs most on this: {said} Best there: {ends}."
    return [said, *rules.values()]


def read(held: Hypothesis, found: Estimate) -> str:
    """Return what was assumed, what the other rule is and what it changes, which may be nothing."""
    said = "; ".join(_changes(held.taken, held.other, found)) or "nothing changes"
    return f"{held.why} {TAKEN[held.taken.id]} {OTHER[held.other.id]}, {said}."


def _changes(taken: Outcome, other: Outcome, found: Estimate) -> Iterator[str]:
    before, after = _costs(taken), _costs(other)
    if taken.best != other.best:
        yield f"the best is {other.name}, not {taken.name}: {after}"
    elif before != after:
        yield f"{other.name} stays best, for {after} in place of {before}"
    if taken.best == other.best == "stay" or taken.waiting is None or other.waiting is None:
        return  # its blocked hours are said already, or not known
    was, would_be = show_hours(taken.waiting), show_hours(other.waiting)
    if was != would_be:
        yield f"{found.short('stay')} has {would_be} a month in place of {was.removesuffix(' blocked hours')}"


def _costs(outcome: Outcome) -> str:
    if outcome.usd is None:
        return ""
    usd = money.show_range(money.dollars(outcome.usd.low), money.dollars(outcome.usd.high))
    blocked = outcome.minutes
    return f"{usd} and {show_hours(blocked)} a month" if blocked and blocked.high else f"{usd} a month"
