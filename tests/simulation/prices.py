"""List prices of simulated tokens, by arithmetic of its own on the catalog's rates."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from calculator import catalog

ON = date(2026, 11, 25)
"""The simulated present; what lies before has had the same prices since the last change that matters here."""
FAMILIES = ("fable", "opus", "sonnet", "haiku")


class Split(NamedTuple):
    """Shares of all tokens by kind; they sum to 1."""

    input: float
    output: float
    read: float
    write: float


PUBLISHED = Split(input=0.001, output=0.005, read=0.954, write=0.04)
"""`usage.mix` of the catalog: the middle of the mixes that were observed."""


class Rates(NamedTuple):
    """US dollars per million tokens."""

    input: float
    output: float
    read: float
    write_5m: float
    write_1h: float


def model_id(family: str) -> str:
    """Return the id of the newest general model of a family."""
    return _newest(family).id


@cache
def _newest(family: str) -> catalog.Model:
    return next(m for m in catalog.load().models if m.family == family and m.availability == "general")


def long_share(context: int, above: int) -> float:
    """Return which share of the tokens is in prompts above a step, when prompts are even from half to 1.5 contexts."""
    low, high = 0.5 * context, 1.5 * context
    if above <= low:
        return 1.0
    return max(0.0, (high * high - above * above) / (high * high - low * low))


def rates(family: str, context: int) -> Rates:
    """Return the rates of a family for prompts around `context` tokens."""
    price = _newest(family).price_on(ON)
    if price is None:
        raise LookupError(family)
    base = _floats(price.rates)
    for step in price.steps:
        share = long_share(context, step.above_prompt_tokens)
        base = Rates(*(low + share * (high - low) for low, high in zip(base, _floats(step.rates), strict=True)))
    return base


def _floats(found: catalog.Rates) -> Rates:
    return Rates(
        input=float(found.input),
        output=float(found.output),
        read=float(found.cache_read),
        write_5m=float(found.cache_write_5m),
        write_1h=float(found.cache_write_1h),
    )


def blended(of: Rates, split: Split, one_hour: float) -> float:
    """Return US dollars per million tokens of a split whose writes are 1-hour ones to the share `one_hour`."""
    write = one_hour * of.write_1h + (1 - one_hour) * of.write_5m
    return split.input * of.input + split.output * of.output + split.read * of.read + split.write * write


def fee(plan: str) -> float:
    """Return the published monthly fee of a plan."""
    found = next(each for each in catalog.load().plans if each.id == plan)
    if found.usd_per_month is None:
        raise LookupError(plan)
    return float(found.usd_per_month)
