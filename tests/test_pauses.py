"""What was in the cache and was written again, by the pause before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from calculator.pauses import Pause
from tests.exports import log, read, usage_csv
from tests.test_reading import row

SHORT, MIDDLE, LONG = "up to 5 minutes", "5 to 60 minutes", "over an hour"


def response(
    minute: int, *, reads: int, short: int = 0, long: int = 0, number: int = 0, **changes: Any
) -> dict[str, Any]:
    return row(
        message__id=f"msg_{minute}_{number}",
        timestamp=f"2026-10-10T{10 + minute // 60:02}:{minute % 60:02}:00Z",
        usage__cache_read_input_tokens=reads,
        usage__cache_creation_input_tokens=short + long,
        usage__cache_creation={"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long},
        **changes,
    )


def found(*rows: dict[str, Any]) -> dict[str, Pause]:
    return {pause.length: pause for pause in read({"a.jsonl": log(*rows)}).pauses}


@pytest.mark.parametrize(
    ("minutes", "length"), [(1, SHORT), (5, SHORT), (6, MIDDLE), (60, MIDDLE), (61, LONG), (600, LONG)]
)
def test_a_prompt_that_ran_out_is_written_again(minutes: int, length: str) -> None:
    """100,000 tokens were cached, 90,000 of them are written again; $5 a million, as 5-minute writes."""
    pauses = found(response(0, reads=80_000, short=20_000), response(minutes, reads=10_000, short=90_500))
    assert pauses[length] == Pause(length, 1, 90_000, Decimal("0.45"))
    assert sum(pause.responses for pause in pauses.values()) == 1
    assert sum(pause.tokens for pause in pauses.values()) == 90_000


def test_what_is_new_is_not_written_again() -> None:
    pauses = found(response(0, reads=0, short=20_000), response(2, reads=20_000, short=5000))
    assert pauses[SHORT] == Pause(SHORT, 1, 0, Decimal(0))


def test_writes_of_both_lifetimes_have_their_own_price() -> None:
    """8 dollars a million for an hour, 5 for five minutes."""
    pauses = found(response(0, reads=100_000), response(90, reads=0, long=60_000, short=70_000))
    assert pauses[LONG].tokens == 100_000
    assert pauses[LONG].usd == Decimal("0.48") + Decimal("0.20")


def test_sessions_and_sub_agents_have_caches_of_their_own() -> None:
    rows = [
        response(0, reads=100_000),
        response(1, reads=0, short=100_000, sessionId="other"),
        response(2, reads=0, short=100_000, isSidechain=True),
        response(3, reads=100_000),
    ]
    files = {f"{number}.jsonl": log(each) for number, each in enumerate(rows)}
    pauses = {pause.length: pause for pause in read(files).pauses}
    assert (pauses[SHORT].responses, pauses[SHORT].tokens) == (1, 0)


def test_the_order_of_reading_changes_nothing() -> None:
    rows = [response(minute, reads=minute * 10, short=minute * 7, number=n) for minute in (0, 9, 90) for n in (0, 1)]
    assert found(*rows) == found(*reversed(rows))


def test_an_unpriced_model_is_written_again_for_no_known_price() -> None:
    rows = [response(0, reads=100, message__model="x"), response(9, reads=0, short=100, message__model="x")]
    assert found(*rows)[MIDDLE] == Pause(MIDDLE, 1, 100, Decimal(0))


def test_daily_sums_know_no_pauses() -> None:
    assert not any(pause.responses for pause in read({"a.csv": usage_csv({}, {})}).pauses)
