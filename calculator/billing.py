"""From a response and the catalog to an exact bill, line by line.

A response is priced by itself, at its own date: a long prompt can move the whole response to a higher rate, so a sum
of responses has no price. Sums are made of bills.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import money
from calculator.usage import KINDS

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog, Model, Price, Rates
    from calculator.usage import Response, Tokens

SEARCHES_PER_PRICE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a bill: so many of one kind at one rate."""

    kind: str
    """A token kind, or `web_search`."""
    quantity: int
    """Tokens, or searches."""
    rate: Decimal
    """US dollars per million tokens, or per thousand searches, after every factor."""
    usd: Decimal
    """Exact US dollars of this line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What one response costs, or why that is not known."""

    model: Model | None
    """The model it was priced as; None when the catalog does not know it."""
    lines: tuple[Line, ...]
    rule: str
    """Which rate applied and why, for a reader; for an unpriced response, what is missing."""
    priced: bool

    @property
    def usd(self) -> Decimal:
        """Exact US dollars: the sum of the lines."""
        return money.add(*(line.usd for line in self.lines))


def bill(response: Response, catalog: Catalog, *, prices_on: date | None = None) -> Bill:
    """Price one response exactly.

    Args:
        response: What was used.
        catalog: The dated prices.
        prices_on: Use the prices of this day instead of the response's own.

    Returns:
        A bill; `priced` is False, with no lines, when the model or one of its rates is unknown. Nothing is guessed.
    """
    day = prices_on or response.priced_on
    model = catalog.find(response.model)
    if model is None:
        return _unpriced(None, "this model is not in the catalog")
    price = model.price_on(day)
    if price is None:
        return _unpriced(model, f"no price is known for {day.isoformat()}")
    factor, reasons = _factor(response, model, catalog, day)
    if factor is None:
        return _unpriced(model, reasons[0])
    rates = _rates(response, model, price, day)
    lines = token_lines(response.tokens, rates, factor)
    if response.web_searches:
        lines += (_search_line(response.web_searches, catalog.usd_per_1000_web_searches),)
    return Bill(model=model, lines=lines, rule=", ".join([_step_rule(price, rates), *reasons]), priced=True)


def token_lines(tokens: Tokens, rates: Rates, factor: Decimal = Decimal(1)) -> tuple[Line, ...]:
    """Return one line per kind of token that was used, at `rates` times `factor`."""
    lines = []
    for kind in KINDS:
        quantity = getattr(tokens, kind)
        if quantity:
            rate = money.times(getattr(rates, kind), factor)
            lines.append(Line(kind=kind, quantity=quantity, rate=rate, usd=money.cost(quantity, rate)))
    return tuple(lines)


def _factor(response: Response, model: Model, catalog: Catalog, day: date) -> tuple[Decimal | None, list[str]]:
    """Return the product of the response's price factors with their names, or None with the one that is unknown."""
    factor, reasons = Decimal(1), []
    if response.fast:
        fast = model.fast_on(day)
        if fast is None:
            return None, [f"no fast-mode price is known for {day.isoformat()}"]
        factor = money.times(factor, fast.multiplier)
        reasons.append(f"fast mode × {money.plain(fast.multiplier)}")
    if response.us_only:
        if model.us_inference_multiplier is None:
            return None, ["no price is known for US-only inference"]
        factor = money.times(factor, model.us_inference_multiplier)
        reasons.append(f"US-only inference × {money.plain(model.us_inference_multiplier)}")
    if response.batch:
        factor = money.times(factor, catalog.batch_multiplier)
        reasons.append(f"batch × {money.plain(catalog.batch_multiplier)}")
    return factor, reasons


def _rates(response: Response, model: Model, price: Price, day: date) -> Rates:
    """Return the rates by the length of the whole prompt, unless fast mode is sold without regard to it."""
    fast = model.fast_on(day) if response.fast else None
    return price.rates if fast and fast.ignores_steps else price.rates_for(response.tokens.prompt)


def _step_rule(price: Price, rates: Rates) -> str:
    for step in price.steps:
        if rates is step.rates:
            return f"prompt above {step.above_prompt_tokens:,} tokens"
    return f"prompt up to {price.steps[0].above_prompt_tokens:,} tokens" if price.steps else "list price"


def _search_line(searches: int, usd_per_1000: Decimal) -> Line:
    usd = money.EXACT.divide(money.times(usd_per_1000, searches), Decimal(SEARCHES_PER_PRICE))
    return Line(kind="web_search", quantity=searches, rate=usd_per_1000, usd=usd)


def _unpriced(model: Model | None, reason: str) -> Bill:
    return Bill(model=model, lines=(), rule=reason, priced=False)
