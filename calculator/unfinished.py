"""Responses of Claude Code versions that never wrote the final output count, and how much that may hide.

Nothing in the files repairs it. How long such answers may have been is told by those of later versions beside them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calculator import money

if TYPE_CHECKING:
    from decimal import Decimal

    from calculator.billing import Tariff
    from calculator.usage import Response


@dataclass(slots=True)
class _Count:
    responses: int = 0
    output: int = 0


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


@dataclass(slots=True)
class Unfinished:
    """Takes note of responses and tells what may be hidden."""

    _old: dict[int, tuple[Tariff, _Count]] = field(default_factory=dict)
    _new: dict[str, _Count] = field(default_factory=dict)

    def note(self, response: Response, tariff: Tariff) -> None:
        """Take note of a response."""
        if response.on_top:
            return
        if response.final:
            count = self._new.get(response.model)
            if count is None:
                count = self._new[response.model] = _Count()
        else:
            _, count = self._old.setdefault(id(tariff), (tariff, _Count()))
        count.responses += 1
        count.output += response.tokens.output

    def found(self) -> Hidden | None:
        """Return what may be hidden; None when every count is final."""
        if not self._old:
            return None
        old = [count for _, count in self._old.values()]
        likely = [self._likely(tariff, count) for tariff, count in self._old.values()]
        known = [each for each in likely if each is not None]
        whole = len(known) == len(likely)
        return Hidden(
            responses=sum(count.responses for count in old),
            output=sum(count.output for count in old),
            likely_output=sum(output for output, _ in known) if whole else None,
            usd_more=money.add(*(usd for _, usd in known)) if whole else None,
        )

    def _likely(self, tariff: Tariff, count: _Count) -> tuple[int, Decimal] | None:
        """Return output tokens and further dollars if the answers were as long as later ones of the model."""
        model = tariff.model
        names = {model.id, *model.aliases} if model else set()
        later = [new for name, new in self._new.items() if name in names]
        responses = sum(new.responses for new in later)
        if not responses or tariff.rates is None:
            return None
        likely = max(count.output, count.responses * sum(new.output for new in later) // responses)
        return likely, money.cost(likely - count.output, tariff.rates.output)
