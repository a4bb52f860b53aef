"""Dollars against blocked hours: what there is to choose from where the reader names no price of a blocked hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.present import charts
from calculator.present.charts import Plot
from calculator.told import hours, micro_cents
from calculator.verdict import show_hours

if TYPE_CHECKING:
    from calculator.estimate import Estimate
    from calculator.option import Option

HOURS_TITLE = "Blocked hours a month"
HEIGHT = 260
"""Higher than other charts, since several options block nothing and stand above each other."""


def frontier(found: Estimate) -> Plot:
    """Return the chart of every option whose blocked hours are known; at least one."""
    known = [option for option in found.options if option.blocked_range is not None]
    caption = (
        "Each way to pay by its dollars and its blocked hours: the middle month, and bars over the middle 80%. Those"
        " with a dot are beaten by no other in both; lower and further left is better."
    )
    return Plot(
        id="chart-frontier",
        title="Dollars against blocked hours",
        caption=caption,
        spec=_spec(caption, known, found),
        columns=("Way to pay", "Dollars a month", HOURS_TITLE, "Beaten or equalled"),
        rows=tuple(
            (
                option.name,
                money.show_range(option.low, option.high),
                show_hours(option.blocked_range),
                "no" if option.id in found.choice.frontier else "yes",
            )
            for option in known
            if option.blocked_range is not None
        ),
    )


def _spec(caption: str, known: list[Option], found: Estimate) -> dict[str, Any]:
    values = [_value(option, kept=option.id in found.choice.frontier) for option in known]
    names = ("usd", "usd_low", "usd_high", "hours", "hours_low", "hours_high")
    data = {"values": values, "format": {"parse": dict.fromkeys(names, "number")}}
    x = {
        "field": "hours",
        "type": "quantitative",
        "scale": {"zero": True},
        "axis": {"title": HOURS_TITLE, "tickCount": 5},
    }
    y = charts.dollars("usd", "US dollars a month")
    kept = {"domain": ["yes", "no"], "range": [charts.API_COLOUR, charts.GREY]}
    colour = {"field": "kept", "type": "nominal", "legend": None, "scale": kept}
    ends_x = {"x": {**x, "field": "hours_low"}, "x2": {"field": "hours_high"}}
    ends_y = {"y": {**y, "field": "usd_low"}, "y2": {"field": "usd_high"}}
    rule = {"type": "rule", "strokeWidth": 2, "opacity": 0.6}
    labels = [
        {
            "data": {**data, "values": [value]},
            "mark": {"type": "text", "align": "left", "dx": 8, "dy": shift - 4, "baseline": "bottom"},
            "encoding": {"x": x, "y": y, "text": {"field": "name"}, "color": colour},
        }
        for value, shift in zip(values, _shifts(known), strict=True)
    ]
    shape = {"field": "kept", "type": "nominal", "legend": None, "scale": {**kept, "range": ["circle", "cross"]}}
    return {
        **charts.base(caption),
        "height": HEIGHT,
        "data": data,
        "layer": [
            {"mark": rule, "encoding": {"y": y, **ends_x, "color": colour}},
            {"mark": rule, "encoding": {"x": x, **ends_y, "color": colour}},
            {
                "mark": {"type": "point", "filled": True, "size": 60},
                "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
            },
            *labels,
        ],
    }


def _shifts(known: list[Option]) -> list[int]:
    """Return by how many pixels each label moves down: those at no hours must not cover each other, nor the others."""
    most = max(option.high for option in known)
    free = {option.id for option in known if option.blocked_range is not None and not option.blocked_range.mid}
    found: dict[str, int] = {}
    for group in ([each for each in known if each.id in free], [each for each in known if each.id not in free]):
        if group:
            moved = charts.apart([each.mid for each in group], most, HEIGHT)
            found |= {each.id: shift for each, shift in zip(group, moved, strict=True)}
    return [found[option.id] for option in known]


def _value(option: Option, *, kept: bool) -> dict[str, str]:
    """Return an option's point and the ends of its bars, as text."""
    blocked = option.blocked_range or option.range
    usd = (micro_cents(amount) for amount in option.range)
    low, mid, high = (hours(minutes) for minutes in blocked)
    return {
        "name": option.short,
        "kept": "yes" if kept else "no",
        **dict(zip(("usd_low", "usd", "usd_high"), usd, strict=True)),
        "hours_low": low,
        "hours": mid,
        "hours_high": high,
    }


def read_prices(found: Estimate) -> str:
    """Return in one sentence what costs least in all, by the price of a blocked hour."""
    steps = found.by_hour_price
    names = [found.short(step.id) for step in steps]
    ends = [money.show_about(step.micro_usd) for step in steps[1:]]
    if not ends:
        return f"{names[0]} costs least in all, whatever a blocked hour costs you."
    parts = [f"{name} up to {end} an hour" for name, end in zip(names, ends, strict=False)]
    return f"Least in all by what a blocked hour costs you: {', '.join(parts)}, {names[-1]} above that."
