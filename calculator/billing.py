"""From a response and the catalog to an exact bill, line by line.

A response is priced by itself, at its own date: a long prompt can move the whole response to a higher rate, so a sum
of responses has no price. Sums are made of bills.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import money
from calculator.usage import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from calculator.catalog import Catalog, FastMode, Model, Price, Rates, Step
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
class Tariff:
    """The rates that apply to a response, or why there are none."""

    model: Model | None
    """The model it is priced as; None when the catalog does not know it."""
    rates: Rates | None
    """US dollars per million tokens after every factor; None when the response has no price."""
    usd_per_1000_searches: Decimal
    rule: str
    """Which rates apply and why, for a reader; for an unpriced response, what is missing."""

    def lines(self, tokens: Tokens, web_searches: int) -> tuple[Line, ...]:
        """Return one line per kind that was used: none without a price."""
        if self.rates is None:
            return ()
        lines = [
            _line(kind, quantity, getattr(self.rates, kind))
            for kind, quantity in zip(KINDS, tokens, strict=True)
            if quantity
        ]
        if web_searches:
            rate = self.usd_per_1000_searches
            usd = money.EXACT.divide(money.times(rate, web_searches), Decimal(SEARCHES_PER_PRICE))
            lines.append(Line(kind="web_search", quantity=web_searches, rate=rate, usd=usd))
        return tuple(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What one response costs, or why that is not known."""

    tariff: Tariff
    lines: tuple[Line, ...]

    @property
    def priced(self) -> bool:
        """False when the model or one of its rates is unknown. Nothing is guessed."""
        return self.tariff.rates is not None

    @property
    def usd(self) -> Decimal:
        """Exact US dollars: the sum of the lines."""
        return total(self.lines)


def total(lines: Iterable[Line]) -> Decimal:
    """Return exact US dollars of some lines."""
    return money.add(*(line.usd for line in lines))


def bill(response: Response, catalog: Catalog, *, prices_on: date | None = None) -> Bill:
    """Price one response exactly.

    Args:
        response: What was used.
        catalog: The dated prices.
        prices_on: Use the prices of this day instead of the response's own.
    """
    found = Tariffs(catalog, prices_on).of(response)
    return Bill(tariff=found, lines=found.lines(response.tokens, response.web_searches))


class Tariffs:
    """Finds the tariff of each response; responses of one model, day, mode and price step share theirs."""

    def __init__(self, catalog: Catalog, prices_on: date | None = None) -> None:
        """Use the prices of the day `prices_on`, or of each response's own day when None."""
        self._catalog = catalog
        self._prices_on = prices_on
        self._known: dict[tuple[object, ...], tuple[tuple[int, Tariff], ...]] = {}

    def of(self, response: Response) -> Tariff:
        """Return the tariff by the response's model, day, modes and whole prompt, the shortest of several."""
        return self._at(response, 0)

    def dearest(self, response: Response) -> Tariff:
        """Return the tariff if every prompt were the longest that it may be."""
        return self._at(response, 1)

    def _at(self, response: Response, end: int) -> Tariff:
        """Return the tariff by the prompt, or by one end of what it may be."""
        day = self._prices_on or response.priced_on
        key = (response.model, day, response.fast, response.us_only, response.batch)
        ladder = self._known.get(key)
        if ladder is None:
            found = _ladder(response, self._catalog, day)
            ladder = self._known[key] = tuple(found)[::-1]
        if len(ladder) == 1:  # whatever the prompt
            return ladder[0][1]
        prompt = response.tokens.prompt if response.prompts is None else response.prompts[end]
        for above, tariff in ladder:
            if prompt > above:
                return tariff
        message = f"a prompt of {prompt} tokens"
        raise ValueError(message)


def _ladder(response: Response, catalog: Catalog, day: date) -> Iterator[tuple[int, Tariff]]:
    """Yield the tariffs of a response by prompt length: each holds above so many prompt tokens."""
    searches = catalog.usd_per_1000_web_searches
    model = catalog.find(response.model)
    price = model.price_on(day) if model else None
    fast = model.fast_on(day) if model and response.fast else None
    factor, reasons = _factor(response, model, fast, catalog, day)
    missing = "its price is not in the catalog" if model is None else f"no price is known for {day.isoformat()}"
    if price is None or factor is None:
        rule = missing if price is None else reasons[0]
        yield -1, Tariff(model=model, rates=None, usd_per_1000_searches=searches, rule=rule)
        return
    steps = () if fast and fast.ignores_steps else price.steps
    for above, rates, rule in _steps(price, steps):
        scaled = replace(rates, **{kind: money.times(getattr(rates, kind), factor) for kind in KINDS})
        rules = ", ".join([rule, *reasons])
        yield above, Tariff(model=model, rates=scaled, usd_per_1000_searches=searches, rule=rules)


def _steps(price: Price, steps: tuple[Step, ...]) -> Iterator[tuple[int, Rates, str]]:
    first = next((f"prompt up to {step.above_prompt_tokens:,} tokens" for step in steps), "list price")
    yield -1, price.rates, first
    for step in steps:
        yield step.above_prompt_tokens, step.rates, f"prompt above {step.above_prompt_tokens:,} tokens"


def _factor(
    response: Response, model: Model | None, fast: FastMode | None, catalog: Catalog, day: date
) -> tuple[Decimal | None, list[str]]:
    """Return the product of the response's price factors with their names, or None with the one that is unknown."""
    factors = []
    if response.fast:
        factors.append((f"fast-mode price is known for {day.isoformat()}", "fast mode", fast and fast.multiplier))
    if response.us_only:
        us_only = model.us_inference_multiplier if model else None
        factors.append(("price is known for US-only inference", "US-only inference", us_only))
    if response.batch:
        factors.append(("price is known for batches", "batch", catalog.batch_multiplier))
    product, reasons = Decimal(1), []
    for missing, name, factor in factors:
        if factor is None:
            return None, [f"no {missing}"]
        product = money.times(product, factor)
        reasons.append(f"{name} × {money.plain(factor)}")
    return product, reasons


def _line(kind: str, quantity: int, rate: Decimal) -> Line:
    return Line(kind=kind, quantity=quantity, rate=rate, usd=money.cost(quantity, rate))
