"""Models and what their tokens cost: rates, the periods in which they held, and the conditions that change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """US dollars per million tokens, by kind of token; the decimals are kept as they were published."""

    input: Decimal
    output: Decimal
    cache_read: Decimal
    cache_write_5m: Decimal
    cache_write_1h: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Other rates for every token of a request whose prompt is above so many tokens."""

    above_prompt_tokens: int
    """The last prompt length at the lower rates."""
    rates: Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Half-open validity with its evidence: what prices and fast mode have in common."""

    valid_from: date | None
    """First day; None: since the model's release."""
    valid_until: date | None
    """First day on which it holds no more; None: it still holds."""
    sources: tuple[str, ...]
    """Ids into `Catalog.sources`."""
    checked: date
    """The day on which the sources were last looked at."""
    standing: str
    note: str | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether `day` is inside the period."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Period):
    """What a model's tokens cost in one period."""

    rates: Rates
    """For prompts up to the first step, or of any length when there is none."""
    steps: tuple[Step, ...]
    """Ascending by prompt length."""

    def rates_for(self, prompt_tokens: int) -> Rates:
        """Return the rates of a request by its prompt (input, cache writes and cache reads together).

        A prompt of exactly the step's length is still below it; one token more moves the whole request, output
        included:

        >>> from datetime import date
        >>> from calculator.catalog import load
        >>> haiku = load().find("claude-haiku-5-5").price_on(date(2026, 11, 23))
        >>> haiku.rates_for(100_000).output, haiku.rates_for(100_001).output
        (Decimal('0.50'), Decimal('2.50'))
        """
        rates = self.rates
        for step in self.steps:
            if prompt_tokens > step.above_prompt_tokens:
                rates = step.rates
        return rates


@dataclass(frozen=True, slots=True, kw_only=True)
class FastMode(Period):
    """A period in which a model can answer faster for a multiple of every rate."""

    multiplier: Decimal
    ignores_steps: bool
    """True: the multiple is of the base rates, whatever the prompt's length; False: of the step that applies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model with its dated prices."""

    id: str
    """The id of Anthropic's API."""
    name: str
    family: str
    """Lower case: opus, sonnet, haiku, fable, mythos."""
    aliases: tuple[str, ...]
    """Other ids for the same model, beside those that `Catalog.find` derives."""
    availability: str
    """`general`, or `limited` where access must be granted."""
    released: date | None
    deprecated: date | None
    """The day on which its retirement was announced."""
    retired: date | None
    """The day from which Anthropic's own platforms refuse it; may lie ahead."""
    retirement: str | None
    """What is promised while no date is set, such as `not before 2027-09-22`."""
    context_tokens: int
    max_output_tokens: int | None
    tokenizer: str
    """`old`, or `new` since Opus 4.7; the new one makes more tokens of a text (fact `tokenizer.new_over_old`)."""
    us_inference_multiplier: Decimal | None
    """Factor on every rate for US-only inference; None: unknown, or not offered for this model."""
    fast: tuple[FastMode, ...]
    prices: tuple[Price, ...]
    """Ascending by date, without gap or overlap; empty when no price is known."""
    sources: tuple[str, ...]
    """For everything but the prices and fast mode, which have their own."""
    checked: date
    standing: str
    note: str | None

    def price_on(self, day: date) -> Price | None:
        """Return the price of `day`, also before release and after retirement if one is on record."""
        return _holding(self.prices, day)

    def fast_on(self, day: date) -> FastMode | None:
        """Return fast mode as it was sold on `day`, or None."""
        return _holding(self.fast, day)

    def on_sale(self, day: date) -> bool:
        """Tell whether Anthropic's own platforms served it on `day`; an unknown release counts as long ago."""
        return (self.released is None or self.released <= day) and (self.retired is None or day < self.retired)


def _holding[Held: Period](periods: Iterable[Held], day: date) -> Held | None:
    return next((period for period in periods if period.holds_on(day)), None)
