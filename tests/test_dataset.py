"""The published dataset: its schema holds, it loses no digit, and a model is added to it by one edit."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from calculator import catalog, datafiles, dataset, models, money, published, records
from calculator.validation import STANDINGS
from tests import test_price_oracles as oracles
from tests.site import PREFIX

if TYPE_CHECKING:
    from tests.host import Host

LOADED = catalog.load()
WRITTEN: dict[str, Any] = json.loads(dataset.as_text(dataset.dataset(LOADED)))
PACKAGE = Path(dataset.__file__).parent


def closed(schema: Any) -> Any:
    """Return a schema in which no object may have a member that the schema does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {**inner, "additionalProperties": False} if "properties" in schema and "required" in schema else inner


def problems(instance: Any) -> list[str]:
    validator = Draft202012Validator(closed(dataset.schema()), format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(instance)]


def test_the_schema_is_a_schema_and_the_data_keeps_it() -> None:
    Draft202012Validator.check_schema(dataset.schema())
    assert not problems(WRITTEN)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("input", 2),
        ("input", "2,5"),
        ("input", "1E+1"),
        ("input", None),
        ("colour", "red"),
    ],
)
def test_the_schema_refuses_a_price_that_is_no_decimal_text(member: str, value: object) -> None:
    broken = json.loads(json.dumps(WRITTEN))
    broken["models"][0]["history"][0]["prices"][member] = value
    assert problems(broken)


@pytest.mark.parametrize(
    ("member", "value"),
    [("checked", "23 Nov 2026"), ("standing", "certain"), ("released", "soon"), ("aliases", None), ("id", None)],
)
def test_the_schema_refuses_a_model_that_says_it_otherwise(member: str, value: object) -> None:
    broken = json.loads(json.dumps(WRITTEN))
    broken["models"][0][member] = value
    assert problems(broken)
    del broken["models"][0][member]
    assert problems(broken)


def test_every_member_is_explained() -> None:
    def told(schema: dict[str, Any]) -> bool:
        return all(member["description"] for member in schema["properties"].values())

    schema = dataset.schema()
    assert all(told(part) for part in (schema, *schema["$defs"].values()))
    assert {record.name for record in published.RECORDS} == {"catalog", *schema["$defs"]}


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (published.MODEL, models.Model),
        (published.PRICE, models.Price),
        (published.STEP, models.Step),
        (published.RATES, models.Rates),
        (published.FAST, models.FastMode),
        (published.PLAN, records.Plan),
        (published.FACT, records.Fact),
        (published.SOURCE, records.Source),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_nothing_that_is_known_is_left_out(record: published.Record, kind: type) -> None:
    """A field that is new in the catalog must be published, too."""
    assert {member.attribute or name for name, member in record.members.items()} == {
        field.name for field in dataclasses.fields(kind)
    }


