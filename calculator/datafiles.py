"""From the text of `data/*.toml` to records. Numbers become `Decimal` with the decimals that were written."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from pkgutil import get_data
from typing import TYPE_CHECKING, Any

from calculator.kinds import CatalogError
from calculator.models import FastMode, Model, Price, Rates, Step
from calculator.records import Fact, Plan, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Table = Mapping[str, Any]

FILES = ("sources.toml", "models.toml", "plans.toml", "api.toml", "limits.toml", "usage.toml")
FACT_FILES = FILES[3:]
"""Files of facts: a table with a `title` is a fact, and its dotted name is its id; any other table is a group."""

RATES = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h")


def texts() -> dict[str, str]:
    """Return the text of each data file of this package."""
    return {file: (get_data("calculator", f"data/{file}") or b"").decode() for file in FILES}


def built() -> dict[str, dict[str, Any]] | None:
    """Return the data files as the build has parsed them for the page; None where they must be parsed here."""
    try:
        return import_module("calculator.built.data").DOCUMENTS
    except ModuleNotFoundError:
        return None


def parse(text: str, file: str) -> dict[str, Any]:
    """Read the TOML of a file without ever making a float.

    >>> parse("price = 0.10", "models.toml")
    {'price': Decimal('0.10')}

    Raises:
        CatalogError: For text that is no TOML.
    """
    import tomllib  # noqa: PLC0415  # the page has its data parsed

    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(file, "file", "text", "TOML", str(error)) from error


def sources(document: Table) -> dict[str, Source]:
    """Return the sources by id."""
    return {
        key: Source(id=key, title=entry["title"], date=entry["date"], url=entry.get("url"))
        for key, entry in document.items()
    }


def models(document: Table) -> tuple[Model, ...]:
    """Return the models in the order of the file."""
    return tuple(map(_model, document["model"]))


def plans(document: Table) -> tuple[Plan, ...]:
    """Return the plans in the order of the file."""
    return tuple(map(_plan, document["plan"]))


def facts(document: Table) -> dict[str, Fact]:
    """Return the facts by id, in the order of the file."""
    return {key: _fact(key, entry) for key, entry in fact_tables(document)}


def fact_tables(group: Table, prefix: str = "") -> Iterator[tuple[str, Table]]:
    """Yield the dotted name and the table of each fact in a group.

    >>> list(fact_tables({"usage": {"mix": {"input": {"title": "Share of input"}}}}))
    [('usage.mix.input', {'title': 'Share of input'})]
    """
    for key, value in group.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and "title" not in value:
            yield from fact_tables(value, f"{name}.")
        else:
            yield name, value


def _model(entry: Table) -> Model:
    return Model(
        id=entry["id"],
        name=entry["name"],
        family=entry["family"],
        aliases=tuple(entry.get("aliases", ())),
        availability=entry["availability"],
        released=entry.get("released"),
        deprecated=entry.get("deprecated"),
        retired=entry.get("retired"),
        retirement=entry.get("retirement"),
        context_tokens=entry["context_tokens"],
        max_output_tokens=entry.get("max_output_tokens"),
        tokenizer=entry["tokenizer"],
        us_inference_multiplier=_number(entry.get("us_inference_multiplier")),
        fast=tuple(map(_fast, entry.get("fast", ()))),
        prices=tuple(map(_price, entry.get("prices", ()))),
        **_evidence(entry),
    )


def _price(entry: Table) -> Price:
    steps = (
        Step(above_prompt_tokens=step["above_prompt_tokens"], rates=_rates(step)) for step in entry.get("steps", ())
    )
    return Price(**_period(entry), rates=_rates(entry), steps=tuple(steps))


def _fast(entry: Table) -> FastMode:
    return FastMode(
        **_period(entry),
        multiplier=Decimal(entry["multiplier"]),
        ignores_steps=entry.get("ignores_steps", False),
    )


def _rates(entry: Table) -> Rates:
    return Rates(**{kind: Decimal(entry[kind]) for kind in RATES})


def _plan(entry: Table) -> Plan:
    return Plan(
        id=entry["id"],
        name=entry["name"],
        former_names=tuple(entry.get("former_names", ())),
        renamed=entry.get("renamed"),
        usd_per_month=_number(entry.get("usd_per_month")),
        usd_per_month_annual=_number(entry.get("usd_per_month_annual")),
        per_seat=entry["per_seat"],
        next_up=entry.get("next_up"),
        weekly_vs_pro=_number(entry.get("weekly_vs_pro")),
        weekly_vs_pro_standing=entry.get("weekly_vs_pro_standing"),
        session_vs_pro=_number(entry.get("session_vs_pro")),
        five_hour_window=entry["five_hour_window"],
        weekly_limit=entry["weekly_limit"],
        claude_code=entry["claude_code"],
        usage_included=entry["usage_included"],
        includes_fable=entry["includes_fable"],
        api_credit_usd_per_month=_number(entry.get("api_credit_usd_per_month")),
        **_evidence(entry),
    )


def _fact(key: str, entry: Table) -> Fact:
    value = entry.get("value")
    return Fact(
        id=key,
        title=entry["title"],
        value=Decimal(value) if isinstance(value, int) else value,
        unit=entry["unit"],
        **_period(entry),
    )


def _period(entry: Table) -> dict[str, Any]:
    return {"valid_from": entry.get("from"), "valid_until": entry.get("until"), **_evidence(entry)}


def _evidence(entry: Table) -> dict[str, Any]:
    return {
        "sources": tuple(entry["sources"]),
        "checked": entry["checked"],
        "standing": entry["standing"],
        "note": entry.get("note"),
    }


def _number(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
