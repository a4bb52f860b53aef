"""How old the knowledge behind some figures is: the oldest check among those that can go stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from calculator.catalog import Catalog


def oldest(catalog: Catalog, fields: Iterable[str]) -> date:
    """Return the day since which nothing behind these figures has gone unchecked.

    Figures that are computed (estimates, bills, products) rest on the prices in force, whose oldest check is taken for
    them. What held until a day that is past cannot go stale and does not count.

    Args:
        catalog: Where the figures stand.
        fields: Names of figures, such as `facts.usage.mix.output`, `plans.pro.usd_per_month`,
            `models.claude-opus-5-5.input`, or any other for a computed one.

    >>> from calculator.catalog import load
    >>> oldest(load(), ["plans.pro.usd_per_month"]).isoformat()
    '2026-11-23'
    """
    return min((day for field in set(fields) for day in _checks(catalog, field)), default=catalog.checked)


def _checks(catalog: Catalog, field: str) -> Iterator[date]:
    kind, _, rest = field.partition(".")
    if kind == "facts" and rest in catalog.facts:
        fact = catalog.facts[rest]
        yield from () if fact.valid_until else (fact.checked,)
        return
    if kind == "plans":
        yield from (plan.checked for plan in catalog.plans if rest.startswith(f"{plan.id}."))
        return
    model = catalog.find(rest.rpartition(".")[0]) if kind == "models" else None
    if model is None:
        yield catalog.checked
        return
    yield from (price.checked for price in model.prices if price.valid_until is None and model.retired is None)
