"""Writes `calculator/data/credentials.toml` from the real program: `.venv/bin/python -m tests.cli.record`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from calculator.credentials import KINDS
from tests.cli.api import Api
from tests.cli.claude import ROOT, Home, install
from tests.cli.combinations import EVERY, SPECIALS, combination

if TYPE_CHECKING:
    from collections.abc import Callable

    from calculator.credentials import Row

HEAD = """\
# Which credential Claude Code sends and shows, for every combination of them: recorded from the real program with
# made-up credentials, against a stand-in for the API, by `python -m tests.cli.record`. `make test-cli` compares.
"""


def _fields(row: Row) -> str:
    present = [kind for kind in KINDS if kind in row.present]
    names = ("api_key", "bearer", "model", "ttl", "method", "source", "stream")
    given = {"present": present} | {name: value for name in names if (value := getattr(row, name)) is not None}
    if row.text:
        given["text"] = list(row.text)
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in given.items())


def _measured(programs: Path, measure: Callable[[Home], Row]) -> Row:
    with tempfile.TemporaryDirectory() as folder, Api() as api:
        return measure(Home(path=Path(folder), api=api, programs=programs))


def main() -> None:
    """Record everything."""
    programs = install()
    parts = [HEAD]
    for present in EVERY:
        row = _measured(programs, lambda home, present=present: combination(home, present))
        parts.append(f"[[row]]\n{_fields(row)}")
    for name, (title, measure) in SPECIALS.items():
        head = f"[[special]]\nid = {json.dumps(name)}\ntitle = {json.dumps(title)}\n"
        parts.append(head + _fields(_measured(programs, measure)))
    (ROOT / "calculator/data/credentials.toml").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
