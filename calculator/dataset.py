"""The catalog as JSON for others: the whole with its history, or as it stood on a day.

The form of both is in `calculator.published`. Within a version of it members are only added, and entries keep the order
of the data files. Decimals are strings with the digits that were published.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calculator.published import CATALOG, LICENSE, MODEL, PLAN, PRICE, SCHEMA, UNIT

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog, Fact, Model, Plan, Price, Source

DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What is published: the catalog's entries as lists, with what a reader must know to use them."""

    checked: date
    models: tuple[Model, ...]
    plans: tuple[Plan, ...]
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    schema: int = SCHEMA
    unit: str = UNIT
    license: str = LICENSE


def dataset(catalog: Catalog) -> dict[str, Any]:
    """Return the whole catalog, every price that ever held included."""
    return CATALOG.write(
        Dataset(
            checked=catalog.checked,
            models=catalog.models,
            plans=catalog.plans,
            facts=tuple(catalog.facts.values()),
            sources=tuple(catalog.sources.values()),
        )
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema of `dataset`; it allows members that later files may have."""
    definitions = dict(CATALOG.shape.definitions)
    return {"$schema": DRAFT, "title": "No Weekly Limit: catalog", **definitions.pop("catalog"), "$defs": definitions}


def as_it_stood(catalog: Catalog, day: date) -> dict[str, Any]:
    """Return the models on sale on `day` with their prices of that day, and the plans."""
    sold = ((model, model.price_on(day)) for model in catalog.models if model.on_sale(day))
    return {
        "schema": SCHEMA,
        "on": day.isoformat(),
        "models": [_priced(model, price) for model, price in sold if price is not None],
        "plans": [PLAN.write(plan) for plan in catalog.plans],
    }


def as_text(value: dict[str, Any]) -> str:
    """Return JSON text, the same bytes for the same data."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _priced(model: Model, price: Price) -> dict[str, Any]:
    of_model = MODEL.write(model, ("id", "name", "aliases"))
    return {**of_model, **PRICE.write(price, ("prices", "steps", "source", "checked", "standing"))}
