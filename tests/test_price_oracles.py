"""Our prices against two other tables; where one differs, `disagreements.toml` says who is right and why.

genai-prices is asked per request: every kind of token, both sides of each prompt step, both sides of each dated change.
LiteLLM's table has no dates and is read as of its release.
"""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import genai_prices
import pytest
from genai_prices.data import providers

from calculator import datafiles, money
from calculator.__main__ import main
from calculator.catalog import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from genai_prices.types import ModelInfo

    from calculator.catalog import Model, Rates

CATALOG = load()
DISAGREEMENTS = tomllib.loads((Path(__file__).parent / "disagreements.toml").read_text())["disagreement"]
TODAY = date(2026, 11, 23)
LITELLM_DAY = date(2026, 11, 16)
OUTPUT_TOKENS = 1000


class Cell(NamedTuple):
    """One price that two tables can be asked for."""

    oracle: str
    model: str
    mode: str
    """standard, fast or batch; for LiteLLM also the name of a field that is no price."""
    kind: str
    day: date
    prompt: int


class Finding(NamedTuple):
    """What both say about a cell; the amounts agree or do not."""

    cell: Cell
    ours: object
    theirs: object


def genai_model(model: Model) -> ModelInfo | None:
    anthropic = next(provider for provider in providers if provider.id == "anthropic")
    return anthropic.find_model(model.id)


def genai_ids() -> list[str]:
    anthropic = next(provider for provider in providers if provider.id == "anthropic")
    return [model.id for model in anthropic.models]


def change_days(model: Model, theirs: ModelInfo) -> set[date]:
    """Return each day on which either table changes a price of the model, the day before, its release and today."""
    changes = {TODAY, model.released or date(2025, 3, 1)}
    for period in (*model.prices, *model.fast):
        changes |= {day for day in (period.valid_from, period.valid_until) if day}
    dated = theirs.prices if isinstance(theirs.prices, list) else []
    for entry in (*dated, *(theirs.price_variants or ())):
        changes |= {day for day in (getattr(entry.constraint, "start_date", None),) if day}
    first = model.released or date(2025, 3, 1)
    return {day for change in changes for day in (change - timedelta(days=1), change) if day >= first}


def prompt_lengths(model: Model) -> set[int]:
    """Return prompts on both sides of each step of either table; 200,000 was the one step of all earlier models."""
    steps = {step.above_prompt_tokens for price in model.prices for step in price.steps} | {200_000}
    return {1000} | {length for step in steps for length in (step, step + 1)}


def our_cost(model: Model, cell: Cell) -> Decimal | None:
    price = model.price_on(cell.day)
    fast = model.fast_on(cell.day)
    if price is None or (cell.mode == "fast" and fast is None):
        return None
    flat = cell.mode == "fast" and fast is not None and fast.ignores_steps
    rates = price.rates if flat else price.rates_for(cell.prompt)
    factor = {"standard": Decimal(1), "batch": CATALOG.batch_multiplier, "fast": fast.multiplier if fast else None}
    multiplier = factor[cell.mode]
    assert multiplier is not None
    cost = money.cost(cell.prompt, rates.input if cell.kind == "output" else getattr(rates, cell.kind))
    if cell.kind == "output":
        cost = money.add(cost, money.cost(OUTPUT_TOKENS, rates.output))
    return money.times(cost, multiplier)


def genai_cost(theirs: ModelInfo, cell: Cell) -> Decimal:
    names = {
        "cache_read": ("cache_read_tokens",),
        "cache_write_5m": ("cache_write_tokens",),
        "cache_write_1h": ("cache_write_tokens", "cache_write_1h_tokens"),
    }.get(cell.kind, ())
    usage = genai_prices.Usage(
        input_tokens=cell.prompt,
        output_tokens=OUTPUT_TOKENS if cell.kind == "output" else 0,
        **dict.fromkeys(names, cell.prompt),
    )
    context = {"standard": {}, "fast": {"speed": "fast"}, "batch": {"processing": "batch"}}[cell.mode]
    return genai_prices.calc_price(
        usage,
        theirs.id,
        provider_id="anthropic",
        genai_request_timestamp=datetime.combine(cell.day, time(12), UTC),
        price_context=context,
    ).total_price


