"""Reads and judges made-up logs before a reader's own come.

A browser first translates WebAssembly quickly and runs it slowly; what is used much it compiles again, well. Doing what
is about to be asked for a few hundred times while the reader chooses files leaves less of that for when they wait.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from calculator import catalog, history
from calculator.own_files import estimate_from, shown_by
from calculator.results import results
from calculator.scenario import DEFAULT
from calculator.sources.door import Door

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

SLICES = 40
"""Parts in which the log is read, each in about ten milliseconds."""
ANSWERS = 50
"""Rows of responses in a part; each row is followed by another copy of the same response."""
TEXT = 'What was said goes on, with "quotes" and\nlines, and is let alone. ' * 30
DAYS = 40


def steps(on: date) -> Iterator[None]:
    """Do everything that logs ask for, in steps that let an input pass between them; nothing is kept."""
    door, known = Door(), catalog.load()
    for number in range(SLICES):
        door.feed("rehearsal.jsonl", log(number, on), last=number == SLICES - 1)
        yield
    other = Door()
    for part in door.dumped():
        other.absorb(part)
    yield
    recording = history.Recording(known, on)
    results(other, known, on, watch=recording.note)
    yield
    estimate_from(DEFAULT, known, on, shown_by(other), recording.history())


def log(number: int, on: date) -> bytes:
    """Return a part of the made-up log, of the weeks before a day."""
    first = number * ANSWERS
    return b"".join(part for answer in range(first, first + ANSWERS, 2) for part in (_prompt(), *_answers(answer, on)))


def _prompt() -> bytes:
    return json.dumps({"type": "user", "message": {"role": "user", "content": TEXT * 6}}).encode() + b"\n"


def _answers(number: int, on: date) -> Iterator[bytes]:
    begun = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(days=DAYS)
    row = {
        "isSidechain": False,
        "cwd": f"/projects/{number % 7}",
        "sessionId": f"session-{number // ANSWERS}",
        "version": "2.1.200",
        "type": "assistant",
        "timestamp": (begun + number * timedelta(days=DAYS) / (SLICES * ANSWERS)).isoformat(),
        "requestId": f"req_{number}",
    }
    counts = {"input_tokens": 5, "cache_read_input_tokens": 20_000, "cache_creation_input_tokens": 700}
    split = {"ephemeral_5m_input_tokens": 300, "ephemeral_1h_input_tokens": 400}
    for output in (7, 700 + number):
        usage = {**counts, "cache_creation": split, "output_tokens": output}
        content = [{"type": "text", "text": TEXT}]
        message = {"id": f"msg_{number}", "model": "claude-opus-5-5", "content": content, "usage": usage}
        yield json.dumps({**row, "message": message}, separators=(",", ":")).encode() + b"\n"
