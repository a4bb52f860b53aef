"""What was taken from each source: the entries of the catalog that cite it, and where the site shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from calculator.catalog import Catalog, Fact, Model

FACT_PAGES = {
    "api": "reference/rules/",
    "tokenizer": "reference/rules/",
    "claude_code": "reference/rules/",
    "limits": "reference/api-tiers/",
    "plan_limits": "reference/plans/",
    "usage_credits": "reference/plans/",
    "api_credits": "reference/plans/",
    "ways": "reference/plans/",
    "timeline": "reference/plans/",
    "usage": "reference/usage/",
    "claims": "reference/usage/",
}
"""The page that shows the facts of each group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One entry that rests on a source."""

    kind: str
    """`Prices`, `Fast mode`, `Models`, `Plans` or `Figures`."""
    name: str
    href: str
    """Where the entry is shown."""
    checked: date


def row(fact: Fact) -> str:
    """Return the address of the row that shows a fact and all its sources.

    Raises:
        KeyError: For a fact of a group that no page shows.
    """
    return f"{FACT_PAGES[fact.id.partition('.')[0]]}#{fact.id.replace('.', '-')}"


def citations(catalog: Catalog) -> dict[str, list[Citation]]:
    """Return the entries that cite each source, by its id, each entry once.

    Raises:
        KeyError: For a fact of a group that no page shows.
    """
    found: dict[str, dict[tuple[str, str], Citation]] = {source: {} for source in catalog.sources}
    for citation, sources in _entries(catalog):
        for source in sources:
            known = found[source].get((citation.kind, citation.href))
            if known is None or citation.checked < known.checked:
                found[source][citation.kind, citation.href] = citation
    return {source: list(entries.values()) for source, entries in found.items()}


def _entries(catalog: Catalog) -> Iterator[tuple[Citation, tuple[str, ...]]]:
    for model in catalog.models:
        yield from _of_model(model)
    for plan in catalog.plans:
        href = f"@/reference/plans/#plan-{plan.id}"
        yield Citation(kind="Plans", name=plan.name, href=href, checked=plan.checked), plan.sources
    for fact in catalog.facts.values():
        yield Citation(kind="Figures", name=fact.title, href=f"@/{row(fact)}", checked=fact.checked), fact.sources


def _of_model(model: Model) -> Iterator[tuple[Citation, tuple[str, ...]]]:
    href, name = f"@/reference/history/#{model.id}", model.name.removeprefix("Claude ")
    for kind, periods in (("Prices", model.prices), ("Fast mode", model.fast), ("Models", (model,))):
        for period in periods:
            yield Citation(kind=kind, name=name, href=href, checked=period.checked), period.sources
