"""What is done before a reader's logs come does what logs ask for, and leaves nothing behind."""

from __future__ import annotations

import json
from datetime import date

import pytest

from calculator import browser, rehearsal
from calculator.sources.reading import Reading

ON = date(2026, 11, 2)


def test_its_log_is_a_log_of_priced_responses() -> None:
    reading = Reading()
    for number in range(rehearsal.SLICES):
        reading.feed("rehearsal.jsonl", rehearsal.log(number, ON), last=number == rehearsal.SLICES - 1)
    responses = list(reading.responses())
    assert len(responses) == rehearsal.SLICES * rehearsal.ANSWERS // 2
    assert reading.sightings == 2 * len(responses)
    assert not reading.broken
    assert len({response.day for response in responses}) == rehearsal.DAYS


@pytest.mark.usefixtures("fresh_page")
def test_the_page_is_as_before() -> None:
    on = ON.isoformat()
    browser.update("days=3", on)
    before = browser.update("days=9", on)
    steps = 1
    while browser.rehearse(on) == "more":
        steps += 1
    assert steps > rehearsal.SLICES, "each of them gives way to an input"
    assert browser.rehearse(on) == "", "once is enough"
    assert browser.update("days=9", on) == before
    assert "report" not in json.loads(browser.download("days=9", on))
