"""Busiest minutes are counted as the API counts them, and held against the published limits of each tier."""

from datetime import UTC, date, datetime, timedelta

import pytest

from calculator import catalog, history
from calculator.peaks import TIERS, Load, limits, peaks
from calculator.present.per_minute import read, rows
from calculator.usage import Response, Tokens
from tests import responses

ON = date(2026, 11, 23)
LOADED = catalog.load()
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def response(second: int, tokens: Tokens, model: str = "claude-opus-5-5") -> Response:
    return responses.response(NOON + timedelta(seconds=second), tokens, f"s{second}", model=model)


def of(*made: Response) -> history.History:
    return history.read(made, LOADED, ON)


def test_cache_reads_do_not_count_and_minutes_are_those_of_the_clock() -> None:
    past = of(
        response(0, Tokens(input=5, output=7, cache_read=900, cache_write_5m=30)),
        response(59, Tokens(input=1, output=1)),
        response(60, Tokens(input=40, output=2)),
        response(61, Tokens(input=3, output=2), "claude-sonnet-5-5"),
    )
    (opus, sonnet) = peaks(past, LOADED)
    assert (opus.family, opus.busy, opus.most) == ("opus", 2, Load(2, 40, 8))
    assert (sonnet.family, sonnet.busy, sonnet.most) == ("sonnet", 1, Load(1, 3, 2))
    assert set(opus.over.values()) == {0}
    assert "None of the tiers Start, Build and Scale would have refused anything in your 3 busy minutes" in read(
        [opus, sonnet]
    )


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize(("model", "family"), [("claude-opus-5-5", "opus"), ("claude-fable-5-2", "fable")])
def test_a_minute_is_over_from_the_first_token_past_the_limit(tier: str, model: str, family: str) -> None:
    limit = limits(family, tier, LOADED)
    within, past = (of(response(0, Tokens(input=limit.input + more), model)) for more in (0, 1))
    assert peaks(within, LOADED)[0].over[tier] == 0
    assert peaks(past, LOADED)[0].over[tier] == 1


def test_the_limits_are_those_of_the_data() -> None:
    assert limits("sonnet", "start", LOADED) == Load(1000, 2_000_000, 400_000)
    assert limits("fable", "build", LOADED) == Load(2000, 1_500_000, 300_000)


def test_what_would_have_been_refused_is_said() -> None:
    past = of(response(0, Tokens(output=500_000)), response(300, Tokens(input=6_000_000)))
    found = peaks(past, LOADED)
    said = "Of your 2 busy minutes, a tier would have refused something: Start in 2, Build in 1, Scale in none."
    assert read(found).startswith(said)
    assert [row.most for row in rows(found, LOADED)] == [1, 6_000_000, 500_000]


def test_nothing_is_counted_of_nothing() -> None:
    assert peaks(history.History(), LOADED) == ()
