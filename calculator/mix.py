"""What a mix of models and token kinds costs: the published split of tokens at the rates of some day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import money
from calculator.usage import KINDS

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from calculator.catalog import Catalog, Model, Rates


def preset_shares(catalog: Catalog) -> dict[str, Decimal]:
    """Return token kind -> share of all tokens of the published mix; the shares sum to 1."""
    shares = {kind: catalog.facts[f"usage.mix.{kind}"].number for kind in ("input", "output", "cache_read")}
    return {**shares, "cache_write_5m": catalog.facts["usage.mix.cache_write"].number}


def blended(rates: Rates, shares: dict[str, Decimal]) -> Decimal:
    """Return US dollars per million tokens of the mix, exactly."""
    return money.add(*(money.times(getattr(rates, kind), shares[kind]) for kind in KINDS if kind in shares))


def current_model(catalog: Catalog, family: str, on: date) -> Model:
    """Return the newest generally available model of a family on sale on that day.

    Raises:
        LookupError: When the catalog has none.
    """
    for model in catalog.models:
        if model.family == family and model.availability == "general" and model.on_sale(on):
            return model
    message = f"no {family} model is on sale on {on.isoformat()}"
    raise LookupError(message)


def current_rates(catalog: Catalog, family: str, on: date, *, long_prompts: bool = False) -> Rates:
    """Return the rates of a family's current model, for prompts below or above its price step."""
    price = current_model(catalog, family, on).price_on(on)
    if price is None:
        message = f"no price for {family} on {on.isoformat()}"
        raise LookupError(message)
    return price.steps[-1].rates if long_prompts and price.steps else price.rates


def mtok_then(usd: Decimal, rates: Rates, catalog: Catalog) -> Decimal:
    """Return how many million tokens of the published mix an amount bought at older rates."""
    return money.ratio(usd, blended(rates, preset_shares(catalog)))


def rates_of(catalog: Catalog, name: str, on: date) -> Rates:
    """Return the rates of a model by its id.

    Raises:
        LookupError: When it has no price on that day.
    """
    model = catalog.find(name)
    price = model.price_on(on) if model else None
    if price is None:
        message = f"no price for {name} on {on.isoformat()}"
        raise LookupError(message)
    return price.rates
