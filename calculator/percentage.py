"""The percentage of the week that a reader types, laid over the use that their logs hold since that week began."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator.gaps import A_WEEK, DAY
from calculator.measured import Meter, measured
from calculator.rises import SHOWN_MARGIN, Rise

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.history import History
    from calculator.measured import Measured
    from calculator.scenario import Scenario

ID = "used"
USE = "the use in your logs, as if you had read it right after the last response in them"


def percentage(scenario: Scenario, past: History, catalog: Catalog, on: date) -> Measured | None:
    """Return what the percentage says of the plan; None where none is typed, or the logs begin too late.

    It is taken to be of the moment after the last response. The days to the reset are as exact as they are typed: a
    whole number may be off by half a day.
    """
    if scenario.used is None or scenario.left is None:
        return None
    off = Decimal(1).scaleb(int(scenario.left.as_tuple().exponent)) / 2
    reset = past.last + _days(scenario.left)
    earliest, latest = (reset + _days(each) for each in (-off, off))
    if earliest - A_WEEK < past.first - DAY:
        return None
    counted, end = Meter(past, scenario.meter), past.last + timedelta(seconds=1)
    anchor = reset.weekday() if earliest.date() == latest.date() else None
    rise = Rise(ID, reset - A_WEEK, end, Decimal(scenario.used), SHOWN_MARGIN, anchor)
    least, most = (counted.between(moment - A_WEEK, end) for moment in (latest, earliest))
    found = measured(ID, [(least, most, rise)], catalog, on)
    return None if found is None else replace(found, use=USE)


def _days(count: Decimal) -> timedelta:
    return timedelta(seconds=int(count * int(DAY.total_seconds())))
