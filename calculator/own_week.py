"""The weekly limit of a single model, beside that of all: what it holds, and what it kept out of the logs.

Some accounts have one. It is measured as the week of all is, by the use of that model's family alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from calculator import gaps
from calculator.capacity import Bound
from calculator.forecast import MILLION
from calculator.measured import Meter, evidence
from calculator.seen import OwnWeek
from calculator.sources.plan_usage import ALL, MODEL_WEEK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.gaps import Gap
    from calculator.history import History
    from calculator.sources.plan_usage import Shown
    from calculator.windows import Rules


def told(shown: Iterable[Shown]) -> OwnWeek | None:
    """Return how many weeks reached the limit of a single model; None where nothing tells of such a limit."""
    of_a_model = [each for each in shown if each.window == MODEL_WEEK]
    if not of_a_model:
        return None
    return OwnWeek(walls=len({each.resets_at or each.at for each in of_a_model if each.percent >= ALL}))


def of_logs(  # noqa: PLR0913  # the logs in their two forms
    shown: Sequence[Shown], past: History, wanted: History, rules: Rules, catalog: Catalog, *, on: date
) -> tuple[OwnWeek | None, History]:
    """Return the week of the family whose limit stops most, and the logs with what it kept out of them.

    Args:
        shown: Percentages from files and messages.
        past: What the plan counts of logs, on which the week is measured.
        wanted: The same logs with what the limits of all models kept out.
        rules: Name what the plan is taken to count.
        catalog: Tells how limits have changed since.
        on: The day for which the plan is measured.
    """
    of_a_model = tuple(each for each in shown if each.window == MODEL_WEEK)
    own = told(of_a_model)
    if own is None:
        return None, wanted

    def found() -> tuple[OwnWeek, History]:
        first = _first_used_up(of_a_model, past, rules.meter, catalog, on)
        if first is None:
            return own, wanted
        family, holds = first
        mine = [each for each in of_a_model if each.family == family]
        if _goes_on(wanted, gaps.joined(gaps.stretches(mine, wanted, (MODEL_WEEK,))), family):
            return replace(own, family=family, goes_on=True), wanted
        kept_out = gaps.of_shown(mine, wanted, (MODEL_WEEK,), family)
        return replace(own, family=family, holds=holds), gaps.filled(wanted, kept_out, family)

    return wanted.once(found, "own_week", of_a_model, rules.meter, on)


def _first_used_up(
    shown: Sequence[Shown], past: History, meter: str, catalog: Catalog, on: date
) -> tuple[str, tuple[int, int]] | None:
    """Return the family of which most of its week is used, and what that holds; None where none can be measured."""
    found = []
    for family in sorted({each.family for each in shown if each.family}) if past.uses else ():
        counted = Meter(past, meter, family)
        holds = _holds([each for each in shown if each.family == family], counted, catalog, on)
        if holds is not None:
            use = counted.between(past.first, past.last + timedelta(seconds=1))
            found.append((use * MILLION // max(sum(holds), 1), family, holds))
    return max(found)[1:] if found else None


def _holds(shown: Sequence[Shown], counted: Meter, catalog: Catalog, on: date) -> tuple[int, int] | None:
    """Return what all evidence allows, from and to; what contradicts the best is left out."""
    met: Bound | None = None
    for piece in evidence(shown, counted, catalog, on, MODEL_WEEK):
        bound = Bound(piece.low, piece.high)
        met = bound if met is None else met.meets(bound) or met
    return None if met is None else (met.low, met.top)


def _goes_on(past: History, stretches: Sequence[Gap], family: str) -> bool:
    """Tell whether other models took over while a family was stopped.

    If nobody did its work, the hours in which it usually works are missing; it is gone on with if less than half are.
    """
    usual = [use for gap in stretches for use in gaps.ordinary(past, gap, stretches)]
    hours, own = ({use.hour for use in uses} for uses in (usual, [use for use in usual if use.family == family]))
    worked = set().union(*(past.between(*gap).hours for gap in stretches))
    return bool(own) and 2 * (len(hours) - len(worked)) < len(own)
