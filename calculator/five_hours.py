"""What the five-hour limit cuts off: of days that differ, those above its window.

Days differ much: of developers, nine in ten stay below 2.3 times the average day (30 against 13 published dollars). So
do amounts whose shares above a limit fall by the same factor with each further step, and of those a window that holds
`c` ordinary ones cuts off e to the power of minus `c`. One loss that a reader knows then tells what is lost with more
use, or on a plan with other windows.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from calculator import money
from calculator.forecast import MILLION, geometric
from calculator.multiples import vs_pro
from calculator.nouns import counted
from calculator.windows import MINUTES_OF_HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.case import Case
    from calculator.catalog import Catalog, Plan
    from calculator.sliding import Slide
    from calculator.worlds import Worlds

STEP = MILLION // 8
STEPS = 8 * 6
"""With six ordinary windows in one, nothing is cut off any more."""
A_STEP_LEAVES = 882_497
"""e to the power of minus an eighth, in millionths."""
LOST_PERCENTS = (33, 300)
"""Of the odds that the five-hour limit takes an hour, by the hours that a reader says it takes, since nobody keeps
count; or by the share of windows in logs that look full, which by the rule above is the share that is cut off. Every
ratio between is as likely: our assumption."""
LEAST_TOLD = 30
"""Minutes a week: who types no hours may lose up to so many."""
LEAST_OPEN = 4
"""Above what is known at least, windows reach at least so many times as much."""


@cache
def _cuts() -> tuple[int, ...]:
    """Return what is cut off at each step, falling to nothing."""
    found = [MILLION]
    for _ in range(STEPS - 1):
        found.append(found[-1] * A_STEP_LEAVES // MILLION)
    return (*found, 0)


def cut(holds: int) -> int:
    """Return the share that is cut off by a window that holds so much of an ordinary one, both in millionths.

    >>> cut(0), cut(6 * MILLION)
    (1000000, 0)
    """
    return _between(_cuts(), holds)


def _between(steps: Sequence[int], holds: int) -> int:
    """Return what stands at so much of an ordinary window, of which there is one value for each step."""
    place, rest = divmod(holds, STEP)
    return 0 if place >= STEPS else steps[place] - (steps[place] - steps[place + 1]) * rest // STEP


def holding(share: int) -> int:
    """Return how much of an ordinary window one holds that cuts off this share, both in millionths.

    >>> all(abs(cut(holding(share)) - share) < 9 for share in (1000, 50_000, 400_000))
    True
    """
    cuts = _cuts()
    place = min(bisect_left(cuts, -share, key=int.__neg__), STEPS)
    if not place:
        return 0
    above, below = cuts[place - 1], cuts[place]
    return (place - 1) * STEP + STEP * (above - max(share, below)) // (above - below)


def of_pro(case: Case, worlds: Worlds, catalog: Catalog) -> list[int] | None:
    """Return how much of the reader's ordinary window Pro's holds in each world, in millionths.

    Returns:
        None where nothing is known of it, and where windows were measured, see `Case.window`.
    """
    if case.measured:
        return None
    if case.short_hours is None and not worlds.assumed and case.demand.route != "logs":
        return None
    session = int((case.plan.session_vs_pro or 1) * MILLION)
    if case.plan.five_hour_window.startswith("no"):
        return _published(case, worlds, catalog, 1)
    _, window, lost = case.least
    least = window * case.demand.windows_per_week // case.demand.mean_meter
    if case.short_hours is not None:
        wanted = max(sum(each.minutes for each in case.demand.weeks) // len(case.demand.weeks), 1)
        lost = int(case.short_hours * MINUTES_OF_HOUR * MILLION / wanted)
        least = max(least, holding(LEAST_TOLD * MILLION // wanted))
    if lost:
        low, high = (percent * MILLION // 100 for percent in LOST_PERCENTS)
        shares = (_at_odds(lost, geometric(low, high, place)) for place in worlds.short_places)
        return [holding(share) * MILLION // session for share in shares]
    return _published(case, worlds, catalog, max(least * MILLION // session, 1))


def said(case: Case, catalog: Catalog, *, assumed: bool) -> str | None:
    """Say what is taken of the five-hour limit of the reader's plan; None where it has none, and nothing is taken.

    Args:
        case: The question.
        catalog: Knows what was published.
        assumed: Whether nothing is known of the week.
    """
    if case.plan.five_hour_window.startswith("no"):
        return None
    if case.window(case.plan) is not None:
        return "The five-hour limit was measured in your files; other plans by their published multiple."
    if case.short_hours is not None:
        return (
            f"The five-hour limit takes {counted(case.short_hours, 'hour')} of work a week; other plans by their"
            " published multiple in five hours."
        )
    if not assumed and case.demand.route != "logs":
        return "What the five-hour limit takes from you is not in the blocked hours: you have not said."
    if case.least[2]:
        return "What the five-hour limit takes is told by the windows in your logs that look full; our assumption."
    low, high = (
        money.show_share(catalog.facts[f"plan_limits.five_hours.of_week.{end}"].number).replace(".0%", "%")
        for end in ("low", "high")
    )
    return (
        f"What the five-hour limit takes is assumed: on Pro five hours hold {low} to {high} of what a week holds, on"
        " other plans by their published multiples."
    )


def _at_odds(share: int, times: int) -> int:
    """Return the share whose odds are so many millionths of those of another: however high they are, some is left.

    >>> _at_odds(10_000, 2 * MILLION), _at_odds(500_000, 3 * MILLION)
    (19801, 750000)
    """
    odds = share * times
    return MILLION * odds // (odds + max(MILLION - share, 0) * MILLION)


def _published(case: Case, worlds: Worlds, catalog: Catalog, least: int) -> list[int]:
    """Return it by what is published of five hours and weeks, and by what the reader's plan holds a week.

    Args:
        case: See `of_pro`.
        worlds: See `of_pro`.
        catalog: See `of_pro`.
        least: What Pro's window is known to hold at least.
    """
    shares = (catalog.facts[f"plan_limits.five_hours.of_week.{end}"].number for end in ("low", "high"))
    low, high = (int(share * case.demand.windows_per_week) for share in shares)
    times = worlds.multiples(*vs_pro(case.plan, catalog))
    found = []
    for held, each, place in zip(worlds.holds or (), times, worlds.five_places, strict=True):
        first, last = max(held * low // each, least), held * high // each
        found.append(geometric(first, max(last, first * LEAST_OPEN if least > 1 else first), place))
    return found


def open_shares(case: Case, plan: Plan, of_pro: Sequence[int] | None, growth: Sequence[int]) -> list[int] | None:
    """Return what the five-hour limit of a plan lets through of all work in each world, in millionths.

    Args:
        case: The question.
        plan: Any.
        of_pro: See the function of that name.
        growth: Use in each world against the use of the evidence, in millionths.

    Returns:
        None where nothing is known of it, or the plan has no such limit.
    """
    if of_pro is None or plan.five_hour_window.startswith("no"):
        return None
    session = int((plan.session_vs_pro or 1) * MILLION)
    holds = [each * session // max(grown, 1) for each, grown in zip(of_pro, growth, strict=True)]
    cuts, beyond = _cuts(), _beyond_windows(case)
    lost = [sum(each) for each in zip(cuts, beyond, strict=True)] if beyond else cuts
    return [max(MILLION - _between(lost, each), 0) for each in holds]


def _beyond_windows(case: Case) -> tuple[int, ...]:
    """Return what a sliding limit cuts off beyond windows at each step, by the reader's own weeks, in millionths.

    Nothing where the limit does not slide, or where it is known what it takes: that is so under any rule.
    """
    slides = tuple(each.slide for each in case.demand.weeks if each.slide)
    if not slides or case.short_hours is not None or case.least[2]:
        return ()
    window = case.demand.mean_meter * MILLION // case.demand.windows_per_week
    return cut_beyond(slides, window, case.demand.mean_meter * len(case.demand.weeks))


@lru_cache(maxsize=8)
def cut_beyond(slides: tuple[Slide, ...], window: int, whole: int) -> tuple[int, ...]:
    """Return what a sliding limit cuts off beyond windows at each step, in millionths of all use.

    Kept, since every plan needs it.

    Args:
        slides: Of each week.
        window: What an ordinary window holds.
        whole: All use.
    """
    limits = (step * STEP * window // MILLION for step in range(STEPS + 1))
    return tuple(sum(each.at(limit) for each in slides) * MILLION // whole for limit in limits)
