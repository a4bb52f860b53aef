"""The chart of a family's prices: what its newest model cost over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import dates, money
from calculator.present.charts import API_COLOUR, CONFIG, HEIGHT, SCHEMA, WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from calculator.catalog import Model

LOW = 5
"""A price below a fifth of the highest stands too near the axis for a label under it."""
PARSE = {"usd": "number", "day": "utc:'%Y-%m-%d'"}


class Change(NamedTuple):
    """The day on which the newest model of a family began to cost something else."""

    day: date
    usd: Decimal
    """Per million output tokens."""
    model: Model

    @property
    def name(self) -> str:
        """The model's name, short enough for a label."""
        return self.model.name.removeprefix("Claude ")


def price_chart(changes: Sequence[Change], on: date) -> dict[str, Any]:
    """Return as a Vega-Lite spec what a million output tokens of the newest model cost, until the day `on`."""
    values = [{"day": change.day.isoformat(), "usd": money.plain(change.usd)} for change in changes]
    values.append({"day": on.isoformat(), "usd": money.plain(changes[-1].usd)})
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": HEIGHT,
        "config": CONFIG,
        "description": reading(changes),
        "encoding": _axes(),
        "layer": [
            {
                "data": {"values": values, "format": {"parse": PARSE}},
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 4, "color": API_COLOUR},
            },
            *(_label(changes, index) for index in range(len(changes))),
        ],
    }


def newest_prices(models: Sequence[Model], on: date) -> list[Change]:
    """Return when the output price of the newest model changed, oldest first; not for models of unknown release.

    Args:
        models: Of one family, newest first.
        on: The last day that counts.

    Raises:
        LookupError: When no price has a first day until then.
    """
    found: list[Change] = []
    superseded = None
    for model in models:
        for price in reversed(model.prices):
            day = price.valid_from or model.released
            if day and day <= on and (superseded is None or day < superseded):
                found.append(Change(day, price.rates.output, model))
        superseded = model.released or superseded
    if not found:
        message = f"no price has a first day until {on.isoformat()}"
        raise LookupError(message)
    found.reverse()
    return [change for index, change in enumerate(found) if not index or change.usd != found[index - 1].usd]


def reading(changes: Sequence[Change]) -> str:
    """Return the chart in one sentence."""
    steps = [f"{money.show_price(change.usd)} from {dates.show(change.day)} ({change.name})" for change in changes]
    return f"A million output tokens of the newest model of this family cost {', '.join(steps)}."


def _axes() -> dict[str, Any]:
    days = {"title": None, "tickCount": 4, "format": "%b %Y", "labelOverlap": True, "labelSeparation": 12}
    dollars = {"title": "US dollars, output", "format": "$,.2~f", "tickCount": 4}
    return {
        "x": {"field": "day", "type": "temporal", "scale": {"type": "utc"}, "axis": days},
        "y": {"field": "usd", "type": "quantitative", "scale": {"zero": True}, "axis": dollars},
    }


def _label(changes: Sequence[Change], index: int) -> dict[str, Any]:
    """Return the price and model beside the line, below it after a cut, so that it stays clear of what was before."""
    change = changes[index]
    fell = index > 0 and change.usd < changes[index - 1].usd
    below = fell and change.usd * LOW > max(each.usd for each in changes)
    last = index == len(changes) - 1 and index > 0
    label = {
        "day": change.day.isoformat(),
        "usd": money.plain(change.usd),
        "text": f"{money.show_price(change.usd)} {change.name}",
    }
    place: dict[str, Any] = {"x": {"value": WIDTH}} if last else {}
    return {
        "data": {"values": [label], "format": {"parse": PARSE}},
        "mark": {
            "type": "text",
            "align": "right" if last else "left",
            "dx": 0 if last else 4,
            "dy": 16 if below else -10,
        },
        "encoding": {**place, "text": {"field": "text"}},
    }
