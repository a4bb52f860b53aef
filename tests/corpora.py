"""Log folders with known totals: honest ones of every layout, and a hostile one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests import make_logs
from tests.make_logs import Options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CORPORA = {
    "today": Options(mb=4, seed=2),
    "small": Options(mb=0.4, days=6, seed=5, sidechains=0.4),
    "old layout": Options(mb=2, seed=3, inline_sidechains=True),
    "fast mode": Options(mb=2, seed=8, fast=0.3, models="claude-opus-5=2,claude-opus-4-8=1"),
    "echoes": Options(mb=3, seed=12, sidechains=0.8, echoes=1, noon=3),
    "replays": Options(mb=6, days=10, seed=7, replays=0.7, limit_hits=0.4),
    "crashes": Options(mb=2, seed=12, broken=0.6),
    "whole output on every row": Options(mb=2, seed=6, partial_output=False),
    "new models": Options(
        mb=4,
        seed=14,
        start="2026-11-01",
        days=20,
        models="claude-opus-5-5=2,claude-sonnet-5-5=2,claude-haiku-5-5=3",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A log folder and what a correct reader reports of it."""

    folder: Path
    """What a reader chooses: the folder named `projects`."""
    truth: dict[str, Any]

    def files(self) -> list[Path]:
        """Return the log files in order."""
        return sorted(self.folder.rglob("*.jsonl"))

    def rows(self) -> Iterator[bytes]:
        """Yield every line of every file."""
        for file in self.files():
            yield from file.read_bytes().rstrip(b"\n").split(b"\n")


def make(name: str, folder: Path) -> Corpus:
    """Write the corpus of this name into `folder`."""
    return Corpus(truth=make_logs.make(folder, CORPORA[name]), folder=folder / "projects")


MARKUP = "<img src=x onerror=window.pwned=1>"
"""A name that runs a script wherever it is taken for HTML."""

HALF = "claude-\ud83d"
"""A name with half of a surrogate pair, which is no text that could be written out."""


def row(number: int, model: str, *, tokens: object = 1_000, day: str = "2026-11-03") -> str:
    """Return one row of one response with `tokens` input and as many output tokens."""
    usage = {"input_tokens": tokens, "output_tokens": tokens}
    message = {"id": f"msg_{number}", "model": model, "role": "assistant", "usage": usage}
    stamp = f"{day}T12:00:{number % 60:02}Z"
    return json.dumps(
        {"type": "assistant", "timestamp": stamp, "requestId": f"req_{number}", "cwd": MARKUP, "message": message}
    )


def make_hostile(folder: Path) -> Corpus:
    """Write good rows among everything that a log folder may hold by accident or malice.

    The truth's `responses` are good rows of 1,000 input and 1,000 output tokens each: 6 of a model with a price and
    3 of models without one. `broken_lines` counts the lines that are no rows.
    """
    home = folder / "projects" / "-home-dev-b-onmouseover-1-b"
    home.mkdir(parents=True)
    priced = "claude-sonnet-4-6"
    broken = [
        row(90, priced)[:-40],
        row(91, priced, tokens=-5),
        row(92, priced, tokens="many"),
        row(93, priced, tokens=1.5),
        row(94, priced, day="not a day"),
        row(95, priced, tokens="@").replace('"@"', "9" * 5_000),
        '{"type":"assistant","usage":',
        "[" * 100_000,
        '{"type":"assistant","message":{"usage":' + '{"a":' * 100_000 + "1" + "}" * 100_002,
    ]
    strange = [
        json.dumps({"type": "a kind of tomorrow", "usage": {"input_tokens": 9}}),
        json.dumps({"type": "user", "message": {"content": MARKUP}}),
        "",
    ]
    files = {
        "good.jsonl": [row(1, priced), row(2, priced), *strange],
        "broken.jsonl": [row(3, priced), *broken, row(4, priced)],
        "unknown.jsonl": [row(5, "claude-novel-9"), row(6, MARKUP), row(9, HALF), row(7, priced)],
        "b onmouseover=1 &amp; '\".jsonl": [row(8, priced)],
        "empty.jsonl": [],
    }
    for name, rows in files.items():
        (home / name).write_text("\n".join(rows) + "\n" * bool(rows))
    (home / "picture.jsonl").write_bytes(bytes(range(256)) * 300)
    (home / "notes.txt").write_text(row(70, priced))
    return Corpus(
        folder=folder / "projects",
        truth={"responses": 9, "tokens_each": 1_000, "unpriced": 3, "priced": priced, "broken_rows": len(broken)},
    )