def floats(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [found for part in value.values() for found in floats(part)]
    if isinstance(value, list):
        return [found for part in value for found in floats(part)]
    return [value] if isinstance(value, float) else []


def test_no_number_with_decimals_is_a_json_number() -> None:
    assert not floats(WRITTEN)


def test_reading_it_back_gives_the_same_decimals_and_days() -> None:
    """Written digits count, too: 2.50 stays 2.50."""
    for model, written in zip(LOADED.models, WRITTEN["models"], strict=True):
        assert model.id == written["id"]
        for price, period in zip(model.prices, written["history"], strict=True):
            assert str(price.valid_until) == str(period["until"])
            bands = [(price.rates, period["prices"])]
            bands += [(s.rates, w["prices"]) for s, w in zip(price.steps, period["steps"], strict=True)]
            for rates, texts in bands:
                assert {kind: str(getattr(rates, kind)) for kind in datafiles.RATES} == texts
        for fast, period in zip(model.fast, written["fast"], strict=True):
            assert fast.multiplier == Decimal(period["multiplier"])
    for plan, written in zip(LOADED.plans, WRITTEN["plans"], strict=True):
        fee = written["usd_per_month"]
        assert plan.usd_per_month == (None if fee is None else Decimal(fee))
    for fact, written in zip(LOADED.facts.values(), WRITTEN["facts"], strict=True):
        read = {"date": date.fromisoformat, "text": str}.get(written["unit"], Decimal)
        assert fact.value == (None if written["value"] is None else read(written["value"])), fact.id
        assert (fact.value is None) == (written["standing"] == "unknown")


def test_every_entry_has_sources_that_are_listed() -> None:
    listed = {source["id"] for source in WRITTEN["sources"]}
    entries = [*WRITTEN["models"], *WRITTEN["plans"], *WRITTEN["facts"]]
    entries += [period for model in WRITTEN["models"] for period in (*model["history"], *model["fast"])]
    for entry in entries:
        assert entry["source"], entry
        assert set(entry["source"]) <= listed
        assert date.fromisoformat(entry["checked"]) >= date(2026, 11, 23)
        assert entry["standing"] in STANDINGS


def test_the_same_data_gives_the_same_bytes() -> None:
    again = catalog.read(datafiles.texts())
    assert dataset.as_text(dataset.dataset(again)) == dataset.as_text(dataset.dataset(LOADED))


def test_the_site_holds_the_dataset_and_its_schema(site: Host) -> None:
    folder = site.mounts[PREFIX] / "data" / "v1"
    assert json.loads((folder / "catalog.json").read_text(encoding="utf-8")) == WRITTEN
    assert json.loads((folder / "catalog.schema.json").read_text(encoding="utf-8")) == dataset.schema()


def rates_for(printed: dict[str, Any], prompt: int) -> dict[str, Decimal]:
    """Do with `prices --json` what the documentation tells its readers to do."""
    found = printed["prices"]
    for step in printed["steps"]:
        if prompt > step["above_prompt_tokens"]:
            found = step["prices"]
    return {kind: Decimal(text) for kind, text in found.items()}


def cost(rates: dict[str, Decimal], kind: str, prompt: int) -> Decimal:
    if kind == "output":
        return money.add(money.cost(prompt, rates["input"]), money.cost(oracles.OUTPUT_TOKENS, rates["output"]))
    return money.cost(prompt, rates[kind])


def test_the_printed_catalog_equals_genai_prices_on_every_day_both_know() -> None:
    compared, different = set(), []
    for finding in (each for model in LOADED.models for each in oracles.genai_findings(model)):
        cell = finding.cell
        printed = {model["id"]: model for model in dataset.as_it_stood(LOADED, cell.day)["models"]}
        if cell.mode != "standard" or cell.model not in printed:
            continue
        compared.add(cell.model)
        ours = cost(rates_for(printed[cell.model], cell.prompt), cell.kind, cell.prompt)
        if ours != finding.theirs and not any(oracles.covers(entry, cell) for entry in oracles.DISAGREEMENTS):
            different.append((cell, ours, finding.theirs))
    assert not different
    assert len(compared) > 20


@pytest.mark.parametrize("day", ["2025-09-01", "2026-10-06", "2026-10-07", "2026-11-23", "2026-11-30"])
def test_the_command_line_prints_the_dataset_of_the_day(day: str) -> None:
    command = [sys.executable, "-m", "calculator", "prices", "--json", "--on", day]
    printed = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert printed == dataset.as_it_stood(LOADED, date.fromisoformat(day))
    assert printed["plans"] == WRITTEN["plans"]
    history = {model["id"]: model["history"] for model in WRITTEN["models"]}
    for model in printed["models"]:
        (holding,) = [
            period
            for period in history[model["id"]]
            if (period["from"] or "") <= day and (period["until"] is None or day < period["until"])
        ]
        assert {name: holding[name] for name in ("prices", "steps", "source", "checked", "standing")} == {
            name: model[name] for name in ("prices", "steps", "source", "checked", "standing")
        }


MADE_UP = """
[[model]]
id = "claude-opus-77"
name = "Claude Opus 77"
family = "opus"
availability = "general"
released = 2026-11-20
context_tokens = 1_000_000
tokenizer = "new"
sources = ["sdk"]
checked = 2026-11-23
standing = "single source"

[[model.prices]]
input = 7.70
output = 77
cache_read = 0.77
cache_write_5m = 9.625
cache_write_1h = 15.40
sources = ["sdk"]
checked = 2026-11-23
standing = "single source"

"""
DRAW = """
from datetime import date
from calculator import catalog, dataset
from calculator.present import calculator as element
from calculator.present import tables
from calculator.present.changes import change_list
loaded, on = catalog.load(), date(2026, 11, 23)
print(dataset.__file__)
print(tables.price_table(loaded, on))
print(element.calculator(loaded, "plan=max&models=opus", on))
print(change_list(loaded, on))
print(dataset.as_text(dataset.dataset(loaded)))
"""


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Return a folder with a copy of the package in which a made-up model was added to one data file."""
    shutil.copytree(PACKAGE, tmp_path / "calculator", ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "calculator" / "data" / "models.toml"
    before, mark, after = file.read_text(encoding="utf-8").partition("[[model]]\n")
    file.write_text(before + MADE_UP + mark + after, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_model_added_to_one_file_is_everywhere(scratch: Path) -> None:
    drawn = run(scratch, "-c", DRAW)
    assert drawn.startswith(str(scratch)), "the copy was not used"
    table, calculator, changes, written = (
        drawn.partition(mark)[2] for mark in ("<table", "<cost-calc", "changes", "{")
    )
    assert 'data-field="models.claude-opus-77.cache_write_5m" value="9.625"' in table.partition("</table>")[0]
    assert "Claude Opus 77 is released" in changes
    assert '"id": "claude-opus-77"' in written
    here = run(PACKAGE.parent, "-c", DRAW).partition("<cost-calc")[2]
    assert calculator.partition("</cost-calculator>")[0] != here.partition("</cost-calculator>")[0]


def test_a_model_added_to_one_file_is_printed_and_priced(scratch: Path) -> None:
    printed = json.loads(run(scratch, "-m", "calculator", "prices", "--json", "--on", "2026-11-23"))
    assert printed["models"][0]["id"] == "claude-opus-77"
    assert printed["models"][0]["prices"]["input"] == "7.70"
    row = {
        "type": "assistant",
        "timestamp": "2026-11-22T10:00:00.000Z",
        "requestId": "req_1",
        "message": {"id": "msg_1", "model": "claude-opus-77[1m]", "usage": {"input_tokens": 100, "output_tokens": 1}},
    }
    (scratch / "log.jsonl").write_text(json.dumps(row) + "\n")
    report = json.loads(run(scratch, "-m", "calculator", "report", "log.jsonl", "--json"))
    assert report["usd"] == "0.000847"
