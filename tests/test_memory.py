"""What is held of logs does not hang on how long their texts were: so many bytes a response, and no more.

Counted in CPython on 64 bits, where a pointer and an object's head take twice what they take in Pyodide.
"""

import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from calculator import catalog
from calculator.history import MOST_MADE, History, Recording
from calculator.sources.reading import Reading
from tests.test_reading import row

RESPONSES = 4000
FIRST = datetime(2026, 10, 1, tzinfo=UTC)
ON = date(2026, 11, 28)
LEDGER_BYTES, LEDGER_BYTES_ON_TOP, HISTORY_BYTES = 230, 330, 90


def slices(text: str, *, on_top: bool = False) -> Iterator[bytes]:
    """Yield a log of many responses, each in two rows and with that text, perhaps with a charge on top."""
    for number in range(RESPONSES):
        one = row(
            message__id=f"msg_01{number:022}",
            requestId=f"req_01{number:022}",
            timestamp=(FIRST + timedelta(minutes=7 * number)).isoformat(),
            message__content=[{"type": "text", "text": text}],
            **({"usage__iterations": [{"type": "compaction", "input_tokens": number}]} if on_top else {}),
        )
        yield (json.dumps(one) + "\n").encode() * 2


def held(text: str, *, on_top: bool = False) -> tuple[Reading, float]:
    """Return what was read of such a log, and the bytes a response that it takes."""
    reading = Reading()
    tracemalloc.start()
    try:
        for part in slices(text, on_top=on_top):
            reading.feed("a.jsonl", part, last=False)
        return reading, tracemalloc.get_traced_memory()[0] / RESPONSES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("text", ["short", "long " * 2000])
def test_what_is_read_takes_so_many_bytes_a_response(text: str) -> None:
    reading, taken = held(text)
    assert len(list(reading.responses())) == RESPONSES
    assert taken < LEDGER_BYTES


def test_charges_on_top_take_few_bytes_more() -> None:
    reading, taken = held("short", on_top=True)
    assert len(list(reading.responses())) == 2 * RESPONSES
    assert LEDGER_BYTES < taken < LEDGER_BYTES_ON_TOP


def laid_out(reading: Reading) -> tuple[History, float]:
    """Return the history of what was read, and the bytes a response that it takes."""
    recording, responses = Recording(catalog.load(), ON), list(reading.responses())
    tracemalloc.start()
    try:
        for response in responses:
            recording.note(response)
        return recording.history(), tracemalloc.get_traced_memory()[0] / RESPONSES
    finally:
        tracemalloc.stop()


def test_what_is_laid_out_in_time_takes_so_many_bytes_a_response() -> None:
    reading, _ = held("short")
    past, taken = laid_out(reading)
    assert len(past.uses) == RESPONSES
    assert taken < HISTORY_BYTES


def test_what_is_made_of_logs_for_numbers_that_are_typed_does_not_pile_up() -> None:
    past, made = History(), []

    def once(*key: object) -> None:
        past.once(lambda: made.append(key), *key)

    for number in range(3 * MOST_MADE):
        once("weeks")
        once("hours", number)
    assert len(past.made) == MOST_MADE
    assert made.count(("weeks",)) == 1, "what every answer asks for stays"
    once("hours", 0)
    assert made.count(("hours", 0)) == 2
