"""What `make fresh` says of made-up releases; nothing here is downloaded."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import genai_prices
import pytest
import yaml

from calculator import catalog
from tests import fresh
from tests import test_price_oracles as oracles
from tests.fresh import NONE, SOME, Moved, Sdk
from tests.site import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOADED = catalog.load()
TODAY = date(2026, 11, 23)
IDS = frozenset(name for model in LOADED.models for name in (model.id, *model.aliases))
SDK = Sdk(IDS, {model.id: model.retired for model in LOADED.models if model.retired})
MODEL = 'Model: TypeAlias = Union[Literal["claude-a", "claude-b-1"], str]\n'
MESSAGES = 'OTHER = 1\nDEPRECATED_MODELS = {"claude-a": "June 1st, 2026", "claude-c": "January 22nd, 2025"}\n'


def lines(sdk: Sdk = SDK, genai: Sequence[str] = (), left_out: frozenset[str] = frozenset()) -> list[str]:
    return fresh.model_lines(LOADED, sdk, genai, left_out, TODAY)


def test_nothing_is_said_when_all_agree() -> None:
    assert lines(genai=["claude-opus-5-5"]) == []


@pytest.mark.parametrize(
    ("sdk", "genai", "said"),
    [
        (SDK._replace(ids=IDS | {"claude-opus-6"}), [], "New in anthropic: `claude-opus-6`"),
        (SDK, ["claude-opus-6"], "New in genai-prices: `claude-opus-6`"),
        (SDK._replace(retired={"claude-v9": TODAY}), [], "New in anthropic: `claude-v9`"),
        (
            SDK._replace(retired={**SDK.retired, "claude-haiku-4-5": date(2027, 1, 5)}),
            [],
            "Retired: `claude-haiku-4-5` on 2027-01-05 by anthropic; the catalog says nothing.",
        ),
        (
            SDK._replace(retired={**SDK.retired, "claude-sonnet-4-5-20250929": TODAY}),
            [],
            "Retired: `claude-sonnet-4-5-20250929` on 2026-11-23 by anthropic; the catalog says 2026-11-30.",
        ),
        (SDK._replace(ids=IDS - {"claude-fable-5-2"}), [], "Gone from the ids of anthropic: `claude-fable-5-2`"),
        (SDK, ["claude-mythos-preview"], "Priced in genai-prices: `claude-mythos-preview`"),
    ],
)
def test_a_model_that_is_new_or_gone_or_retires_is_said(sdk: Sdk, genai: list[str], said: str) -> None:
    (line,) = lines(sdk, genai)
    assert line.startswith(said)


def test_what_is_left_out_on_purpose_is_not_repeated() -> None:
    assert lines(genai=["claude-v1"], left_out=frozenset({"claude-v1"})) == []


def test_every_id_that_is_left_out_has_a_reason_and_is_not_ours() -> None:
    known = tomllib.loads((ROOT / "tests" / "disagreements.toml").read_text(encoding="utf-8"))
    for entry in known["left_out"]:
        assert entry["why"].strip()
        assert not [name for name in entry["ids"] if LOADED.find(name)]
    names = {name for entry in known["left_out"] for name in entry["ids"]}
    assert not [name for name in oracles.genai_ids() if not LOADED.find(name) and name not in names]


@pytest.mark.parametrize("table", fresh.DEPRECATED)
def test_the_sdk_is_read_without_running_it(tmp_path: Path, table: str) -> None:
    for name, text in (("types/model.py", MODEL), (table, MESSAGES)):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("import nothing_that_exists\n" + text)
    assert fresh.read_sdk(tmp_path) == Sdk(
        frozenset({"claude-a", "claude-b-1"}), {"claude-a": date(2026, 6, 1), "claude-c": date(2025, 1, 22)}
    )
    (tmp_path / "types/model.py").write_text("Models = 1\n")
    with pytest.raises(ValueError, match="assigns no Model any more"):
        fresh.read_sdk(tmp_path)


def moves(kind: str, factor: str = "2") -> dict[Moved, list[date]]:
    """Return what is found when genai-prices gives one rate of Opus 5.5 so many times as high."""
    opus = LOADED.find("claude-opus-5-5")
    assert opus
    found = list(oracles.genai_findings(opus))
    assert not fresh.price_moves(found, lambda _: False)
    extra = {
        "output": Decimal(oracles.OUTPUT_TOKENS) * 20 / 1_000_000 * (Decimal(factor) - 1),
    }
    changed = []
    for finding in found:
        theirs = finding.theirs
        assert isinstance(theirs, Decimal)
        if finding.cell.kind == kind and finding.cell.mode == "standard":
            theirs = theirs + extra[kind] if kind in extra else theirs * Decimal(factor)
        changed.append(finding._replace(theirs=theirs))
    return fresh.price_moves(changed, lambda cell: cell.prompt > 1000)


def test_a_changed_price_is_said_as_a_rate() -> None:
    (move,) = moves("cache_read")
    assert (move.model, move.ours, move.theirs) == ("claude-opus-5-5", Decimal("0.20"), Decimal("0.40"))
    assert move.what == "cache_read, standard, prompt of 1,000 tokens"


def test_a_changed_output_price_is_told_from_the_prompt_beside_it() -> None:
    (move,) = moves("output")
    assert (move.ours, move.theirs) == (20, 40)


def test_a_changed_input_price_is_not_said_of_the_output_too() -> None:
    """A request with output costs its prompt, too; both differ, and only one rate has moved."""
    found = [*oracles.genai_findings(LOADED.models[3])]
    both = [
        each._replace(theirs=each.theirs + Decimal(each.cell.prompt) / 1_000_000)
        for each in found
        if each.cell.kind in {"input", "output"} and isinstance(each.theirs, Decimal)
    ]
    assert {move.what.partition(",")[0] for move in fresh.price_moves(both, lambda _: False)} == {"input"}


def test_the_report_is_markdown() -> None:
    move = Moved("claude-opus-5-5", "cache_read", Decimal("0.20"), Decimal("0.40"))
    other = Moved("claude-opus-6", "input", None, Decimal(4))
    days = {move: [date(2026, 11, 1), TODAY], other: [TODAY]}
    text = fresh.as_markdown(["New."], days, {"genai-prices": "9.9", "anthropic": "8.8"}, TODAY)
    assert text.startswith("Compared with genai-prices 9.9 and anthropic 8.8 on 2026-11-23.\n")
    assert "\n- New.\n" in text
    assert "\n| `claude-opus-5-5` | cache_read | 2026-11-01 to 2026-11-23 | 0.2 | 0.4 |\n" in text
    assert "\n| `claude-opus-6` | input | 2026-11-23 | none | 4 |\n" in text
    assert fresh.as_markdown([], {}, {"anthropic": "8.8"}, TODAY).startswith("No difference")


def installed(folder: Path, model: str) -> dict[str, str]:
    """Stand in for pip: the genai-prices of the tests, and an SDK with these ids."""
    package = folder / "anthropic"
    for name, text in (("types/model.py", model), ("resources/messages/messages.py", "DEPRECATED_MODELS = {}\n")):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    return {"genai-prices": genai_prices.__version__, "anthropic": "0"}


@pytest.mark.parametrize("more", [set[str](), {"claude-opus-6"}], ids=["none", "some"])
def test_the_exit_code_tells_whether_there_is_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], more: set[str]
) -> None:
    model = f"Model = Literal{sorted(IDS | more)}\n"
    monkeypatch.setattr(fresh, "FOLDER", tmp_path)
    monkeypatch.setattr(fresh, "install", lambda folder: installed(folder, model))
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert fresh.main() == (SOME if more else NONE)
    said = capsys.readouterr().out
    assert ("New in anthropic: `claude-opus-6`" in said, "No difference" in said) == (bool(more), not more)


def test_a_failed_installation_is_no_difference(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(_: Path) -> dict[str, str]:
        raise subprocess.CalledProcessError(1, ["pip"], stderr="no network")

    monkeypatch.setattr(fresh, "install", failing)
    assert fresh.main() == fresh.FAILED
    assert "no network" in capsys.readouterr().err


def test_it_installs_into_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def note(command: list[str], **_options: object) -> None:
        commands.append(command)
        for name in ("genai_prices-1.0", "anthropic-2.0"):
            folder = tmp_path / "fresh" / f"{name}.dist-info"
            folder.mkdir(parents=True, exist_ok=True)
            package, _, version = name.replace("_", "-").rpartition("-")
            (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")

    monkeypatch.setattr(subprocess, "run", note)
    assert fresh.install(tmp_path / "fresh") == {"genai-prices": "1.0", "anthropic": "2.0"}
    for command in commands:
        assert command[command.index("--target") + 1] == str(tmp_path / "fresh")
        assert ":all:" in command
    assert fresh.FOLDER.is_relative_to(ROOT / ".cache")


def test_the_job_that_runs_new_packages_may_write_nothing() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "fresh.yml").read_text(encoding="utf-8"))
    jobs = workflow["jobs"]
    assert workflow["permissions"] == {}
    assert jobs["compare"]["permissions"] == {"contents": "read"}
    assert jobs["issue"]["permissions"] == {"issues": "write"}
    assert not any("uses" in step for step in jobs["issue"]["steps"])


def issue_script(tmp_path: Path, status: str, open_issue: str) -> list[str]:
    """Run the workflow's script with a stand-in for gh; returns its calls with what they read."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "fresh.yml").read_text(encoding="utf-8"))
    (step,) = workflow["jobs"]["issue"]["steps"]
    stand_in = tmp_path / "gh"
    stand_in.write_text(
        f'#!/bin/sh\nif [ "$2" = list ]; then echo "{open_issue}"; exit; fi\n'
        'read=; case "$*" in *--body-file*) read=$(cat);; esac\n'
        f'echo "$1 $2 $3 | $read" >> {tmp_path}/calls\n'
    )
    stand_in.chmod(0o755)
    subprocess.run(
        [shutil.which("bash") or "", "-e", "-c", step["run"]],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "STATUS": status, "REPORT": "## Models\n- $(touch x) `New`"},
        cwd=tmp_path,
        check=True,
    )
    assert not (tmp_path / "x").exists()
    return (tmp_path / "calls").read_text().splitlines()


@pytest.mark.parametrize(
    ("status", "open_issue", "call"),
    [
        ("1", "", "issue create --title | ## Models"),
        ("1", "7", "issue edit 7 | ## Models"),
        ("0", "7", "issue close 7 | "),
        ("0", "", None),
    ],
)
def test_there_is_one_issue(tmp_path: Path, status: str, open_issue: str, call: str | None) -> None:
    calls = [line for line in issue_script(tmp_path, status, open_issue) if line.startswith("issue")]
    assert calls == ([] if call is None else [call])
