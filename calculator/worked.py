"""Worked examples for the docs: responses written as text, their bill, and the same tokens as if on another model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import money
from calculator.billing import Bill, Line, bill, total
from calculator.conversation import Conversation
from calculator.usage import KINDS, Response, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calculator.catalog import Catalog, Model

TOKENIZER_FACT = "tokenizer.new_over_old"
FLAGS = ("fast", "us_only", "batch")
SIZES = ("steps", "start", "adds", "output", "input", "pauses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repriced:
    """A bill as if another model had answered."""

    bill: Bill
    factor: Decimal
    """How many tokens the other model is taken to count for each of these; 1 when both count alike."""
    assumption: str
    """The factor in a sentence; empty when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An example with its bill: the sum of the bills of its responses, each priced by itself."""

    text: str
    model: Model
    requests: int
    lines: tuple[Line, ...]
    """One line for each kind and rate."""
    rules: tuple[str, ...]
    """Which rates apply and why; several where a long prompt moves some responses to others."""
    assumption: str
    """What the price on another model takes for granted; empty when nothing."""

    @property
    def usd(self) -> Decimal:
        """Exact US dollars: the sum of the lines."""
        return total(self.lines)

    def tokens(self, *kinds: str) -> int:
        """Return the tokens of some kinds, or of all.

        Raises:
            ValueError: For a kind that does not exist.
        """
        if not set(kinds) <= set(KINDS):
            message = f"a kind of token is one of {', '.join(KINDS)}, not {', '.join(kinds)}"
            raise ValueError(message)
        return sum(line.quantity for line in self.lines if line.kind in (kinds or KINDS))

    def share(self, *kinds: str) -> Decimal:
        """Return the share of some kinds among all tokens, from 0 to 1.

        Raises:
            ValueError: For a kind that does not exist.
        """
        return money.ratio(self.tokens(*kinds), self.tokens())


def example(text: str, on: date, catalog: Catalog) -> Example:
    """Read an example and price it.

    Args:
        text: Words: `model=ID`, either a token kind and its count or the sizes of a conversation (`steps=40 start=20000
            adds=1700 output=300 input=50 pauses=2 cache=1h`), `web_searches=N`, `on=YYYY-MM-DD`, `fast`, `us_only`,
            `batch`, `as=ID` for the price as if on that model, `times=N` or `times=FACT` for so many of the whole.
        on: The day whose prices apply unless the text names one.
        catalog: The dated prices.

    Raises:
        ValueError: For a word that is none of these or stands twice, or an example without a price.
        LookupError: For a model or a fact that does not exist.
    """
    words = _words(text)
    times = _times(words.pop("times", "1"), catalog)
    name = words.get("model", "")
    other = _model(words.pop("as", name), catalog)
    repriced = [as_if_on(response, other, catalog) for response in _responses(words, on)]
    for each in repriced:
        if not each.bill.priced:
            raise ValueError(each.bill.tariff.rule)
    return Example(
        text=text,
        model=other,
        requests=len(repriced) * times,
        lines=_sum((line for each in repriced for line in each.bill.lines), times),
        rules=tuple(dict.fromkeys(each.bill.tariff.rule for each in repriced)),
        assumption=repriced[0].assumption,
    )


def as_if_on(response: Response, model: Model, catalog: Catalog) -> Repriced:
    """Price a response as if `model` had answered it.

    The other model may count the same text differently; the published factor between the two tokenizer generations is
    applied to every token, rounded to whole tokens, and named as an assumption.
    """
    own = catalog.find(response.model)
    factor = _factor(own, model, catalog) if own else Decimal(1)
    tokens = Tokens(*(int(money.times(factor, count).to_integral_value()) for count in response.tokens))
    told = f"{money.plain(money.two_figures(factor))} tokens on {model.name} for each one counted: an assumption"
    return Repriced(
        bill=bill(response._replace(model=model.id, tokens=tokens), catalog),
        factor=factor,
        assumption=told if factor != 1 else "",
    )


def _words(text: str) -> dict[str, str]:
    pairs = [word.partition("=") for word in text.split()]
    words = {name: value for name, _, value in pairs}
    if len(words) < len(pairs):
        message = f"a word stands twice in {text!r}"
        raise ValueError(message)
    return words


def _responses(words: dict[str, str], on: date) -> list[Response]:
    """Return the responses that the words describe, taking every word that is known."""
    day = date.fromisoformat(words.pop("on", on.isoformat()))
    flags = {flag: words.pop(flag) == "" for flag in FLAGS if flag in words}
    model = words.pop("model", "")
    searches = int(words.pop("web_searches", "0"))
    tokens = list(_conversation(words).tokens()) if "steps" in words else [_tokens(words)]
    if words or not model:
        message = f"an example needs model=ID and knows no {', '.join(words) or 'other words'}"
        raise ValueError(message)
    first = Response(model=model, day=day, priced_on=day, tokens=tokens[0], web_searches=searches)._replace(**flags)
    return [first._replace(tokens=each) for each in tokens]


def _conversation(words: dict[str, str]) -> Conversation:
    return Conversation(
        cache=words.pop("cache", "5m"), **{size: int(words.pop(size)) for size in SIZES if size in words}
    )


def _tokens(words: dict[str, str]) -> Tokens:
    return Tokens(**{kind: int(words.pop(kind)) for kind in KINDS if kind in words})


def _times(text: str, catalog: Catalog) -> int:
    """Return how often the whole is counted: a whole number, or that of a fact."""
    number = catalog.facts[text].number if "." in text else Decimal(text)
    if number != number.to_integral_value() or number < 1:
        message = f"times={text} is no whole number"
        raise ValueError(message)
    return int(number)


def _model(name: str, catalog: Catalog) -> Model:
    model = catalog.find(name)
    if model is None:
        message = f"no model is called {name!r}"
        raise LookupError(message)
    return model


def _sum(lines: Iterable[Line], times: int) -> tuple[Line, ...]:
    """Return one line for each kind and rate, in the order of the kinds and then of appearance."""
    found: dict[tuple[str, Decimal], list[Line]] = {}
    for line in lines:
        found.setdefault((line.kind, line.rate), []).append(line)
    sums = [
        Line(
            kind=kind,
            quantity=sum(line.quantity for line in same) * times,
            rate=rate,
            usd=money.times(total(same), times),
        )
        for (kind, rate), same in found.items()
    ]
    order = (*KINDS, "web_search")
    return tuple(sorted(sums, key=lambda line: order.index(line.kind)))


def _factor(own: Model, other: Model, catalog: Catalog) -> Decimal:
    if own.tokenizer == other.tokenizer:
        return Decimal(1)
    new_over_old = catalog.facts[TOKENIZER_FACT].number
    return new_over_old if other.tokenizer == "new" else money.ratio(1, new_over_old)
