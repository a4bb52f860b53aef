"""The reference tables: prices, plans and sources, each figure with its date and a way to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import dates
from calculator.present.citations import citations
from calculator.present.environment import render

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog, Model, Price, Rates
    from calculator.present.citations import Citation

RATES = (
    ("input", "Input"),
    ("cache_write_5m", "Cache write, 5 minutes"),
    ("cache_write_1h", "Cache write, 1 hour"),
    ("cache_read", "Cache read"),
    ("output", "Output"),
)
"""Rates in the order in which a price table shows them."""


def price_table(catalog: Catalog, on: date) -> str:
    """Return the prices of all models on sale on that day, one row for each price step."""
    rows = [row for model in catalog.models if model.on_sale(on) for row in _rows(model, on)]
    return render("prices.html", rows=rows, rates=RATES, on=on, checked=catalog.checked, sources=catalog.sources)


def plan_table(catalog: Catalog) -> str:
    """Return the plans with their fees; what is not published says so."""
    return render("plans.html", plans=catalog.plans, sources=catalog.sources)


def source_list(catalog: Catalog) -> str:
    """Return every source with its date, what was taken from it and when that was checked, each under its id."""
    users = citations(catalog)
    rows = [(source, users[name], _checked(users[name])) for name, source in catalog.sources.items()]
    return render("sources.html", sources=rows)


def _checked(users: list[Citation]) -> str:
    days = [user.checked for user in users]
    return dates.show_span(min(days), max(days)) if days else ""


def _rows(model: Model, on: date) -> list[tuple[Model, Price, Rates, str, int]]:
    """Return each row with what it says of the prompt, and the shortest prompt that its step is for."""
    price = model.price_on(on)
    if price is None:
        return []
    if not price.steps:
        return [(model, price, price.rates, "", 0)]
    lengths = [step.above_prompt_tokens for step in price.steps]
    return [
        (model, price, price.rates, f"prompt up to {lengths[0]:,} tokens", 0),
        *(
            (model, price, step.rates, f"prompt above {length:,} tokens", length + 1)
            for step, length in zip(price.steps, lengths, strict=True)
        ),
    ]
