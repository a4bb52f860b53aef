"""Charts as Vega-Lite specs. Colours that must follow the page are `currentColor`; the rest carry direct labels."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH, HEIGHT = 300, 180
LINES_WIDTH = 200
"""Lines end in labels, which take the rest of the width: on a phone all text of a chart shrinks with it."""
API_COLOUR, FEE_COLOUR = "#d9730d", "#3b7dd8"
GREY = "#808080"

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A chart with its sentence and its table."""

    id: str
    title: str
    caption: str
    spec: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def base(description: str) -> dict[str, Any]:
    """Return what every chart has."""
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": HEIGHT,
        "config": CONFIG,
        "description": description,
    }


def lines(  # noqa: PLR0913  # the parts of one chart
    description: str,
    series: Mapping[str, Sequence[tuple[str, str]]],
    colours: Mapping[str, str],
    x: Mapping[str, Any],
    *,
    title: str,
    band: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """Return lines with a label at the end of each.

    Args:
        description: The chart in one sentence.
        series: Name -> points, as text: x and dollars.
        colours: Name -> colour; the others are grey.
        x: The encoding of the horizontal axis, of the field `x`.
        title: Of the dollars.
        band: The reader's own part of the axis, drawn behind.
    """
    values = [{"x": at, "usd": usd, "name": name} for name, points in series.items() for at, usd in points]
    scale = {"domain": list(series), "range": [colours.get(name, GREY) for name in series]}
    colour = {"field": "name", "type": "nominal", "legend": None, "scale": scale}
    parse = {"format": {"parse": {"usd": "number", **({"x": "number"} if x["type"] == "quantitative" else {})}}}
    layers: list[dict[str, Any]] = [] if band is None else [_band(band, x)]
    layers += [
        {
            "data": {"values": values, **parse},
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {"x": dict(x), "y": dollars("usd", title), "color": colour},
        },
    ]
    layers += [
        {
            "data": {"values": [{"x": points[-1][0], "usd": points[-1][1], "name": name}], **parse},
            "mark": {"type": "text", "align": "left", "dx": 5, "dy": shift, "baseline": "middle"},
            "encoding": {
                "x": dict(x),
                "y": {"field": "usd", "type": "quantitative"},
                "text": {"field": "name"},
                "color": colour,
            },
        }
        for (name, points), shift in zip(series.items(), _apart(series), strict=True)
    ]
    return {**base(description), "width": LINES_WIDTH, "layer": layers}


LABEL_HEIGHT = 14
"""Labels nearer to each other than so many pixels would overlap."""


def _apart(series: Mapping[str, Sequence[tuple[str, str]]]) -> list[int]:
    most = max(Decimal(usd) for points in series.values() for _, usd in points)
    return apart([Decimal(points[-1][1]) for points in series.values()], most)


def apart(amounts: Sequence[Decimal], most: Decimal, height: int = HEIGHT) -> list[int]:
    """Return by how many pixels each label must move down so that none covers another.

    Args:
        amounts: Dollars at which the labels would stand.
        most: Dollars at the top of the chart.
        height: Pixels from there to no dollars.
    """
    ends = [height - int(amount * height / (most or 1)) for amount in amounts]
    places = ends.copy()
    downwards = sorted(range(len(ends)), key=lambda each: (ends[each], each))
    free = -height
    for index in downwards:
        places[index] = max(places[index], free)
        free = places[index] + LABEL_HEIGHT
    free = height - LABEL_HEIGHT // 2  # below, it would touch the axis
    for index in reversed(downwards):
        places[index] = min(places[index], free)
        free = places[index] - LABEL_HEIGHT
    return [place - end for place, end in zip(places, ends, strict=True)]


def _band(band: tuple[str, str], x: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": [{"x": band[0], "end": band[1]}], "format": {"parse": {"x": "number", "end": "number"}}},
        "mark": {"type": "rect", "color": GREY, "opacity": 0.18},
        "encoding": {"x": dict(x), "x2": {"field": "end"}},
    }


def bars(description: str, values: Sequence[tuple[str, str]], title: str) -> dict[str, Any]:
    """Return one bar for each name, with its value above it."""
    rows = [{"x": name, "value": value} for name, value in values]
    x = {"field": "x", "type": "nominal", "sort": None, "axis": {"title": None, "labelAngle": 0}}
    y = {"field": "value", "type": "quantitative", "scale": {"zero": True}, "axis": {"title": title, "tickCount": 4}}
    return {
        **base(description),
        "data": {"values": rows, "format": {"parse": {"value": "number"}}},
        "layer": [
            {"mark": {"type": "bar", "color": FEE_COLOUR}, "encoding": {"x": x, "y": y}},
            {
                "mark": {"type": "text", "dy": -7},
                "encoding": {"x": x, "y": y, "text": {"field": "value", "type": "quantitative"}},
            },
        ],
    }


def band_over_time(description: str, points: Sequence[tuple[str, str, str, str]], title: str) -> dict[str, Any]:
    """Return a range that grows with the days of a month: day, low, middle and high of each point, as text."""
    values = [{"x": day, "low": low, "usd": mid, "high": high} for day, low, mid, high in points]
    x = {
        "field": "x",
        "type": "quantitative",
        "axis": {"title": "Day of the month", "tickCount": 5, "grid": False},
        "scale": {"nice": False},
    }
    parse = {"parse": dict.fromkeys(("x", "low", "usd", "high"), "number")}
    return {
        **base(description),
        "data": {"values": values, "format": parse},
        "layer": [
            {
                "mark": {"type": "area", "color": API_COLOUR, "opacity": 0.3},
                "encoding": {"x": x, "y": dollars("low", title), "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "color": API_COLOUR, "strokeWidth": 2.5},
                "encoding": {"x": x, "y": dollars("usd", title)},
            },
        ],
    }


def dollars(field: str, title: str) -> dict[str, Any]:
    """Return a vertical axis of whole dollars from zero."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"zero": True},
        "axis": {"title": title, "format": "$,.0f", "tickCount": 4},
    }
