"""Prices as whole numbers, so that many responses are priced and added up exactly and quickly.

Dollars are pico-dollars here, and what a plan's meter counts is in units of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calculator.billing import Tariffs
from calculator.mix import current_model
from calculator.usage import KINDS

if TYPE_CHECKING:
    from datetime import date

    from calculator.billing import Tariff
    from calculator.catalog import Catalog
    from calculator.usage import Response, Tokens

PICO = 1_000_000
"""A price of one dollar per million tokens is so many pico-dollars per token; micro-dollars are as many of those."""
MODEL_CHOICES = ("opus", "sonnet", "haiku", "fable")
SONNET, HAIKU = MODEL_CHOICES.index("sonnet"), MODEL_CHOICES.index("haiku")


def times(tokens: Tokens, rates: tuple[int, ...]) -> int:
    """Return what tokens of each kind come to at whole rates."""
    fresh, output, read, short, long = tokens
    per_fresh, per_output, per_read, per_short, per_long = rates
    return fresh * per_fresh + output * per_output + read * per_read + short * per_short + long * per_long


class Rate(NamedTuple):
    """What tokens of a response cost and weigh, each kind of them."""

    usd: tuple[int, ...] | None
    """Pico-dollars per token; None where no price is known."""
    family: str
    """The model's; empty where nobody knows it."""
    weights: tuple[int, ...]
    """Meter units per token."""
    fast: int
    """What fast mode multiplies the price by; 1 where the model has none, or the response was fast."""
    sold: bool
    """Whether the model, and its fast mode where the response was fast, can still be had on the day."""


class Pricer:
    """Finds the rates of responses as whole numbers."""

    def __init__(self, catalog: Catalog, on: date) -> None:
        """Use the prices of the day `on`."""
        self._catalog = catalog
        self._today, self._then = Tariffs(catalog, on), Tariffs(catalog)
        self._on = on
        self._fast = int(catalog.facts["api.fast.multiplier"].number)
        self._known: dict[int, tuple[Rate, Tariff]] = {}
        self.search = int(catalog.usd_per_1000_web_searches * PICO * PICO / 1000)

    def of(self, response: Response, *, dearest: bool = False) -> Rate:
        """Return the rate of the day, or that of the response's own day where it has no price any more.

        Of many responses added up it is that of the shortest prompt that it may be, or the `dearest`.
        """
        tariff = self._today.dearest(response) if dearest else self._today.of(response)
        if tariff.rates is None:
            tariff = self._then.dearest(response) if dearest else self._then.of(response)
        known = self._known.get(id(tariff))
        if known is None:  # a tariff is of one model, fast or not; it is kept, so its id stays its own
            known = self._known[id(tariff)] = (self._rate(response, tariff), tariff)
        return known[0]

    def _rate(self, response: Response, tariff: Tariff) -> Rate:
        rates, model = tariff.rates, self._catalog.find(response.model)
        family = model.family if model else ""
        has_fast = model is not None and model.fast_on(self._on) is not None
        return Rate(
            None if rates is None else tuple(int(getattr(rates, kind) * PICO) for kind in KINDS),
            family,
            meter_weights(family, self._catalog),
            self._fast if has_fast and not response.fast else 1,
            model is not None and model.on_sale(self._on) and (has_fast or not response.fast),
        )


def meter_weights(family: str, catalog: Catalog) -> tuple[int, ...]:
    """Return how much a token of each kind weighs on the plan's meter, by two users' fits (third-party).

    Families against each other as one user fitted them; Sonnet, which is not among them, half of Opus as in list
    prices. Kinds against each other as in list prices, but for cache reads, which another user found to weigh little.
    """
    fits = {"opus": "opus_5", "fable": "fable_5", "haiku": "haiku_4_5"}
    fit = catalog.facts[f"plan_limits.meter.{fits.get(family, 'opus_5')}"].number
    each = int(fit * PICO) // (2 if family == "sonnet" else 1)
    read = int(catalog.facts["plan_limits.meter.input_over_cache_read"].number)
    return each, each * 5, each // read, each * 5 // 4, each * 2


def model_rates(family: str, catalog: Catalog, on: date) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return the rates of the family's current model by prompt length, longest first."""
    price = current_model(catalog, family, on).price_on(on)
    if price is None:
        message = f"no price for {family} on {on.isoformat()}"
        raise LookupError(message)
    ladder = [(-1, price.rates), *((step.above_prompt_tokens, step.rates) for step in price.steps)]
    return tuple(
        (above, tuple(int(getattr(rates, kind) * PICO) for kind in KINDS)) for above, rates in reversed(ladder)
    )
