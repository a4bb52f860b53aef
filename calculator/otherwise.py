"""What described work costs on other models, or in fast mode, against what it costs as described.

A model that charges more for long prompts leaves open what it costs, since a described day tells no prompts: between
none and all of them are long.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from calculator import money
from calculator.forecast import HUNDRED, MILLION
from calculator.mix import blended, current_model, current_rates, preset_shares
from calculator.scenario import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.scenario import Scenario


class Other(NamedTuple):
    """The same work otherwise."""

    times: int
    """What it costs with short prompts, against what it costs as described with short prompts, in millionths."""
    long_prompts: int
    """What it costs with long prompts, against short ones, in millionths."""


class Families:
    """What the same work costs on each model family, in any unit, with short and with long prompts."""

    def __init__(self, catalog: Catalog, on: date, short: Mapping[str, Decimal] | None = None) -> None:
        """Take the prices of the day `on`.

        Args:
            catalog: The dated prices.
            on: The day.
            short: What was measured of some families, in the same unit; the others follow by their prices.
        """
        shares = preset_shares(catalog)
        by_price = {family: blended(current_rates(catalog, family, on), shares) for family in FAMILIES}
        longer = {family: blended(current_rates(catalog, family, on, long_prompts=True), shares) for family in FAMILIES}
        given = dict(short or {})
        unit = money.ratio(given[MEASURED], by_price[MEASURED]) if given else Decimal(1)
        self.short = {family: given.get(family, money.ROUNDED.multiply(usd, unit)) for family, usd in by_price.items()}
        self.long = {
            family: money.ROUNDED.multiply(usd, money.ratio(longer[family], by_price[family]))
            for family, usd in self.short.items()
        }
        self._fast = catalog.facts["api.fast.multiplier"].number
        self._has_fast = {family for family in FAMILIES if current_model(catalog, family, on).fast_on(on) is not None}

    def of(self, mix: Mapping[str, int | Decimal], *, long_prompts: bool = False) -> Decimal:
        """Return what a mix of families costs, whose parts are in percent."""
        usd = self.long if long_prompts else self.short
        parts = (money.ROUNDED.multiply(usd[family], Decimal(percent)) for family, percent in mix.items())
        return money.ROUNDED.divide(sum(parts, money.ZERO), Decimal(HUNDRED))

    def share(self, family: str, scenario: Scenario) -> int:
        """Return the share of a family in the dollars of the reader's mix, in millionths."""
        mine = {family: dict(scenario.mix).get(family, 0)}
        return millionths(self.of(mine), self.of(dict(scenario.mix)))

    def long_prompts(self, mix: Mapping[str, int]) -> int:
        """Return what a mix costs with long prompts against short ones, in millionths."""
        return millionths(self.of(mix, long_prompts=True), self.of(mix))

    def others(self, scenario: Scenario) -> dict[str, Other]:
        """Return what else the reader's mix may be: in fast mode, all of Opus on Sonnet, or all on one family."""
        mix = dict(scenario.mix)
        whole = self.of(mix)
        fast = {family: percent * (self._fast if family in self._has_fast else 1) for family, percent in mix.items()}
        found = {"fast": Other(millionths(self.of(fast), whole), self.long_prompts(mix))}
        for name, other in _mixes(mix):
            found[name] = Other(millionths(self.of(other), whole), self.long_prompts(other))
        return found


MEASURED = "opus"
"""The family by which the others follow where some were measured."""


def _mixes(mix: Mapping[str, int]) -> Iterator[tuple[str, dict[str, int]]]:
    yield "opus_to_sonnet", {**mix, "sonnet": mix.get("sonnet", 0) + mix.get("opus", 0), "opus": 0}
    for family in FAMILIES:
        yield family, {family: HUNDRED}


def millionths(part: Decimal, whole: Decimal) -> int:
    """Return a part of a whole in millionths; all of it where there is no whole."""
    return int(money.ratio(part * MILLION, whole)) if whole else MILLION
