"""What is known: models, plans and facts, each with its sources, the day it was checked and how well it stands.

The knowledge is in `data/*.toml`, one file a subject, meant to be edited by hand. `load` reads it into frozen values
and refuses whatever breaks the rules of `calculator.validation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from calculator import datafiles
from calculator.models import FastMode, Model, Price, Rates, Step
from calculator.records import Fact, Plan, Source
from calculator.validation import CatalogError, check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from decimal import Decimal

__all__ = ["Catalog", "CatalogError", "Fact", "FastMode", "Model", "Plan", "Price", "Rates", "Source", "Step", "load"]

BEDROCK_PREFIXES = ("anthropic.", *(f"{region}.anthropic." for region in ("global", "us", "eu", "jp", "au", "apac")))
BEDROCK_SUFFIXES = ("-v1:0", "-v2:0", "-v1")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalog:
    """Everything that is known, as of its check dates."""

    models: tuple[Model, ...]
    """Newest first."""
    plans: tuple[Plan, ...]
    """Cheapest first."""
    facts: Mapping[str, Fact]
    """By id, such as `usage.average.usd_per_active_day`."""
    sources: Mapping[str, Source]
    """By id."""
    ids: Mapping[str, Model]
    """By id, by alias and by the name that the Console shows."""
    batch_multiplier: Decimal
    """Factor of the Batch API on every token rate."""
    usd_per_1000_web_searches: Decimal
    """US dollars, beside the tokens."""

    @property
    def checked(self) -> date:
        """The oldest check among the prices that hold now: what `prices as of` may claim."""
        return min(price.checked for model in self.models for price in model.prices if price.valid_until is None)

    def plan(self, name: str) -> Plan:
        """Return the plan of that id."""
        return next(plan for plan in self.plans if plan.id == name)

    def find(self, name: str) -> Model | None:
        """Return the model that a log, an export or a cloud platform calls `name`; None when it is not known.

        >>> catalog = load()
        >>> for name in ("claude-sonnet-4-5", "claude-opus-5-5[1m]", "eu.anthropic.claude-haiku-4-5-20251001-v1:0"):
        ...     print(catalog.find(name).name)
        Claude Sonnet 4.5
        Claude Opus 5.5
        Claude Haiku 4.5
        >>> catalog.find("claude-opus-99") is None
        True
        """
        return self.ids.get(name) or self.ids.get(_plain_id(name))


@cache
def load() -> Catalog:
    """Return the catalog of this package, read once.

    The page takes the data as it was built: the build has validated it, and a visitor's clock may stand before the
    day on which the data was checked.

    Raises:
        CatalogError: For data that breaks a rule, naming file, entry, field and what was expected.
    """
    documents = datafiles.built()
    return read(datafiles.texts()) if documents is None else _catalog(documents)


def read(texts: Mapping[str, str], *, today: date | None = None) -> Catalog:
    """Return the catalog that the text of the data files says.

    Args:
        texts: TOML by file name, one for each of `datafiles.FILES`.
        today: The day after which nothing can have been checked; the present day in UTC when None.

    Raises:
        CatalogError: For data that is no TOML or breaks a rule, naming file, entry, field and what was expected.
    """
    documents = {file: datafiles.parse(texts[file], file) for file in datafiles.FILES}
    check(documents, today or datetime.now(UTC).date())
    return _catalog(documents)


def _catalog(documents: Mapping[str, dict[str, Any]]) -> Catalog:
    models = datafiles.models(documents["models.toml"])
    facts = {key: fact for file in datafiles.FACT_FILES for key, fact in datafiles.facts(documents[file]).items()}
    return Catalog(
        models=models,
        plans=datafiles.plans(documents["plans.toml"]),
        facts=MappingProxyType(facts),
        sources=MappingProxyType(datafiles.sources(documents["sources.toml"])),
        ids=MappingProxyType({name: model for model in models for name in (model.id, *model.aliases, model.name)}),
        batch_multiplier=facts["api.batch_multiplier"].number,
        usd_per_1000_web_searches=facts["api.web_search.usd_per_1000"].number,
    )


def _plain_id(name: str) -> str:
    """Return the id inside a name with the `[1m]` suffix or in a cloud platform's form."""
    name = _without(name, str.removesuffix, ("[1m]",))
    name = _without(name, str.removeprefix, BEDROCK_PREFIXES)
    name = _without(name, str.removesuffix, BEDROCK_SUFFIXES)
    base, _, version = name.partition("@")
    if version == "default":
        return base
    return f"{base}-{version}" if version else name


def _without(name: str, remove: Callable[[str, str], str], affixes: Iterable[str]) -> str:
    """Remove the first of the affixes that `name` has."""
    return next((shorter for affix in affixes if (shorter := remove(name, affix)) != name), name)
