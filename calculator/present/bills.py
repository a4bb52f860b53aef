"""Worked examples as HTML: a bill line by line, examples beside each other, and single figures for running text."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from calculator import money
from calculator.present.environment import render
from calculator.present.tables import RATES
from calculator.worked import Example, example

if TYPE_CHECKING:
    from datetime import date

    from markupsafe import Markup

    from calculator.catalog import Catalog

KIND_NAMES = {**dict(RATES), "web_search": "Web searches"}
DIME = Decimal("0.1")
"""Below it cents say too little; two figures do."""


class Row(NamedTuple):
    """One example in a comparison."""

    label: str
    example: Example
    read: str
    """Share of cache reads among its tokens."""
    against: str
    """Its dollars as a multiple of those of the first row."""


def bill_table(catalog: Catalog, text: str, on: date) -> str:
    """Return the bill of an example line by line: tokens times rate, and the rule that chose the rate.

    Raises:
        ValueError: When the example cannot be read or has no price.
        LookupError: When it names a model or a fact that does not exist.
    """
    found = example(text, on, catalog)
    lines = sorted(found.lines, key=lambda line: list(KIND_NAMES).index(line.kind))
    return render("bill.html", example=found, lines=lines, names=KIND_NAMES, on=on)


def comparison(catalog: Catalog, text: str, on: date) -> str:
    """Return examples beside each other, the first of which the others are measured against.

    Args:
        catalog: The dated prices.
        text: One `LABEL | EXAMPLE` a line.
        on: The day whose prices apply.

    Raises:
        ValueError: When a line has no label, or its example cannot be read or has no price.
        LookupError: When an example names a model or a fact that does not exist.
    """
    pairs = [line.split("|") for line in text.splitlines() if line.strip()]
    if not pairs or any(len(pair) != len(("label", "example")) for pair in pairs):
        message = "each line of a comparison is LABEL | EXAMPLE"
        raise ValueError(message)
    examples = [(label.strip(), example(words.strip(), on, catalog)) for label, words in pairs]
    first = examples[0][1]
    rows = [Row(label, each, percent(each.share("cache_read")), multiple(each, first)) for label, each in examples]
    return render("comparison.html", rows=rows, on=on)


def bill_figure(catalog: Catalog, text: str, on: date) -> str:
    """Return what an example costs, or with `A | B` how much more A costs than B.

    Raises:
        ValueError: When an example cannot be read or has no price, or A is not the dearer one.
        LookupError: When an example names a model or a fact that does not exist.
    """
    examples = [example(words.strip(), on, catalog) for words in text.split("|")]
    usd = examples[0].usd
    for less in examples[1:]:
        usd = money.EXACT.subtract(usd, less.usd)
    if usd < 0:
        message = "the first example is cheaper than the second"
        raise ValueError(message)
    shown = money.show_usd(usd) if usd >= DIME else money.show_price(money.two_figures(usd))
    return _figure(examples[0], shown, money.plain(usd), text, on)


def share_figure(catalog: Catalog, text: str, on: date) -> str:
    """Return the share of some kinds among the tokens of an example: `KIND KIND | EXAMPLE`.

    Raises:
        ValueError: When there is no such kind, or the example cannot be read or has no price.
        LookupError: When the example names a model or a fact that does not exist.
    """
    kinds, _, words = text.partition("|")
    found = example(words.strip(), on, catalog)
    share = found.share(*kinds.split())
    return _figure(found, percent(share), money.plain(share), text, on)


def tokens_figure(catalog: Catalog, text: str, on: date) -> str:
    """Return how many tokens of some kinds an example has: `KIND KIND | EXAMPLE`.

    Raises:
        ValueError: When there is no such kind, or the example cannot be read or has no price.
        LookupError: When the example names a model or a fact that does not exist.
    """
    kinds, _, words = text.partition("|")
    found = example(words.strip(), on, catalog)
    tokens = found.tokens(*kinds.split())
    return _figure(found, f"{tokens:,}", str(tokens), text, on)


def percent(share: Decimal) -> str:
    """Return a share from 0 to 1 as a percentage with one decimal.

    >>> percent(Decimal("0.95278"))
    '95.3%'
    """
    return f"{money.times(share, 100).quantize(DIME)}%"


def multiple(each: Example, first: Example) -> str:
    """Return the dollars of an example as a multiple of another's, to two figures."""
    return f"× {money.plain(money.two_figures(money.ratio(each.usd, first.usd)))}"


def _figure(found: Example, shown: str, exact: str, text: str, on: date) -> Markup:
    return render("example_figure.html", example=found, shown=shown, exact=exact, text=text, on=on)
