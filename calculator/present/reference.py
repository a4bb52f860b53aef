"""Reference tables and worked examples that the docs draw from the catalog at build time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator import dates, worked
from calculator.billing import bill
from calculator.present import charts
from calculator.present.environment import render
from calculator.present.figures import shown
from calculator.present.tables import RATES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from calculator.catalog import Catalog, Fact

KIND_NAMES = {**dict(RATES), "web_search": "Web searches"}


def history(catalog: Catalog, family: str, on: date, draw: Callable[[dict[str, Any]], str]) -> str:
    """Return every dated price of a family's models, newest first, and a chart of their output prices.

    Args:
        catalog: The dated prices.
        family: `opus`, `sonnet`, `haiku`, `fable` or `mythos`.
        on: The last day of the chart.
        draw: Turns a Vega-Lite spec into SVG text.

    Raises:
        LookupError: When no model of that family has a price.
    """
    models = [model for model in catalog.models if model.family == family and model.prices]
    if not models:
        message = f"no model of the family {family!r} has a price"
        raise LookupError(message)
    spec = charts.history(models, on)
    return render(
        "history.html", models=models, family=family, rates=RATES, chart=draw(spec), reading=spec["description"]
    )


def facts(catalog: Catalog, prefix: str) -> str:
    """Return the facts whose id begins with `prefix`, each with its dates, standing and sources.

    Raises:
        LookupError: When there is none.
    """
    found = [fact for name, fact in catalog.facts.items() if name == prefix or name.startswith(f"{prefix}.")]
    if not found:
        message = f"no fact begins with {prefix!r}"
        raise LookupError(message)
    return render("facts.html", facts=[(fact, shown(fact.value, fact.unit), validity(fact)) for fact in found])


def validity(fact: Fact) -> str:
    """Return when a fact held, in words; empty when no date is known."""
    if fact.valid_from and fact.valid_until:
        return f"{dates.show(fact.valid_from)} until {dates.show(fact.valid_until)}"
    if fact.valid_from:
        return f"since {dates.show(fact.valid_from)}"
    return f"until {dates.show(fact.valid_until)}" if fact.valid_until else ""


def example_bill(catalog: Catalog, text: str, on: date) -> str:
    """Return the bill of an example response line by line: tokens times rate, and the rule that chose the rate.

    Raises:
        ValueError: When the example cannot be read or has no price.
    """
    found = bill(worked.response(text, on), catalog)
    if not found.priced:
        raise ValueError(found.tariff.rule)
    return render("bill.html", bill=found, model=found.tariff.model, names=KIND_NAMES)
