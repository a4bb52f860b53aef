"""A reader's busiest minutes against the per-minute limits of the API's tiers.

Input tokens are those that count there: what is read from the cache does not. A response counts in the minute in which
it was logged. All versions of a model family count together, although most have an allowance of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calculator.dates import MINUTE_US

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from calculator.catalog import Catalog
    from calculator.history import History

TIERS = ("start", "build", "scale")
LIMITS = ("rpm", "itpm", "otpm")
"""Requests, input and output tokens per minute, in the order of a `Load`."""


class Load(NamedTuple):
    """What an API key would have carried in one minute, or its limit."""

    requests: int
    input: int
    """Uncached input and cache writes."""
    output: int


class Peak(NamedTuple):
    """The minutes of one model family."""

    family: str
    busy: int
    """Minutes with a response."""
    most: Load
    """The highest of each, not all in the same minute."""
    over: Mapping[str, int]
    """Tier -> minutes in which any of its limits was exceeded."""


def _minutes(past: History) -> Mapping[str, Mapping[int, tuple[int, int, int]]]:
    """Return the load of each minute since 1970 in which a response of a model family came."""
    found: dict[str, dict[int, tuple[int, int, int]]] = {}
    uses = past.uses
    for at_us, family, fresh, output, _, short, long in zip(uses.at_us, uses.family, *uses.tokens, strict=True):
        of_family = found.setdefault(family, {})
        requests, sent, written = of_family.get(at_us // MINUTE_US, (0, 0, 0))
        of_family[at_us // MINUTE_US] = (requests + 1, sent + fresh + short + long, written + output)
    return found


def peaks(past: History, catalog: Catalog) -> tuple[Peak, ...]:
    """Return the busiest minutes of each model family in some logs, the busiest family first."""
    return past.once(lambda: _peaks(past, catalog), "peaks")


def _peaks(past: History, catalog: Catalog) -> tuple[Peak, ...]:
    found = [
        Peak(
            family,
            len(loads),
            Load(*map(max, zip(*loads.values(), strict=True))),
            {tier: _over(loads.values(), limits(family, tier, catalog)) for tier in TIERS},
        )
        for family, loads in _minutes(past).items()
    ]
    return tuple(sorted(found, key=lambda peak: (-peak.busy, peak.family)))


def limits(family: str, tier: str, catalog: Catalog) -> Load:
    """Return what a tier lets through in a minute, for each version of a family."""
    kind = "fable" if family == "fable" else "others"
    return Load(*(int(catalog.facts[f"limits.{tier}.{kind}.{name}"].number) for name in LIMITS))


def _over(loads: Iterable[tuple[int, int, int]], most: Load) -> int:
    return sum(any(part > limit for part, limit in zip(load, most, strict=True)) for load in loads)
