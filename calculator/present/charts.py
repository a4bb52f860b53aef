"""Charts as Vega-Lite specs. Colours that must follow the page are `currentColor`; the rest carry direct labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.decision import cents

if TYPE_CHECKING:
    from decimal import Decimal

    from calculator.decision import Estimate
    from calculator.options import Option

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH, HEIGHT = 300, 180
API_COLOUR, FEE_COLOUR = "#d9730d", "#3b7dd8"
POINTS = 9
"""Points along the usage axis, from none to twice today's."""

CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": "system-ui, sans-serif",
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "tickColor": "currentColor",
        "domainColor": "currentColor",
        "gridColor": "#88888833",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "text": {"fontSize": 12, "color": "currentColor"},
    "view": {"stroke": None},
}


def break_even(estimate: Estimate) -> dict[str, Any]:
    """Return what the API and the flat fees cost as usage grows from none to twice the scenario's."""
    api = estimate.option("api")
    flat = [option for name in ("stay", "next_plan") if (option := estimate.option(name)) is not None]
    band = (
        [
            {"usage": _share(step), "low": _scaled(api.low, step), "high": _scaled(api.high, step)}
            for step in range(POINTS)
        ]
        if api
        else []
    )
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": HEIGHT,
        "config": CONFIG,
        "description": read_break_even(estimate),
        "layer": [_band(band), *(_fee(option) for option in flat)],
    }


def read_break_even(estimate: Estimate) -> str:
    """Return the chart in one sentence."""
    api, stay = estimate.option("api"), estimate.option("stay")
    if api is None or stay is None or not api.low:
        return "Without usage the API costs nothing."
    low, high = money.ratio(stay.low, api.high), money.ratio(stay.low, api.low)
    first, last = (money.plain(money.two_figures(value * 100)) for value in (low, high))
    share = first if first == last else f"{first}–{last}"
    return f"At {share}% of this usage, the API costs what you pay now."


def _band(values: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "data": {"values": values, "format": {"parse": {"usage": "number", "low": "number", "high": "number"}}},
        "layer": [
            {
                "mark": {"type": "area", "color": API_COLOUR, "opacity": 0.35},
                "encoding": {"x": _usage(), "y": _dollars("low", "US dollars a month"), "y2": {"field": "high"}},
            },
            {
                "transform": [{"filter": "datum.usage == 1.5"}],
                "mark": {"type": "text", "align": "right", "dy": -6, "dx": -6, "fontWeight": "bold"},
                "encoding": {"x": _usage(), "y": {"field": "high", "type": "quantitative"}, "text": {"value": "API"}},
            },
        ],
    }


def _fee(option: Option) -> dict[str, Any]:
    name = option.name.removeprefix("Stay on ").removeprefix("Move up to ").removesuffix(" and wait")
    return {
        "data": {"values": [{"usd": cents(option.low), "name": name}], "format": {"parse": {"usd": "number"}}},
        "layer": [
            {
                "mark": {"type": "rule", "color": FEE_COLOUR, "strokeWidth": 2},
                "encoding": {"y": {"field": "usd", "type": "quantitative"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dy": -6, "dx": 4},
                "encoding": {
                    "x": {"value": 0},
                    "y": {"field": "usd", "type": "quantitative"},
                    "text": {"field": "name"},
                },
            },
        ],
    }


def _usage() -> dict[str, Any]:
    return {
        "field": "usage",
        "type": "quantitative",
        "axis": {"title": "Times this usage", "values": [0, 0.5, 1, 1.5, 2], "grid": False},
    }


def _dollars(field: str, title: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"zero": True},
        "axis": {"title": title, "format": "$,.0f", "tickCount": 4},
    }


def _share(step: int) -> str:
    return money.plain(money.ratio(step * 2, POINTS - 1))


def _scaled(amount: Decimal, step: int) -> str:
    return cents(money.ratio(amount * step * 2, POINTS - 1))
