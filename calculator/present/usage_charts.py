"""Charts of what was read, as Vega-Lite specs: each day by model, and a calendar of days."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from calculator import dates, money
from calculator.present.charts import API_COLOUR, CONFIG, HEIGHT, SCHEMA, WIDTH
from calculator.results import monday
from calculator.told import cents

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from calculator.report import Sum
    from calculator.results import Results

COLOURS = (API_COLOUR, "#3b7dd8", "#2f9e6e", "#a45ec2", "#c2a000", "#888888")
"""One a model, the last for all others; each is told apart by the legend's words and by the table as well."""
OTHERS = "other models"
MOST_DAYS = 120
"""Bars beyond would be thinner than a line; a longer span is drawn by weeks."""
MOST_WEEKS = 26
"""Columns of the calendar that fit a phone."""
NAMED = 3
"""Models that the sentence names."""
LUMPS = "Some of it is told by the week, month or session and stands on one day of it."
FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = tuple(name[:3] for name in FULL)
LEAST_WHOLE = 5
"""Dollars a day from which whole ones say enough."""
SHORT_NAME = 18
"""Letters of a model's name of which two stand side by side above a chart."""
CELL = 11
"""Pixels of a calendar's cell."""

LEGEND = {
    "labelColor": "currentColor",
    "titleColor": "currentColor",
    "labelFontSize": 12,
    "orient": "top",
    "title": None,
    "labelLimit": WIDTH,
}
DAY_FORMAT = {"usd": "number", "day": "utc:'%Y-%m-%d'"}


def charts(found: Results) -> dict[str, dict[str, Any]]:
    """Return element id -> spec."""
    return {"chart-days": stacked(found), "chart-calendar": calendar(found)}


def by_weeks(found: Results) -> bool:
    """Tell whether the span is too long for a bar a day."""
    days = found.report.days
    return bool(days) and (max(days) - min(days)).days >= MOST_DAYS


def stacked(found: Results) -> dict[str, Any]:
    """Return dollars of each day, or of each week of a long span, stacked by model."""
    shown = list(found.report.models)[: len(COLOURS) - 1]
    names = [*shown, *([OTHERS] if len(found.report.models) > len(shown) else [])]
    weekly = by_weeks(found)
    sums: dict[tuple[date, str], Any] = {}
    for (day, model), part in found.by_model_and_day.items():
        key = (monday(day) if weekly else day), (model if model in shown else OTHERS)
        sums[key] = money.add(sums.get(key, money.ZERO), part.usd)
    values = [{"day": day.isoformat(), "model": model, "usd": cents(usd)} for (day, model), usd in sums.items()]
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": HEIGHT,
        "config": {**CONFIG, "legend": {**LEGEND, "columns": 2 if max(map(len, names)) <= SHORT_NAME else 1}},
        "description": read_days(found),
        "data": {"values": values, "format": {"parse": DAY_FORMAT}},
        "mark": {"type": "bar"},
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "timeUnit": "utcyearmonthdate",
                "axis": {"title": None, "tickCount": 4, "format": "%-d %b"},
            },
            "y": {
                "field": "usd",
                "type": "quantitative",
                "scale": {"zero": True},
                "axis": {
                    "title": f"US dollars a {'week' if weekly else 'day'}",
                    "format": _dollars(max(part.usd for part in found.report.days.values())),
                    "tickCount": 4,
                },
            },
            "color": {"field": "model", "scale": {"domain": names, "range": list(COLOURS[: len(names)])}},
        },
    }


def calendar(found: Results) -> dict[str, Any]:
    """Return a calendar of the last weeks: a column a week, a row a weekday, darker where a day was dearer."""
    days = found.report.days
    last = monday(max(days))
    first = last - timedelta(weeks=MOST_WEEKS - 1)
    values = [
        {"week": monday(day).isoformat(), "weekday": WEEKDAYS[day.weekday()], "usd": cents(part.usd)}
        for day, part in days.items()
        if day >= first
    ]
    weeks = [first + timedelta(weeks=number) for number in range(MOST_WEEKS)]
    return {
        "$schema": SCHEMA,
        "width": {"step": CELL},
        "height": {"step": CELL},
        "config": {**CONFIG, "legend": {**LEGEND, "gradientLength": 120, "tickCount": 3}},
        "description": read_calendar(found),
        "data": {"values": values, "format": {"parse": {"usd": "number"}}},
        "mark": {"type": "rect", "cornerRadius": 2, "stroke": "currentColor", "strokeOpacity": 0.3},
        "encoding": {
            "x": {
                "field": "week",
                "type": "ordinal",
                "scale": {"domain": [week.isoformat() for week in weeks], "paddingInner": 0.1},
                "axis": {
                    "title": None,
                    "labelAngle": 0,
                    "labelAlign": "left",
                    "labelExpr": "timeFormat(toDate(datum.value + 'T12:00'), '%b')",
                    "values": [week.isoformat() for week in weeks[:-1] if week.day <= len(WEEKDAYS)],
                    "domain": False,
                    "ticks": False,
                },
            },
            "y": {
                "field": "weekday",
                "type": "ordinal",
                "scale": {"domain": list(WEEKDAYS), "paddingInner": 0.1},
                "axis": {
                    "title": None,
                    "values": [WEEKDAYS[0], WEEKDAYS[2], WEEKDAYS[4]],
                    "domain": False,
                    "ticks": False,
                },
            },
            "color": {
                "field": "usd",
                "type": "quantitative",
                "scale": {"range": [f"{API_COLOUR}22", API_COLOUR], "domainMin": 0},
                "legend": {"format": _dollars(max(part.usd for part in days.values()))},
            },
        },
    }


def _dollars(most: Decimal) -> str:
    """Return the format of an axis that reaches so far."""
    return "$,.0f" if most >= LEAST_WHOLE else "$,.2f"


def read_days(found: Results) -> str:
    """Return the stacked chart in a sentence."""
    whole = found.report.total
    if not whole.usd:
        return "Nothing here has a price."
    day, dearest = max(found.report.days.items(), key=lambda item: item[1].usd)
    models = [f"{name} {_percent(part, whole)}" for name, part in islice(found.report.models.items(), NAMED)]
    said = f"Dearest day: {dates.show(day)}, {money.show_usd(dearest.usd)}." if found.selection.daily else LUMPS
    return f"{said} Of all dollars: {', '.join(models)}."


def read_calendar(found: Results) -> str:
    """Return the calendar in a sentence."""
    if not found.selection.daily:
        return LUMPS
    sums = [money.ZERO] * len(WEEKDAYS)
    for day, part in found.report.days.items():
        sums[day.weekday()] = money.add(sums[day.weekday()], part.usd)
    most = max(range(len(sums)), key=sums.__getitem__)
    return f"Most dollars fall on a {FULL[most]}: {money.show_usd(sums[most])} in all."


def _percent(part: Sum, whole: Sum) -> str:
    return f"{money.ratio(money.times(part.usd, 100), whole.usd).quantize(money.usd(1))}%"
