"""Two sources of what may be the same usage beside each other: every day and model with the difference."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import money, zones
from calculator.report import report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from calculator.catalog import Catalog
    from calculator.selection import Selection, Wishes
    from calculator.sources.source import Source
    from calculator.zones import Zone


MOST = 8
"""Pairs of sources that are compared; each costs another pass over all responses."""


class Amount(NamedTuple):
    """What a source says of one day and model; None where it does not say."""

    tokens: int | None
    usd: Decimal | None


class Line(NamedTuple):
    """One day and model in two sources; None: that source does not know of it."""

    day: date
    model: str
    first: Amount | None
    second: Amount | None

    @property
    def tokens(self) -> int | None:
        """Tokens of the second source less those of the first; None where either does not count tokens."""
        if any(amount is not None and amount.tokens is None for amount in (self.first, self.second)):
            return None
        return _of(self.second, "tokens", 0) - _of(self.first, "tokens", 0)

    @property
    def usd(self) -> Decimal | None:
        """Dollars of the second source less those of the first; None where either has none."""
        if any(amount is not None and amount.usd is None for amount in (self.first, self.second)):
            return None
        return money.EXACT.subtract(_of(self.second, "usd", money.ZERO), _of(self.first, "usd", money.ZERO))


def _of(amount: Amount | None, name: str, nothing: Any) -> Any:
    return nothing if amount is None else getattr(amount, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two sources, line by line."""

    first: Source
    second: Source
    stated: bool
    """Whether the second one's dollars are its own; otherwise they were made here from its tokens."""
    zone: str
    """In whose days both are counted."""
    lines: tuple[Line, ...]
    """By day, then model."""

    @property
    def differing(self) -> tuple[Line, ...]:
        """The lines that differ at all, those with most dollars first, then those with most tokens."""
        unlike = (line for line in self.lines if line.usd or line.tokens or line.usd is None)
        return tuple(sorted(unlike, key=lambda line: (-abs(line.usd or 0), -abs(line.tokens or 0), line.day)))

    def as_dict(self) -> dict[str, Any]:
        """Return what a program reads: every line."""
        return {
            "first": self.first.id,
            "second": self.second.id,
            "second_usd": "stated" if self.stated else "priced",
            "timezone": self.zone,
            "lines": [
                {
                    "date": line.day.isoformat(),
                    "model": line.model,
                    "first": _as_dict(line.first),
                    "second": _as_dict(line.second),
                    "difference": {"tokens": line.tokens, "usd": None if line.usd is None else money.plain(line.usd)},
                }
                for line in self.lines
            ],
        }


def _as_dict(amount: Amount | None) -> dict[str, Any] | None:
    if amount is None:
        return None
    return {"tokens": amount.tokens, "usd": None if amount.usd is None else money.plain(amount.usd)}


def comparisons(selection: Selection, catalog: Catalog, wishes: Wishes) -> Iterator[Comparison]:
    """Yield the source that is used beside every other one that may tell of the same usage."""
    pairs = (
        (first, second)
        for first in selection.used
        for second in (*selection.left_out, *selection.dollars)
        if second.may_share(first)
    )
    for first, second in islice(pairs, MOST):
        zone = zones.UTC if first.kind.utc or second.kind.utc else wishes.zone
        one, two = (
            _amounts(source, catalog, zone, wishes.prices_on, stated=source is second) for source in (first, second)
        )
        keys = sorted({*one, *two})
        yield Comparison(
            first=first,
            second=second,
            stated=any(True for _ in second.stated()),
            zone=zone.name,
            lines=tuple(Line(*key, one.get(key), two.get(key)) for key in keys),
        )


def _amounts(
    source: Source, catalog: Catalog, zone: Zone, prices_on: date | None, *, stated: bool
) -> dict[tuple[date, str], Amount]:
    """Return what a source says by day and model, with its own dollars where it has some and they are wanted."""
    found = report(source.responses(zone), catalog, prices_on=prices_on)
    for cell in source.cells():
        found.add(cell)
    sums = found.by(lambda place: (place.day, place.model))
    amounts = {key: Amount(part.tokens.total, part.usd if part.priced else None) for key, part in sums.items()}
    own: dict[tuple[date, str], Decimal] = {}
    for line in source.stated() if stated else ():
        model = catalog.find(line.model)
        key = (line.day, model.id if model else line.model)
        own[key] = money.add(own.get(key, money.ZERO), line.usd)
    if own:
        amounts = {key: Amount(amount.tokens, None) for key, amount in amounts.items()}
    for key, usd in own.items():
        amounts[key] = Amount(amounts[key].tokens if key in amounts else None, usd)
    return amounts
