"""Reading with several processes finds what one finds, also when one of them is lost."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import pytest

from calculator.sources import folder
from tests.corpora import CORPORA, make, row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from calculator.sources.door import Door

HERE = os.getpid()
DUMPED, READ_ALL = folder._dumped, folder._read_all


def account(door: Door) -> tuple[Any, ...]:
    logs = door.logs
    counts = (logs.files, logs.rows, logs.sightings, logs.broken, door.log_files)
    return (
        *counts,
        sorted(map(repr, logs.responses())),
        sorted(door.unknown),
        [export.file for export in door.exports],
    )


def die_elsewhere(files: Sequence[Path]) -> list[bytes]:
    if os.getpid() != HERE:
        os._exit(9)
    return DUMPED(files)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(os, "process_cpu_count", lambda: 3)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Return a folder with logs, an export, and a file that is nothing."""
    corpus = make("replays", tmp_path)
    (corpus.folder / "usage.csv").write_text(
        "usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens\n2026-10-01,claude-opus-5-5,1,2\n"
    )
    (corpus.folder / "other.json").write_text("[]")
    return corpus.folder


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_several_processes_find_what_one_finds(
    mixed: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    alone = account(folder.read_paths([mixed]))
    request.getfixturevalue("processes")
    started: list[int] = []
    whole = folder._read_side_by_side
    monkeypatch.setattr(folder, "_read_side_by_side", lambda shares: started.append(len(shares)) or whole(shares))
    assert account(folder.read_paths([mixed])) == alone
    assert started == [3]
    assert alone[-1]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.usefixtures("processes")
def test_what_a_lost_process_leaves_is_read_all_the_same(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = account(folder.read_paths([mixed]))
    monkeypatch.setattr(folder, "_dumped", die_elsewhere)
    assert account(folder.read_paths([mixed])) == whole


@pytest.mark.parametrize("name", CORPORA)
def test_shares_hold_every_file_once(name: str, tmp_path: Path) -> None:
    files = make(name, tmp_path).files()
    shares = folder._shares({file: file.stat().st_size for file in files}, 3)
    assert sorted(file for share in shares for file in share) == sorted(files)


def test_a_folder_may_change_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the listing and the reading a file goes, one grows, and one becomes a folder."""
    files = {name: tmp_path / f"{name}.jsonl" for name in ("gone", "grown", "kept", "turned")}
    for number, file in enumerate(files.values()):
        file.write_text(row(number, "claude-sonnet-4-6") + "\n")

    def change(shares: Sequence[Path]) -> Door:
        files["gone"].unlink()
        files["grown"].write_text(files["grown"].read_text() + row(9, "claude-sonnet-4-6"))
        files["turned"].unlink()
        files["turned"].mkdir()
        return READ_ALL(shares)

    monkeypatch.setattr(folder, "_read_all", change)
    logs = folder.read_paths([tmp_path]).logs
    assert len(list(logs.responses())) == 3
    assert {problem.file: problem.reason for problem in logs.unreadable} == {
        str(files["gone"]): "No such file or directory",
        str(files["turned"]): "not a regular file",
    }


def test_a_folder_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.jsonl").write_text(row(1, "claude-sonnet-4-6"))
    scan = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    logs = folder.read_paths([tmp_path]).logs
    assert len(list(logs.responses())) == 1
    assert [(problem.file, problem.reason) for problem in logs.unreadable] == [
        (str(tmp_path / "closed"), "Permission denied")
    ]
