"""Worked examples for the docs: a response written as text, and the same tokens as if on another model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import money
from calculator.billing import Bill, bill
from calculator.usage import KINDS, Response, Tokens

if TYPE_CHECKING:
    from calculator.catalog import Catalog, Model

TOKENIZER_FACT = "tokenizer.new_over_old"
FLAGS = ("fast", "us_only", "batch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repriced:
    """A bill as if another model had answered."""

    bill: Bill
    factor: Decimal
    """How many tokens the other model is taken to count for each of these; 1 when both count alike."""
    assumption: str
    """The factor in a sentence; empty when there is none."""


def response(text: str, on: date) -> Response:
    """Read an example such as `model=claude-opus-5-5 cache_read=150000 output=800 fast`.

    Args:
        text: Words: `model=ID`, a token kind and its count, `web_searches=N`, `on=YYYY-MM-DD`, `fast`, `us_only`,
            `batch`.
        on: The day whose prices apply unless the text names one.

    Raises:
        ValueError: For a word that is none of these, or a missing model.
    """
    words: dict[str, str] = {name: value for name, _, value in (word.partition("=") for word in text.split())}
    day = date.fromisoformat(words.pop("on", on.isoformat()))
    flags = {flag: words.pop(flag) == "" for flag in FLAGS if flag in words}
    model = words.pop("model", "")
    searches = int(words.pop("web_searches", "0"))
    tokens = Tokens(**{kind: int(words.pop(kind)) for kind in KINDS if kind in words})
    if words or not model:
        message = f"an example needs model=ID and knows no {', '.join(words) or 'other words'}"
        raise ValueError(message)
    return Response(model=model, day=day, priced_on=day, tokens=tokens, web_searches=searches, **flags)


def as_if_on(response: Response, model: Model, catalog: Catalog) -> Repriced:
    """Price a response as if `model` had answered it.

    The other model may count the same text differently; the published factor between the two tokenizer generations is
    applied to every token, rounded to whole tokens, and named as an assumption.
    """
    own = catalog.find(response.model)
    factor = _factor(own, model, catalog) if own else Decimal(1)
    tokens = Tokens(*(int(money.times(factor, count).to_integral_value()) for count in response.tokens))
    told = f"{money.plain(money.two_figures(factor))} tokens of {model.name} for each of these, an assumption"
    return Repriced(
        bill=bill(response._replace(model=model.id, tokens=tokens), catalog),
        factor=factor,
        assumption=told if factor != 1 else "",
    )


def _factor(own: Model, other: Model, catalog: Catalog) -> Decimal:
    if own.tokenizer == other.tokenizer:
        return Decimal(1)
    new_over_old = catalog.facts[TOKENIZER_FACT].value
    if not isinstance(new_over_old, Decimal):
        message = f"{TOKENIZER_FACT} is no number"
        raise TypeError(message)
    return new_over_old if other.tokenizer == "new" else money.ratio(1, new_over_old)
