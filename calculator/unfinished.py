"""Responses of Claude Code versions that never wrote the final output count, and how much that may hide.

Nothing in the files repairs it. How long such answers may have been is told by those of later versions beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator import money

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from calculator.report import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What may be missing."""

    responses: int
    """Whose output count is not final."""
    output: int
    """Their output tokens as written, far too few where answers were long."""
    likely_output: int | None
    """Their output tokens if they were as long as later answers of the same models; None without any to compare."""
    usd_more: Decimal | None
    """Dollars by which the total would be higher then."""


def hidden(outputs: Iterable[Output]) -> Hidden | None:
    """Return what may be hidden in output counts; None when all are final."""
    later: dict[str, tuple[int, int]] = {}
    old: list[Output] = []
    for each in outputs:
        if not each.final:
            old.append(each)
        elif each.responses:
            responses, tokens = later.get(each.model, (0, 0))
            later[each.model] = responses + each.responses, tokens + each.tokens
    if not any(each.responses for each in old):
        return None
    likely = [_likely(each, later) for each in old]
    known = [each for each in likely if each is not None]
    whole = len(known) == len(likely)
    return Hidden(
        responses=sum(each.responses for each in old),
        output=sum(each.tokens for each in old),
        likely_output=sum(output for output, _ in known) if whole else None,
        usd_more=money.add(*(usd for _, usd in known)) if whole else None,
    )


def _likely(old: Output, later: dict[str, tuple[int, int]]) -> tuple[int, Decimal] | None:
    """Return output tokens and further dollars if answers were as long as later ones of the model."""
    if old.model not in later or old.rates is None:
        return None
    responses, tokens = later[old.model]
    likely = max(old.tokens, old.responses * tokens // responses)
    return likely, money.cost(likely - old.tokens, old.rates.output)
