"""Two sources of the same days beside each other, in words and numbers for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import money

if TYPE_CHECKING:
    from calculator.comparison import Amount, Comparison, Line


def heading(compared: Comparison) -> str:
    """Return what a comparison is of, and how much of it differs."""
    return (
        f"{compared.first.name} beside {compared.second.name}, in days of {compared.zone}:"
        f" {len(compared.differing):,} of {len(compared.lines):,} lines differ"
    )


def said_tokens(amount: Amount | None) -> str:
    """Return the tokens of one side."""
    if amount is None:
        return "none"
    return "not told" if amount.tokens is None else f"{amount.tokens:,}"


def said_usd(amount: Amount | None) -> str:
    """Return the dollars of one side."""
    if amount is None:
        return "none"
    return "unpriced" if amount.usd is None else money.show_usd(amount.usd)


def difference_tokens(line: Line) -> str:
    """Return by how many tokens the second side is higher."""
    return "–" if line.tokens is None else f"{line.tokens:+,}"


def difference_usd(line: Line) -> str:
    """Return by how many dollars the second side is higher."""
    return "–" if line.usd is None else money.show_signed(line.usd)
