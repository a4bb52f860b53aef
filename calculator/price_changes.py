"""What one price of a model changes against the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator.datafiles import RATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from calculator.catalog import Price

NAMES = {
    "input": "input",
    "output": "output",
    "cache_read": "cache reads",
    "cache_write_5m": "cache writes for five minutes",
    "cache_write_1h": "cache writes for an hour",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A rate that a change sets, in US dollars per million tokens."""

    kind: str
    """`input`, `output`, `cache_read`, `cache_write_5m` or `cache_write_1h`."""
    above_prompt_tokens: int | None
    """Only for longer prompts; None: for those below the first step of either price."""
    before: Decimal | None
    """What such a prompt cost the day before; None where nothing was on record."""
    after: Decimal


def amounts(before: Price | None, after: Price, context_tokens: int) -> tuple[Amount, ...]:
    """Return the rates that are new, by prompt length and kind; all of them when nothing was on record before.

    Args:
        before: The price of the day before; None when none is known.
        after: The price.
        context_tokens: Where a step ends because longer prompts are refused, they have no new rate.
    """
    still = {length for length in _lengths(before) if length < context_tokens}
    found = []
    for above in (None, *sorted(_lengths(after) | still)):
        prompt = 0 if above is None else above + 1
        for kind in RATES:
            then = getattr(before.rates_for(prompt), kind) if before else None
            now = getattr(after.rates_for(prompt), kind)
            if then != now:
                found.append(Amount(kind=kind, above_prompt_tokens=above, before=then, after=now))
    return tuple(found)


def in_words(before: Price | None, after: Price) -> str:
    """Return the change as what follows a model's name and a colon.

    >>> from calculator.catalog import load
    >>> in_words(*load().find("claude-sonnet-4-6").prices)
    'the prices for prompts above 200,000 tokens end'
    """
    if before is None:
        return "first price on record"
    begun, ended = _lengths(after) - _lengths(before), _lengths(before) - _lengths(after)
    told = [f"prompts above {length:,} tokens get prices of their own" for length in sorted(begun)]
    told += [f"the prices for prompts above {length:,} tokens end" for length in sorted(ended)]
    moved = [each for each in amounts(before, after, 0) if each.above_prompt_tokens not in begun]
    return "; ".join([_rates_in_words(moved), *told] if moved else told)


def _rates_in_words(moved: Sequence[Amount]) -> str:
    *first, last = [NAMES[kind] for kind in RATES if any(each.kind == kind for each in moved)]
    names = f"{', '.join(first)} and {last}" if first else last
    cheaper = {each.before is not None and each.after < each.before for each in moved}
    way = {frozenset({True}): "get cheaper", frozenset({False}): "get dearer"}.get(
        frozenset(cheaper), "change in price"
    )
    return f"{names} {way}"


def _lengths(price: Price | None) -> set[int]:
    return {step.above_prompt_tokens for step in price.steps} if price else set()
