"""What the backtest by simulation found, as a chart and a table."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.present.charts import API_COLOUR, CONFIG, FEE_COLOUR, SCHEMA, WIDTH
from calculator.present.environment import render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

AIM = (75, 85)
"""Percent of the truths that an 80% interval shall hold."""
PARTS = ("ranges", "choices", "groups", "world")
ROW_HEIGHT = 26
ROUTES = {"described": "A described day", "typed": "An amount from /usage", "logs": "Logs"}
NAMES = {"described": "Described", "typed": "/usage", "logs": "Logs"}
"""The same, for the rows of a table."""
EVIDENCE = {
    "none": "no evidence",
    "wall": "the day of the limit",
    "never": "never blocked",
    "percent": "percentage used",
    "rate_limits": "status line JSON",
    "usage_history": "usage history JSON",
    "messages": "limit messages",
}
SERIES = (
    ("api_usd", "API dollars", "circle", API_COLOUR),
    ("stay_hours", "Blocked hours", "square", FEE_COLOUR),
)
"""What the chart shows: member of a cell, its name, mark and colour."""


def backtest(text: str, part: str, draw: Callable[[dict[str, Any]], str]) -> str:
    """Return a part of the result of a backtest.

    Args:
        text: The JSON that `python -m tests.simulation` writes.
        part: `ranges` (the chart and how often ranges hold), `choices` (what following the verdict costs), `groups`
            (both by what the calculator is not told) or `world` (what was simulated).
        draw: Turns a Vega-Lite spec into SVG text.

    Raises:
        ValueError: When the text is no result of a simulation, or there is no such part.
    """
    found = json.loads(text, parse_float=Decimal)
    if found.get("simulation") is not True:
        message = "this is no result of a simulation"
        raise ValueError(message)
    if part not in PARTS:
        message = f"a backtest has the parts {', '.join(PARTS)}, not {part!r}"
        raise ValueError(message)
    chart = coverage_chart(found)
    return render(
        "backtest.html",
        found=found,
        part=part,
        aim=AIM,
        chart=draw(chart),
        reading=chart["description"],
        names=NAMES,
        evidence=EVIDENCE,
        percent=percent,
        whole=whole,
    )


def percent(value: Decimal | int | None) -> str:
    """Return a percentage as it is shown: whole from ten on, for nothing measured a dash.

    >>> percent(Decimal("4.25")), percent(Decimal("1281.5")), percent(None)
    ('4.3%', '1,282%', '–')
    """
    if value is None:
        return "–"
    number = Decimal(value)
    if abs(number) >= 10:  # noqa: PLR2004  # two figures are enough
        return f"{int(whole(number)):,}%"
    return f"{money.plain(number.quantize(Decimal('0.1'), context=money.ROUNDED))}%"


def whole(value: Decimal | int) -> str:
    """Return a percentage without its sign, to the whole.

    >>> whole(Decimal("8.6"))
    '9'
    """
    return money.plain(Decimal(value).quantize(Decimal(1), context=money.ROUNDED))


def coverage_chart(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return how many truths lie inside each range, by what the reader shows, as a Vega-Lite spec."""
    return {
        "$schema": SCHEMA,
        "config": {**CONFIG, "legend": {"labelColor": "currentColor", "labelFontSize": 12, "symbolSize": 80}},
        "description": _reading(found),
        "padding": {"left": 12, "right": 5, "top": 5, "bottom": 5},
        "spacing": 6,
        "vconcat": [_panel(route, [cell for cell in found["cells"] if cell["route"] == route]) for route in ROUTES],
    }


def _reading(found: Mapping[str, Any]) -> str:
    held = [(name, found["all"][key]["inside"]) for key, name, _, _ in SERIES if found["all"][key]]
    said = " and ".join(f"{percent(inside)} of the true {_lower(name)}" for name, inside in held)
    return f"Over all simulated readers the ranges hold {said}; the band marks {AIM[0]} to {AIM[1]}%."


def _lower(name: str) -> str:
    return name if name[:3].isupper() else name.lower()


def _panel(route: str, cells: list[Mapping[str, Any]]) -> dict[str, Any]:
    points = [
        {"cell": EVIDENCE[cell["evidence"]], "inside": money.plain(Decimal(cell[key]["inside"])), "what": name}
        for cell in cells
        for key, name, _, _ in SERIES
        if cell[key]
    ]
    title = {"text": ROUTES[route], "anchor": "start", "color": "currentColor", "fontSize": 12}
    return {
        "width": WIDTH * 2 // 3,
        "height": ROW_HEIGHT * len(cells),
        "title": title,
        "layer": [_aim(), _points(points, [EVIDENCE[cell["evidence"]] for cell in cells])],
    }


def _aim() -> dict[str, Any]:
    return {
        "data": {"values": [{"low": AIM[0], "high": AIM[1]}]},
        "mark": {"type": "rect", "color": "#888888", "opacity": 0.25},
        "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
    }


def _points(points: list[dict[str, str]], order: list[str]) -> dict[str, Any]:
    names, shapes, colours = ([each[place] for each in SERIES] for place in range(1, 4))
    legend = {"title": None, "orient": "top"}
    axis = {"title": "Percent of true values inside", "values": [0, 25, 50, 75, 100], "grid": True}
    return {
        "data": {"values": points, "format": {"parse": {"inside": "number"}}},
        "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
        "encoding": {
            "x": {"field": "inside", "type": "quantitative", "scale": {"domain": [0, 100]}, "axis": axis},
            "y": {"field": "cell", "type": "nominal", "scale": {"domain": order}, "axis": {"title": None}},
            "color": {
                "field": "what",
                "type": "nominal",
                "scale": {"domain": names, "range": colours},
                "legend": legend,
            },
            "shape": {
                "field": "what",
                "type": "nominal",
                "scale": {"domain": names, "range": shapes},
                "legend": legend,
            },
        },
    }
