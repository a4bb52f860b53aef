"""The reader says of any files what a slow and plain one says, however they are sliced, shared out and merged."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import billing, catalog
from calculator.dates import moment
from calculator.report import report
from calculator.sources import claude_code, ledger, lines, reading
from calculator.usage import Tokens
from tests import fuzzing, plain_reader
from tests.plain_reader import PlainAccount, PlainResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from calculator.sources.reading import Reading
    from calculator.usage import Response

CATALOG = catalog.load()
MILLION = 1_000_000


def plainly(response: Response) -> PlainResponse:
    """Return what the fast reader calls a response as the plain one does."""
    assert response.at_us is not None
    at = moment(response.at_us)
    assert response.priced_on == response.day == at.date()
    return PlainResponse(
        response.model,
        at,
        response.tokens,
        response.web_searches,
        response.fast,
        response.us_only,
        response.batch,
        response.on_top,
        response.session,
        response.project,
        response.sidechain,
        response.final,
    )


def account(found: Reading) -> PlainAccount:
    """Return all that the fast reader found."""
    responses = sorted(map(plainly, found.responses()))
    return PlainAccount(
        found.rows,
        found.broken,
        found.sightings,
        found.duplicates,
        sorted((notice.at, notice.text) for notice in found.notices),
        found.cost_states,
        responses,
    )


def usd(responses: Iterable[PlainResponse]) -> Fraction:
    """Price responses one by one in fractions; what has no price costs nothing here."""
    return sum((price for each in responses if (price := price_of(each)) is not None), Fraction(0))


def price_of(response: PlainResponse) -> Fraction | None:
    day = response.at.date()
    model = CATALOG.find(response.model)
    price = model.price_on(day) if model else None
    fast = model.fast_on(day) if model and response.fast else None
    if not model or not price or (response.fast and not fast):
        return None
    factor = Fraction(fast.multiplier) if fast else Fraction(1)
    if response.us_only:
        if model.us_inference_multiplier is None:
            return None
        factor *= Fraction(model.us_inference_multiplier)
    if response.batch:
        factor *= Fraction(CATALOG.batch_multiplier)
    fresh, output, read, minutes, hour = response.tokens
    rates = price.rates
    for step in () if fast and fast.ignores_steps else price.steps:
        if fresh + read + minutes + hour > step.above_prompt_tokens:
            rates = step.rates
    used = (
        (fresh, rates.input),
        (output, rates.output),
        (read, rates.cache_read),
        (minutes, rates.cache_write_5m),
        (hour, rates.cache_write_1h),
    )
    tokens = sum((Fraction(rate) * count for count, rate in used), Fraction(0)) * factor / MILLION
    return tokens + Fraction(CATALOG.usd_per_1000_web_searches) * response.web_searches / 1000


def check(chance: Random, rows: int) -> PlainAccount:
    """Read some files both ways; return what both say."""
    files = fuzzing.files(chance, rows)
    expected = plain_reader.read(files)
    logs = fuzzing.read_fast(files, chance)
    assert account(logs) == expected, files
    found = report(logs.responses(), CATALOG)
    assert Fraction(found.total.usd) == usd(expected.responses)
    assert found.unpriced.tokens == sum(sum(one.tokens) for one in expected.responses if price_of(one) is None)
    return expected


def check_many(seeds: Iterable[int]) -> None:
    for seed in seeds:
        check(Random(seed), 200)  # noqa: S311  # repeatable, no secret


@settings(max_examples=150)
@given(chance=st.randoms(use_true_random=False), rows=st.integers(0, 8))
def test_both_readers_agree(chance: Random, rows: int) -> None:
    check(chance, rows)


def test_both_readers_agree_on_many_rows() -> None:
    check_many(range(20))


def test_the_cases_hold_what_they_should() -> None:
    """Cases without good rows, duplicates of every kind, broken rows and prices would prove nothing."""
    found = [check(Random(seed), 100) for seed in range(5)]  # noqa: S311
    for place in range(3):
        assert sum(each.duplicates[place] for each in found)
    assert sum(len(each.responses) for each in found) > 100
    rows = sum(each.rows for each in found)
    assert rows / 20 < sum(each.broken for each in found) < rows / 2
    assert sum(usd(each.responses) > 0 for each in found) > 1
    assert any(each.notices for each in found)
    assert any(response.on_top for each in found for response in each.responses)


def first_wins(entry: ledger.Entry, other: ledger.Entry) -> ledger.Entry:
    return MERGED(entry, other)._replace(usage=entry.usage)


def last_time(entry: ledger.Entry, other: ledger.Entry) -> ledger.Entry:
    return MERGED(entry, other)._replace(first=max(entry.first, other.first))


def no_split(usage: dict[str, object]) -> claude_code.Counts:
    return COUNTS(usage)._replace(one_hour=0)


def own_split(one: claude_code.Usage, other: claude_code.Usage) -> claude_code.Usage:
    return max(one, other)


def main_alone(line: bytes) -> object:
    found = SIGHTING(line)
    return None if isinstance(found, claude_code.Sighting) and found.sidechain else found


def short_prompt(tariffs: billing.Tariffs, response: Response) -> billing.Tariff:
    return tariffs._at(response._replace(tokens=Tokens()), 0)


MERGED, COUNTS, SIGHTING = ledger.Entry.merged, claude_code._counts, claude_code.sighting
BUGS: dict[str, tuple[object, str, Callable[..., object]]] = {
    "the first row of a response wins": (ledger.Entry, "merged", first_wins),
    "a copy moves a response to a later day": (ledger.Entry, "merged", last_time),
    "echoes are counted": (ledger, "settle", lambda entries: entries),
    "a copy without the split of cache writes loses it": (ledger, "_fuller", own_split),
    "the split of cache writes is ignored": (claude_code, "_counts", no_split),
    "sub-agents are left out": (reading, "sighting", main_alone),
    "what is billed on top is left out": (claude_code, "_on_top", lambda _usage, _model: ()),
    "broken rows are not counted": (reading.Reading, "_blame", lambda *_: None),
    "a row that two slices share is lost": (lines.LineScreen, "_hold", lambda *_: None),
    "what another reading saw is forgotten": (ledger.Ledger, "absorb", lambda *_: None),
    "the text of a message is judged": (claude_code, "without_content", lambda row: row),
    "long prompts are priced as short ones": (billing.Tariffs, "of", short_prompt),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_reader_with_a_bug_is_found_out(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*BUGS[bug])
    with pytest.raises(AssertionError):
        check_many(range(20))
