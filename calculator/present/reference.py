"""Reference tables that the docs draw from the catalog at build time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import dates, money
from calculator.mix import blended, current_model, preset_shares
from calculator.present.environment import render
from calculator.present.figures import shown, unit_beside
from calculator.present.price_chart import newest_prices, price_chart
from calculator.present.tables import RATES
from calculator.published_day import MODELS_THEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from calculator.catalog import Catalog, Fact, Model

TIERS = (("start", "Start"), ("build", "Build"), ("scale", "Scale"))
GROUPS = (("others", "most models"), ("fable", "Fable"))
PER_MINUTE = (("rpm", "Requests"), ("itpm", "Input tokens"), ("otpm", "Output tokens"))
FAMILIES = ("fable", "opus", "sonnet", "haiku")


class Preset(NamedTuple):
    """A published day and what becomes of it."""

    name: str
    fact: Fact
    models_then: tuple[str, ...]
    """Names of the models that it may have been measured on."""
    dearest: Decimal
    """US dollars per million tokens of the published mix, on the dearest of those models."""
    cheapest: Decimal

    @property
    def tokens(self) -> tuple[int, int]:
        """Whole tokens that the day bought, fewest and most."""
        fewest, most = (money.ratio(self.fact.number, rate) for rate in (self.dearest, self.cheapest))
        return int(fewest.scaleb(6)), int(most.scaleb(6))


def history(catalog: Catalog, family: str, on: date, draw: Callable[[dict[str, Any]], str]) -> str:
    """Return every dated price of a family's models, newest first, and a chart of what its newest model cost.

    Args:
        catalog: The dated prices.
        family: `opus`, `sonnet`, `haiku`, `fable` or `mythos`.
        on: The last day of the chart.
        draw: Turns a Vega-Lite spec into SVG text.

    Raises:
        LookupError: When no model of that family has a price.
    """
    models = [model for model in catalog.models if model.family == family]
    priced = [model for model in models if model.prices]
    if not priced:
        message = f"no model of the family {family!r} has a price"
        raise LookupError(message)
    changes = newest_prices(priced, on)
    return render(
        "history.html",
        models=models,
        family=family,
        rates=RATES,
        chart=draw(price_chart(changes, on)),
        changes=changes,
        changed=changed,
    )


def changed(model: Model, index: int, kind: str) -> bool:
    """Tell whether a rate differs from the one that the same model had before."""
    if not index:
        return False
    now, before = model.prices[index], model.prices[index - 1]
    return getattr(now.rates, kind) != getattr(before.rates, kind)


def facts(catalog: Catalog, prefixes: str) -> str:
    """Return the facts whose ids begin with some prefixes, each with its dates, standing and sources.

    Args:
        catalog: Where the facts stand.
        prefixes: Beginnings of ids up to a dot, or whole ids, one or more, in the order of the table.

    Raises:
        LookupError: When there is no prefix, or no fact for one.
    """
    found = [fact for prefix in prefixes.split() for fact in _beginning(catalog, prefix)]
    if not found:
        message = "no beginning of an id is named"
        raise LookupError(message)
    rows = [(fact, shown(fact.value, fact.unit), unit_beside(fact), validity(fact)) for fact in found]
    return render("facts.html", facts=rows, prefixes=prefixes)


def _beginning(catalog: Catalog, prefix: str) -> list[Fact]:
    found = [fact for name, fact in catalog.facts.items() if name == prefix or name.startswith(f"{prefix}.")]
    if not found:
        message = f"no fact begins with {prefix!r}"
        raise LookupError(message)
    return found


def validity(fact: Fact) -> str:
    """Return when a fact held, in words; empty when no date is known."""
    if fact.valid_from and fact.valid_until:
        return f"{dates.show(fact.valid_from)} until {dates.show(fact.valid_until)}"
    if fact.valid_from:
        return f"since {dates.show(fact.valid_from)}"
    return f"until {dates.show(fact.valid_until)}" if fact.valid_until else ""


def tiers(catalog: Catalog) -> str:
    """Return the API's tiers: the monthly cap of each, and its limits per minute by group of models."""
    rows = [
        (
            f"{name}, {group_name}",
            catalog.facts[f"limits.{tier}.usd_per_month"],
            [catalog.facts[f"limits.{tier}.{group}.{limit}"] for limit, _ in PER_MINUTE],
            group == GROUPS[0][0],
        )
        for tier, name in TIERS
        for group, group_name in GROUPS
    ]
    return render("tiers.html", rows=rows, limits=[f"{name} a minute" for _, name in PER_MINUTE], shown=shown)


def presets(catalog: Catalog, on: date) -> str:
    """Return how each published day becomes tokens, and what those cost today on one model of each family."""
    shares = preset_shares(catalog)
    factor = catalog.facts["tokenizer.new_over_old"].number
    today = [current_model(catalog, family, on) for family in FAMILIES]
    rows = []
    for name in MODELS_THEN:
        preset = _preset(catalog, name, shares, on)
        rows.append((preset, [_today(preset, factor, _blended(model, shares, on)) for model in today]))
    return render("presets.html", rows=rows, models=today, factor=factor)


def _preset(catalog: Catalog, name: str, shares: dict[str, Decimal], on: date) -> Preset:
    fact = catalog.facts[f"usage.{name}.usd_per_active_day"]
    then = [found for model in MODELS_THEN[name] if (found := catalog.find(model))]
    rates = [_blended(model, shares, on)[0] for model in then]
    names = tuple(model.name.removeprefix("Claude ") for model in then)
    return Preset(name=name, fact=fact, models_then=names, dearest=max(rates), cheapest=min(rates))


def _today(preset: Preset, factor: Decimal, rates: list[Decimal]) -> tuple[Decimal, Decimal]:
    """Return dollars a day, lowest and highest: with all prompts below a price step, and all above."""
    usd = money.times(preset.fact.number, factor)
    # Divided last: what is exact stays exact, so that rounding outwards does not move it.
    low, high = (money.times(usd, rate) for rate in (rates[0], rates[-1]))
    return money.ratio(low, preset.dearest), money.ratio(high, preset.cheapest)


def _blended(model: Model, shares: dict[str, Decimal], on: date) -> list[Decimal]:
    """Return dollars per million tokens of a mix, at the rates of each price step."""
    price = model.price_on(on)
    if price is None:
        message = f"no price of {model.name} on {on.isoformat()}"
        raise LookupError(message)
    return [blended(rates, shares) for rates in (price.rates, *(step.rates for step in price.steps))]
