"""Single figures for running text, each with a way to its source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import dates, money
from calculator.case import choosable
from calculator.estimate import estimate
from calculator.present.citations import row
from calculator.present.environment import render
from calculator.scenario import parse

if TYPE_CHECKING:
    from calculator.catalog import Catalog, Fact, Plan, Price
    from calculator.scenario import Scenario

API_CREDITS = "api_credits.pay_for"
"""The fact whose source names the plans' API credits; a plan's own sources are those of its fee."""


def figure(catalog: Catalog, key: str, on: date) -> str:
    """Return one figure of the catalog, linked to its first source, or to the row of its sources if it is derived.

    Args:
        catalog: Where the figure stands.
        key: `checked`, `facts.ID`, `models.ID.RATE` or, with the name of an amount, `plans.ID.NAME`.
        on: The day whose price applies.

    Raises:
        LookupError: When there is no such figure, or its value is unknown.
    """
    if key == "checked":
        return dates.show(catalog.checked)
    kind, _, rest = key.partition(".")
    if kind == "facts":
        fact = catalog.facts[rest]
        return _render(key, shown(fact.value, fact.unit), fact, _place(fact))
    entry, _, name = rest.rpartition(".")
    if kind == "plans":
        plan = next((plan for plan in catalog.plans if plan.id == entry), None)
        value = getattr(plan, name, None)
        if plan is not None and isinstance(value, Decimal):
            cited = catalog.facts[API_CREDITS] if name == "api_credit_usd_per_month" else plan
            return _render(key, money.show_price(value), cited, _source(cited.sources))
    if kind == "models":
        model = catalog.find(entry)
        price = model.price_on(on) if model else None
        if price is not None:
            rate = getattr(price.rates, name)
            return _render(key, money.show_price(rate), price, _source(price.sources))
    message = f"the catalog holds no figure {key!r}"
    raise LookupError(message)


def estimate_figure(catalog: Catalog, request: str, on: date) -> str:
    """Return one figure of an example scenario, linked to the calculator that computes it.

    Args:
        catalog: Prices and published figures.
        request: `FRAGMENT | OPTION` for an option's dollars a month, as a range.
        on: The day whose prices apply.

    Raises:
        LookupError: When the scenario is damaged or has no such option.
    """
    fragment, _, name = (part.strip() for part in request.partition("|"))
    scenario = _scenario(catalog, fragment)
    option = estimate(scenario, catalog, on).option(name)
    if option is None:
        message = f"{fragment!r} has no option {name!r}"
        raise LookupError(message)
    return render("estimate_figure.html", option=option, fragment=scenario.fragment)


def verdict_figure(catalog: Catalog, fragment: str, on: date) -> str:
    """Return the verdict of an example scenario in its own words, linked to the calculator that computes it.

    Raises:
        LookupError: When the scenario is damaged.
    """
    scenario = _scenario(catalog, fragment)
    verdict = estimate(scenario, catalog, on).verdict
    return render("verdict_figure.html", verdict=verdict, fragment=scenario.fragment)


def _scenario(catalog: Catalog, fragment: str) -> Scenario:
    scenario, misread = parse(fragment, tuple(plan.id for plan in choosable(catalog)))
    if misread:
        raise LookupError(misread[0].sentence)
    return scenario


def _place(fact: Fact) -> str:
    """Return where a reader finds a fact: what is derived stands in none of its sources."""
    return row(fact) if fact.standing == "derived" else _source(fact.sources)


def _source(sources: tuple[str, ...]) -> str:
    return f"reference/sources/#{sources[0]}"


def _render(key: str, shown: str, entry: Fact | Plan | Price, place: str) -> str:
    return render("figure.html", key=key, shown=shown, place=place, standing=entry.standing, checked=entry.checked)


def shown(value: Decimal | date | str | None, unit: str) -> str:
    """Return a fact's value for a reader, with its unit where that is part of how a number is written."""
    if value is None:
        return "not published"
    if isinstance(value, Decimal):
        return _number(value, unit)
    return dates.show(value) if isinstance(value, date) else value


def unit_beside(fact: Fact) -> str:
    """Return what of a fact's unit stands behind its value; dollars and shares have their sign in it."""
    if fact.value is None or fact.unit in ("date", "text"):
        return ""
    return fact.unit.removeprefix("US dollars").removeprefix("share ").strip()


def _number(value: Decimal, unit: str) -> str:
    if unit.startswith("US dollars"):
        return money.show_price(value)
    if unit.startswith("share"):
        return f"{money.plain(money.times(value, 100))}%"
    return f"{int(value):,}" if value == value.to_integral_value() else money.plain(value)
