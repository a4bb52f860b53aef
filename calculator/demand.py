"""What a month of this reader costs at API list prices, as a range with what it rests on.

Three routes, one result: a described day, an amount the reader saw, or their logs.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import money
from calculator.scenario import HUNDRED, OWN
from calculator.usage import KINDS

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog, Model, Rates
    from calculator.scenario import Scenario

WEEKS_PER_MONTH = money.ratio(Decimal("365.25"), 84)
"""365.25 days a year, 12 months, 7 days a week."""

OWN_SPREAD = 2
"""A typical session that a reader types stands for sessions between half and twice its cost: our assumption."""

MODELS_THEN = {
    "light": ("claude-sonnet-4-6",),
    "average": ("claude-opus-4-6", "claude-sonnet-4-6"),
    "heavy": ("claude-opus-4-6", "claude-sonnet-4-6"),
}
"""The models that a published figure may have been measured on. The page that publishes them names Sonnet for the
older figure and none for the newer ones, so these are a range from all Opus to all Sonnet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A month at API list prices, in exact US dollars."""

    low: Decimal
    high: Decimal
    basis: tuple[str, ...]
    """Assumptions, one sentence each, for the reader."""
    sources: tuple[str, ...] = ()
    """Ids of the sources behind them."""


def described(scenario: Scenario, catalog: Catalog, on: date) -> Demand:
    """Return the demand that a scenario describes, at the prices of the day `on`."""
    return _own_amount(scenario) if scenario.day == OWN else _published_day(scenario, catalog, on)


def per_month(usd_per_active_day: Decimal, scenario: Scenario) -> Decimal:
    """Return a month of the reader's active days at so much a day."""
    return money.ROUNDED.multiply(usd_per_active_day * scenario.days, WEEKS_PER_MONTH)


def _own_amount(scenario: Scenario) -> Demand:
    a_day = money.times(scenario.session_usd or money.ZERO, scenario.sessions)
    return Demand(
        low=per_month(money.ratio(a_day, OWN_SPREAD), scenario),
        high=per_month(money.times(a_day, OWN_SPREAD), scenario),
        basis=(
            "The amount from /usage is Claude Code's own estimate of one session at list prices, and /clear resets it.",
            "Your other sessions are taken to cost between half and twice as much: an assumption of this page.",
            "The amount already holds the models you used, so the choice of models does not change it.",
        ),
    )


def _published_day(scenario: Scenario, catalog: Catalog, on: date) -> Demand:
    fact = catalog.facts[f"usage.{scenario.day}.usd_per_active_day"]
    tokens = [_mtok_then(_amount(fact.value), _rates(catalog, name, on), catalog) for name in MODELS_THEN[scenario.day]]
    rates = [_mix_rate(scenario, catalog, on, long_prompts=long_prompts) for long_prompts in (False, True)]
    factor = _amount(catalog.facts["tokenizer.new_over_old"].value)
    return Demand(
        low=per_month(money.ROUNDED.multiply(min(tokens) * factor, min(rates)), scenario),
        high=per_month(money.ROUNDED.multiply(max(tokens) * factor, max(rates)), scenario),
        basis=_published_basis(scenario, money.show_price(_amount(fact.value)), factor),
        sources=fact.sources,
    )


def _published_basis(scenario: Scenario, amount: str, factor: Decimal) -> tuple[str, ...]:
    then = "Sonnet" if len(MODELS_THEN[scenario.day]) == 1 else "something between all Sonnet and all Opus"
    return (
        f"{PUBLISHED[scenario.day].format(amount=amount)}, at the prices of its time. Converted to tokens as {then},"
        " generation 4.6, then priced at today's models.",
        f"Today's models count about {money.plain(factor)} times as many tokens for the same text.",
        "Tokens are split as in published logs: nearly all are cache reads. Cache writes are 5-minute ones, the"
        " default under an API key.",
    )


PUBLISHED = {
    "light": "Anthropic published an average of {amount} per developer and day until April 2026",
    "average": "Anthropic publishes an average of {amount} per developer and active day",
    "heavy": "Anthropic publishes that 90% of developers stay below {amount} per active day",
}


def preset_shares(catalog: Catalog) -> dict[str, Decimal]:
    """Return token kind -> share of all tokens of the published mix; the shares sum to 1."""
    shares = {kind: _amount(catalog.facts[f"usage.mix.{kind}"].value) for kind in ("input", "output", "cache_read")}
    return {**shares, "cache_write_5m": _amount(catalog.facts["usage.mix.cache_write"].value)}


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


def _mix_rate(scenario: Scenario, catalog: Catalog, on: date, *, long_prompts: bool) -> Decimal:
    """Return US dollars per million tokens of the reader's model mix, all prompts below or all above a price step."""
    shares = preset_shares(catalog)
    parts = []
    for family, percent in scenario.mix:
        price = current_model(catalog, family, on).price_on(on)
        if price is None:
            message = f"no price for {family} on {on.isoformat()}"
            raise LookupError(message)
        rates = price.steps[-1].rates if long_prompts and price.steps else price.rates
        parts.append(money.times(blended(rates, shares), percent))
    return money.EXACT.divide(money.add(*parts), Decimal(HUNDRED))


def _mtok_then(usd: Decimal, rates: Rates, catalog: Catalog) -> Decimal:
    """Return how many million tokens of the published mix an amount bought at older rates."""
    return money.ratio(usd, blended(rates, preset_shares(catalog)))


def _rates(catalog: Catalog, name: str, on: date) -> Rates:
    model = catalog.find(name)
    price = model.price_on(on) if model else None
    if price is None:
        message = f"no price for {name} on {on.isoformat()}"
        raise LookupError(message)
    return price.rates


def _amount(value: object) -> Decimal:
    if not isinstance(value, Decimal):
        message = f"a number is expected, not {value!r}"
        raise TypeError(message)
    return value
