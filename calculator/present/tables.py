"""The reference tables: prices, plans and sources, each figure with its date and a way to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.present.environment import render

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog, Model, Price, Rates

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
    """Return every source with its date, each under an anchor of its id."""
    return render("sources.html", sources=catalog.sources.values())


def _rows(model: Model, on: date) -> list[tuple[Model, Price, Rates, str]]:
    price = model.price_on(on)
    if price is None:
        return []
    if not price.steps:
        return [(model, price, price.rates, "")]
    first = price.steps[0].above_prompt_tokens
    return [
        (model, price, price.rates, f"prompt up to {first:,} tokens"),
        *((model, price, step.rates, f"prompt above {step.above_prompt_tokens:,} tokens") for step in price.steps),
    ]