def genai_modes(theirs: ModelInfo, day: date) -> Iterator[str]:
    """Yield the modes for which genai-prices has a price of its own on that day; elsewhere it falls back silently."""
    yield "standard"
    for variant in theirs.price_variants or ():
        start = getattr(variant.constraint, "start_date", None)
        if start is None or start <= day:
            yield "fast" if "speed" in variant.when else "batch"


def genai_findings(model: Model) -> Iterator[Finding]:
    theirs = genai_model(model)
    if theirs is None or not model.prices:
        return
    for day in sorted(change_days(model, theirs)):
        for mode in genai_modes(theirs, day):
            for prompt in sorted(prompt_lengths(model)):
                for kind in datafiles.RATES:
                    cell = Cell("genai-prices", model.id, mode, kind, day, prompt)
                    yield Finding(cell, our_cost(model, cell), genai_cost(theirs, cell))


@cache
def litellm_table() -> dict[str, dict[str, Any]]:
    spec = find_spec("litellm")
    assert spec
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0]) / "model_prices_and_context_window_backup.json"
    return json.loads(path.read_text(), parse_float=Decimal)


LITELLM_RATES = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write_5m": "cache_creation_input_token_cost",
    "cache_write_1h": "cache_creation_input_token_cost_above_1hr",
}


def litellm_findings(name: str, row: dict[str, Any]) -> Iterator[Finding]:
    model = CATALOG.find(name)
    assert model is not None, f"{name} of LiteLLM is not in the catalog"

    def finding(mode: str, kind: str, ours: object, theirs: object, prompt: int = 0) -> Finding:
        return Finding(Cell("litellm", model.id, mode, kind, LITELLM_DAY, prompt), ours, theirs)

    price = model.price_on(LITELLM_DAY)
    bands: list[tuple[int, str, Rates | None]] = [(1000, "", price and price.rates)]
    bands += [
        (step.above_prompt_tokens + 1, f"_above_{step.above_prompt_tokens // 1000}k_tokens", step.rates)
        for step in (price.steps if price else ())
    ]
    for prompt, suffix, rates in bands:
        for kind, field in LITELLM_RATES.items():
            ours = getattr(rates, kind) if rates else None
            yield finding("standard", kind, ours, row[field + suffix] * 1_000_000, prompt)
            if kind != "cache_write_1h" and f"{field}{suffix}_batches" in row:
                half = money.times(ours, CATALOG.batch_multiplier) if ours else None
                yield finding("batch", kind, half, row[f"{field}{suffix}_batches"] * 1_000_000, prompt)
    factors = row.get("provider_specific_entry", {})
    fast = model.fast_on(LITELLM_DAY)
    yield finding("fast", "", fast and fast.multiplier, factors.get("fast"))
    yield finding("us_inference_multiplier", "", model.us_inference_multiplier, factors.get("us"))
    yield finding("context_tokens", "", model.context_tokens, row["max_input_tokens"])
    yield finding("max_output_tokens", "", model.max_output_tokens, row["max_output_tokens"])
    gone = date.fromisoformat(row["deprecation_date"]) if "deprecation_date" in row else None
    yield finding("retired", "", model.retired, gone)


def litellm_rows() -> dict[str, dict[str, Any]]:
    table = litellm_table()
    return {name: row for name, row in table.items() if row.get("litellm_provider") == "anthropic"}


@cache
def findings() -> tuple[Finding, ...]:
    found = [finding for model in CATALOG.models for finding in genai_findings(model)]
    found += [finding for name, row in litellm_rows().items() for finding in litellm_findings(name, row)]
    return tuple(found)


def covers(entry: dict[str, Any], cell: Cell) -> bool:
    return (
        entry["oracle"] == cell.oracle
        and entry["model"] == cell.model
        and cell.mode in entry.get("modes", ["standard"])
        and cell.kind in entry.get("kinds", [*datafiles.RATES, ""])
        and entry.get("from", date.min) <= cell.day < entry.get("until", date.max)
        and cell.prompt > entry.get("above_prompt_tokens", -1)
    )


