"""A reader's busiest minutes in words and rows, beside the limits of the API's tiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calculator.peaks import TIERS, limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calculator.catalog import Catalog
    from calculator.peaks import Peak

NAMES = {"requests": "requests", "input": "input tokens", "output": "output tokens"}


class Row(NamedTuple):
    """One measure of one model family."""

    name: str
    field: str
    """What the JSON calls the reader's peak."""
    most: int
    limits: tuple[int, ...]
    """Of each tier."""


def read(found: Sequence[Peak]) -> str:
    """Return in words which tier would have refused something."""
    busy = sum(peak.busy for peak in found)
    over = {tier: sum(peak.over[tier] for peak in found) for tier in TIERS}
    said = [f"{tier.capitalize()} in {over[tier]:,}" for tier in TIERS if over[tier]]
    most = max(found, key=lambda peak: peak.most.input)
    peak = f"The most fresh input in one minute was {most.most.input:,} tokens, of {most.family.capitalize()}."
    if not said:
        tiers = f"{', '.join(tier.capitalize() for tier in TIERS[:-1])} and {TIERS[-1].capitalize()}"
        return f"None of the tiers {tiers} would have refused anything in your {busy:,} busy minutes. {peak}"
    free = next((f", {tier.capitalize()} in none" for tier in TIERS if not over[tier]), "")
    return f"Of your {busy:,} busy minutes, a tier would have refused something: {', '.join(said)}{free}. {peak}"


def rows(found: Sequence[Peak], catalog: Catalog) -> Iterator[Row]:
    """Yield a row for each model family and measure."""
    for peak in found:
        every = [limits(peak.family, tier, catalog) for tier in TIERS]
        for name, said in NAMES.items():
            yield Row(
                f"{peak.family.capitalize()}: {said}",
                f"per_minute.{peak.family}.most.{name}",
                getattr(peak.most, name),
                tuple(getattr(limit, name) for limit in every),
            )
