"""The logs that the real program writes, counted and priced by `python -m calculator report`."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.api import OUTPUT_TOKENS, USAGE
from tests.cli.claude import ROOT, Home, prepare

if TYPE_CHECKING:
    from pathlib import Path

MODELS = ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-fable-5-2")

AS_JSON = ("--output-format", "json")


def report(folder: Path) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", "calculator", "report", str(folder), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout)


def own_total(folder: Path) -> Decimal:
    """Return what the program itself says that its sessions have cost: the last total of each.

    It adds binary fractions, so its sum is off in the sixteenth digit; rounding to the twelfth decimal takes that away.
    """
    totals: dict[str, Decimal] = {}
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text().split("\n"):
            row = json.loads(line, parse_float=Decimal) if line else {}
            if row.get("type") == "cost-state":
                totals[row["sessionId"]] = Decimal(find_total(row))
    return sum(totals.values(), Decimal(0)).quantize(Decimal("1e-12")).normalize()


def stated_total(printed: str) -> Decimal:
    """Return what `claude -p --output-format json` says that its session has cost, rounded as `own_total` does."""
    return Decimal(json.loads(printed, parse_float=Decimal)["total_cost_usd"]).quantize(Decimal("1e-12"))


def find_total(row: Any) -> Any:
    """Return the total of a row, wherever it keeps it."""
    if isinstance(row, dict):
        if "totalCostUSD" in row:
            return row["totalCostUSD"]
        row = list(row.values())
    if isinstance(row, list):
        return next((found for part in row if (found := find_total(part)) is not None), None)
    return None


@pytest.mark.parametrize("models", [*((model,) for model in MODELS), MODELS], ids="+".join)
def test_the_report_counts_what_the_program_wrote(home: Home, models: tuple[str, ...]) -> None:
    variables = prepare(home, ("key",))
    stated = [
        stated_total(home.run("-p", "Say yes", "--model", model, *AS_JSON, variables=variables).stdout)
        for model in models
    ]
    folder = home.path / ".claude/projects"
    found = report(folder)
    count = len(models)
    assert [asked.model for asked in home.api.asked] == list(models)
    assert found["responses"] == count
    assert found["tokens"] == {
        "input": USAGE["input_tokens"] * count,
        "output": OUTPUT_TOKENS * count,
        "cache_read": USAGE["cache_read_input_tokens"] * count,
        "cache_write_5m": USAGE["cache_creation_input_tokens"] * count,
        "cache_write_1h": 0,
    }
    assert Decimal(found["usd"]) == own_total(folder) == sum(stated) > 0
    assert found["unpriced"]["responses"] == 0


def test_a_resumed_session_is_counted_once(home: Home) -> None:
    variables = prepare(home, ("key",))
    home.run("-p", "Say yes", variables=variables)
    stated = stated_total(home.run("-p", "--continue", "And again", *AS_JSON, variables=variables).stdout)
    found = report(home.path / ".claude/projects")
    assert found["responses"] == len(home.api.asked) == 2
    assert Decimal(found["usd"]) == own_total(home.path / ".claude/projects") == stated