def test_every_disagreement_is_explained() -> None:
    open_ones = [
        finding
        for finding in findings()
        if finding.ours != finding.theirs and not any(covers(entry, finding.cell) for entry in DISAGREEMENTS)
    ]
    assert not open_ones


def listed_cost(listed: dict[str, Any], cell: Cell) -> Decimal:
    """Return what a request costs by one model of `prices --json`."""
    steps = [step["prices"] for step in listed["steps"] if cell.prompt > step["above_prompt_tokens"]]
    rates = [listed["prices"], *steps][-1]
    cost = cell.prompt * Decimal(rates["input" if cell.kind == "output" else cell.kind])
    return (cost + (OUTPUT_TOKENS * Decimal(rates["output"]) if cell.kind == "output" else 0)) / 1_000_000


def listed_findings(day: date, capsys: pytest.CaptureFixture[str]) -> Iterator[Finding]:
    """Yield what the command line and genai-prices say of every model that both know on a day."""
    assert main(["prices", "--json", "--on", day.isoformat()]) == 0
    for listed in json.loads(capsys.readouterr().out)["models"]:
        model = CATALOG.find(listed["id"])
        assert model is not None
        theirs = genai_model(model)
        if theirs is None:
            continue
        for prompt, kind in product(sorted(prompt_lengths(model)), datafiles.RATES):
            cell = Cell("genai-prices", model.id, "standard", kind, day, prompt)
            yield Finding(cell, listed_cost(listed, cell), genai_cost(theirs, cell))


def test_the_prices_of_a_day_are_those_of_genai_prices_or_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked of the command line, on both sides of every day on which either table moves a price of any model."""
    days = {day for model in CATALOG.models if (theirs := genai_model(model)) for day in change_days(model, theirs)}
    compared = [finding for day in sorted(days) for finding in listed_findings(day, capsys)]
    differ = [each for each in compared if each.ours != each.theirs]
    assert not [each for each in differ if not any(covers(entry, each.cell) for entry in DISAGREEMENTS)]
    assert differ, "Sonnet 5.5's first weeks and the 1M beta differ"
    assert len({each.cell.model for each in compared}) > 15
    assert len(compared) > 5_000


@pytest.mark.parametrize("entry", DISAGREEMENTS, ids=lambda entry: f"{entry['oracle']}-{entry['model']}")
def test_every_explanation_explains_something_and_no_more(entry: dict[str, Any]) -> None:
    covered = [finding for finding in findings() if covers(entry, finding.cell)]
    assert covered, "this disagreement exists no more; take it out"
    assert all(finding.ours != finding.theirs for finding in covered), "this entry also covers prices that agree"
    assert entry["right"] in {"us", "them", "neither"}
    assert entry["why"].strip()


def test_the_comparison_is_wide() -> None:
    genai = {finding.cell.model for finding in findings() if finding.cell.oracle == "genai-prices"}
    litellm = {finding.cell.model for finding in findings() if finding.cell.oracle == "litellm"}
    assert genai >= {model.id for model in CATALOG.models if model.prices and model.family != "mythos"}
    assert len(litellm) > 15
    assert {finding.cell.mode for finding in findings()} >= {"standard", "fast", "batch"}
    assert len(findings()) > 2000


LEFT_OUT = ("claude-instant", "claude-v1", "claude-v2", "claude-3-sonnet", "us-gov.", "claude-3-7-sonnet-20240620")
"""Models that were gone before Claude Code existed, GovCloud with its own prices, and an id that never was."""


def test_every_cloud_form_in_litellm_is_found() -> None:
    names = [
        name.removeprefix("vertex_ai/")
        for name, row in litellm_table().items()
        if row.get("litellm_provider") in {"bedrock", "bedrock_converse", "vertex_ai-anthropic_models"}
        and "/" not in name.removeprefix("vertex_ai/")
        and "claude-" in name
    ]
    missing = [name for name in names if not CATALOG.find(name) and not any(part in name for part in LEFT_OUT)]
    assert len(names) > 100
    assert not missing
