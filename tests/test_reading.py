"""Rows become responses once each, whatever the order of files, and every row is accounted for."""

import json
import marshal
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.dates import micros
from calculator.sources import ledger
from calculator.sources.reading import Reading
from calculator.usage import Response, Tokens
from calculator.zones import Table

AT = "2026-10-10T10:00:00.000Z"


def row(**changes: Any) -> dict[str, Any]:
    """Return an assistant row; `usage__x`, `message__x` and `x` replace its parts."""
    made: dict[str, Any] = {
        "type": "assistant",
        "uuid": "u1",
        "timestamp": AT,
        "requestId": "req_1",
        "sessionId": "session_1",
        "cwd": "/work/app",
        "isSidechain": False,
        "message": {
            "id": "msg_1",
            "model": "claude-opus-5-5",
            "usage": {
                "input_tokens": 10,
                "output_tokens": 20,
                "cache_read_input_tokens": 300,
                "cache_creation_input_tokens": 50,
                "cache_creation": {"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 30},
            },
        },
    }
    for name, value in changes.items():
        first, _, second = name.rpartition("__")
        place = {"": made, "message": made["message"], "usage": made["message"]["usage"]}[first]
        place[second] = value
    return made


def read(*files: Iterable[dict[str, Any] | str]) -> Reading:
    reading = Reading()
    for number, rows in enumerate(files):
        data = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in rows).encode(
            errors="surrogatepass"
        )
        reading.feed(f"file{number}.jsonl", data, last=True)
    return reading


def responses(*files: Iterable[dict[str, Any] | str]) -> list[Response]:
    return list(read(*files).responses())


def test_one_row_is_one_response() -> None:
    (only,) = responses([row()])
    assert only == Response(
        model="claude-opus-5-5",
        day=date(2026, 10, 10),
        priced_on=date(2026, 10, 10),
        tokens=Tokens(input=10, output=20, cache_read=300, cache_write_5m=20, cache_write_1h=30),
        at_us=micros(datetime(2026, 10, 10, 10, tzinfo=UTC)),
        session="session_1",
        project="/work/app",
    )


def test_a_copy_belongs_to_the_session_and_folder_of_its_first_time() -> None:
    copy = row(sessionId="session_2", cwd="/work/other", timestamp="2026-10-12T08:00:00Z")
    for files in ([[row()], [copy]], [[copy], [row()]]):
        (only,) = responses(*files)
        assert (only.session, only.project) == ("session_1", "/work/app")


def test_what_a_fork_has_copied_belongs_to_the_session_and_folder_in_which_it_was_asked_for() -> None:
    copy = row(sessionId="session_0", requestSessionId="session_1", cwd="/work/a")
    for files in ([[row()], [copy]], [[copy], [row()]]):
        (only,) = responses(*files)
        assert (only.session, only.project) == ("session_1", "/work/app")
    (only,) = responses([copy])
    assert (only.session, only.project) == ("session_1", "/work/a"), "the original is gone"


def test_a_file_may_hold_several_sessions_each_with_the_project_in_which_it_began() -> None:
    rows = [
        row(message__id="msg_1", sessionId="session_1", cwd="/work/app"),
        row(message__id="msg_2", sessionId="session_2", cwd="/work/other"),
        row(message__id="msg_3", sessionId="session_1", cwd="/work/app/inner"),
    ]
    for reading in (read(rows), Reading()):
        if not reading.files:
            for part in read(rows).plain():
                reading.absorb(part)
        found = [(one.session, one.project) for one in reading.responses()]
        assert found == [("session_1", "/work/app"), ("session_2", "/work/other"), ("session_1", "/work/app")]


def test_an_error_that_was_shown_is_kept_as_a_notice_and_is_no_response() -> None:
    said = "5-hour limit reached ∙ resets 3pm"
    error = row(isApiErrorMessage=True, message__model="<synthetic>", message__content=[{"type": "text", "text": said}])
    reading = read([error, row()])
    assert [(notice.at, notice.text) for notice in reading.notices] == [(datetime(2026, 10, 10, 10, tzinfo=UTC), said)]
    assert (len(list(reading.responses())), reading.broken) == (1, 0)


def test_an_error_without_a_time_costs_nothing() -> None:
    reading = read([row(isApiErrorMessage=True, timestamp=None)])
    assert (reading.notices, reading.broken) == ([], 0)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_fullest_row_of_a_response_counts_once(order: tuple[int, ...]) -> None:
    rows = [row(usage__output_tokens=tokens) for tokens in (1, 7, 20)]
    reading = read([rows[place] for place in order])
    (only,) = reading.responses()
    assert only.tokens.output == 20
    assert (reading.rows, reading.sightings) == (3, 3)


def test_a_copy_without_request_id_and_with_a_later_time_is_the_same_response_on_its_first_day() -> None:
    copy = row(timestamp="2026-10-12T08:00:00Z")
    del copy["requestId"]
    for files in ([[row()], [copy]], [[copy], [row()]]):
        (only,) = responses(*files)
        assert only.day == date(2026, 10, 10)


def test_a_side_conversation_that_replays_its_parent_is_not_counted() -> None:
    echo = row(isSidechain=True, requestId="req_2", usage__cache_read_input_tokens=50_000)
    for files in ([[row()], [echo]], [[echo], [row()]]):
        (only,) = responses(*files)
        assert only.tokens.cache_read == 300


def test_a_side_conversation_of_its_own_is_counted() -> None:
    own = row(isSidechain=True, message__id="msg_2", requestId="req_2")
    assert len(responses([row(), own])) == 2


def test_two_requests_with_one_message_id_are_two_responses() -> None:
    assert len(responses([row(), row(requestId="req_2")])) == 2


def test_rows_without_any_id_are_each_counted() -> None:
    rows = [row(message__id=None, requestId=None, uuid=None, timestamp=f"2026-10-10T10:0{n}:00Z") for n in range(3)]
    assert len(responses(rows)) == 3


@pytest.mark.parametrize(
    ("split", "five_minutes", "one_hour"),
    [
        (None, 50, 0),
        ({"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0}, 50, 0),
        ({"ephemeral_1h_input_tokens": 30}, 20, 30),
        ({"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 30}, 20, 30),
        ({"ephemeral_5m_input_tokens": None, "ephemeral_1h_input_tokens": 50}, 0, 50),
    ],
)
def test_what_the_split_does_not_cover_is_a_five_minute_write(split: Any, five_minutes: int, one_hour: int) -> None:
    (only,) = responses([row(usage__cache_creation=split)])
    assert (only.tokens.cache_write_5m, only.tokens.cache_write_1h) == (five_minutes, one_hour)


NO_SPLITS = ({}, None, {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0})


@pytest.mark.parametrize("split", NO_SPLITS, ids=str)
@pytest.mark.parametrize("output", [2, 20, 421])
def test_a_copy_without_the_split_does_not_lose_it(split: Any, output: int) -> None:
    known, copy = row(), row(usage__output_tokens=output, usage__cache_creation=split)
    older = row(usage__output_tokens=1, usage__cache_creation=split)
    for order in permutations((known, copy, older)):
        for files in ([order], [[each] for each in order]):
            (only,) = responses(*files)
            assert only.tokens == Tokens(10, max(20, output), 300, 20, 30)


def test_writes_for_an_hour_are_at_most_all_writes() -> None:
    """Rows that contradict each other: the fuller one has fewer writes than the other has for an hour."""
    fuller = row(usage__output_tokens=90, usage__cache_creation_input_tokens=10, usage__cache_creation=None)
    for order in ([row(), fuller], [fuller, row()]):
        (only,) = responses(order)
        assert only.tokens == Tokens(10, 90, 300, 0, 10)


def test_fast_mode_place_batch_and_searches_are_kept() -> None:
    (only,) = responses(
        [
            row(
                usage__speed="fast",
                usage__inference_geo="us",
                usage__service_tier="batch",
                usage__server_tool_use={"web_search_requests": 3},
            )
        ]
    )
    assert (only.fast, only.us_only, only.batch, only.web_searches) == (True, True, True, 3)


def test_charges_on_top_of_a_response_are_lines_of_their_own() -> None:
    own, extra = responses(
        [
            row(
                usage__iterations=[
                    {"type": "message", "input_tokens": 10, "output_tokens": 20},
                    {"type": "advisor_message", "model": "claude-fable-5-2", "input_tokens": 5, "output_tokens": 6},
                ]
            )
        ]
    )
    assert not own.on_top
    assert (extra.on_top, extra.model, extra.tokens) == (True, "claude-fable-5-2", Tokens(input=5, output=6))


@pytest.mark.parametrize(
    "ignored",
    [
        {"type": "user", "toolUseResult": {"usage": {"input_tokens": 5}, "by": "assistant"}},
        row(isApiErrorMessage=True),
        row(message__model="<synthetic>"),
        row(message__usage=None),
        row(message=None),
        {"type": "cost-state", "usage": {"assistant": 1}},
        {"type": "user", "message": {"content": json.dumps(row())}},
    ],
    ids=["user", "error", "synthetic", "no usage", "no message", "cost-state", "quoted in text"],
)
def test_rows_that_are_no_response_are_ignored(ignored: dict[str, Any]) -> None:
    reading = read([ignored, row()])
    assert len(list(reading.responses())) == 1
    assert (reading.rows, reading.sightings, reading.broken) == (2, 1, 0)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('{"type":"assistant","message":{"usage":{"input_tokens":12,"out', "not complete JSON"),
        ("no json", "not complete JSON"),
        ("[1, 2]", "not a JSON object"),
        (json.dumps(row(usage__input_tokens=-1)), "input_tokens is no token count"),
        (json.dumps(row(usage__input_tokens=1.5)), "input_tokens is no token count"),
        (json.dumps(row(usage__output_tokens="9")), "output_tokens is no token count"),
        (json.dumps(row(usage__output_tokens=True)), "output_tokens is no token count"),
        (json.dumps(row(usage__output_tokens=float("nan"))), "not complete JSON"),
        (json.dumps(row()).replace('"output_tokens": 20', '"output_tokens": ' + "9" * 5000), "not complete JSON"),
        (json.dumps(row(usage__output_tokens=10**16)), "output_tokens is no token count"),
        (
            json.dumps(row(usage__server_tool_use={"web_search_requests": 10**4000})),
            "web_search_requests is no token count",
        ),
        (json.dumps(row(message__usage=[1])), "usage is no object"),
        (json.dumps(row(message=["usage"])).replace("usage", '{"usage":1}'), "not complete JSON"),
        (json.dumps(row(usage__iterations=7)), "iterations is no list"),
        (json.dumps(row(timestamp=None)), "no readable timestamp"),
        (json.dumps(row(timestamp="0000-01-01T00:00:00Z")), "no readable timestamp"),
        (json.dumps(row(timestamp="0001-01-01T00:00:00+14:00")), "no readable timestamp"),
        ('{"type":"assistant","usage":' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ("\x00\x00", "not complete JSON"),
        (json.dumps(row(message__content=r'{"a":[1]},' * 100_000))[:-300], "not complete JSON"),
        ('{"type":"assistant","usage":[' + "[]," * 1_500_000 + "1]}", "more than 4 MB beside its texts"),
    ],
)
def test_a_broken_row_is_named_and_costs_nothing_beside_it(broken: str, reason: str) -> None:
    reading = read([row(), broken, row(message__id="msg_2")])
    assert len(list(reading.responses())) == 2
    assert (reading.rows, reading.broken) == (3, 1)
    assert [(problem.line, problem.reason) for problem in reading.problems] == [(2, reason)]


def test_json_with_blanks_and_carriage_returns_is_json_too() -> None:
    text = "  " + json.dumps(row(), separators=(" , ", " : ")) + " \r"
    reading = read([text, "", "   \r"])
    assert len(list(reading.responses())) == 1
    assert (reading.rows, reading.broken) == (1, 0)


def test_days_follow_the_chosen_zone_and_prices_do_not() -> None:
    late = read([row(timestamp="2026-10-10T23:30:00Z")])
    (only,) = late.responses(Table(ZoneInfo("Europe/Berlin")))
    assert (only.day, only.priced_on) == (date(2026, 10, 11), date(2026, 10, 10))


def test_times_of_other_zones_are_understood() -> None:
    (only,) = responses([row(timestamp="2026-10-10T23:30:00-05:00")])
    assert only.day == date(2026, 10, 11)


def test_a_file_that_cannot_be_read_keeps_the_others() -> None:
    reading = read([row()])
    reading.cannot_read("gone.jsonl", "permission denied")
    assert len(list(reading.responses())) == 1
    assert [problem.file for problem in reading.unreadable] == ["gone.jsonl"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
def test_a_clock_at_the_edge_of_the_calendar_costs_no_response(at: str, zone: str) -> None:
    first, second = read([row(), row(message__id="msg_2", timestamp=at)]).responses(Table(ZoneInfo(zone)))
    assert first.tokens == second.tokens
    assert at[:10] in {first.priced_on.isoformat(), second.priced_on.isoformat()}


def test_half_of_a_surrogate_pair_becomes_text_that_can_be_written() -> None:
    (only,) = responses([row(message__model="\ud83d", cwd="/\udfff", sessionId="\u00e9\ud800")])
    assert (only.model, only.project, only.session) == ("\\ud83d", "/\\udfff", "\u00e9\\ud800")


def test_a_copy_at_the_begin_of_the_next_file_is_one_copy() -> None:
    reading = read([row(), row(message__id="msg_2"), row()], [row()])
    assert len(list(reading.responses())) == 2
    assert reading.duplicates == (1, 1, 0)


@pytest.mark.parametrize("kind", [[], {}, 7, None, ["compaction"]])
def test_a_charge_of_no_kind_is_none(kind: Any) -> None:
    (only,) = responses([row(usage__iterations=[{"type": kind, "input_tokens": 5}])])
    assert not only.on_top


def test_an_own_total_of_any_size_is_kept_or_named() -> None:
    states = [f'{{"type":"cost-state","sessionId":"s{digits}","totalCostUSD":{"9" * digits}}}' for digits in (20, 40)]
    reading = read([row(), *states])
    assert (list(reading.cost_states), len(list(reading.responses())), reading.broken) == (["s20"], 1, 1)


SOME_ROWS = st.lists(
    st.builds(
        lambda message, request, side, output, minute: row(
            message__id=message,
            requestId=request,
            isSidechain=side,
            usage__output_tokens=output,
            timestamp=datetime(2026, 10, 10, 10, minute, tzinfo=UTC).isoformat(),
        ),
        st.sampled_from(["msg_1", "msg_2"]),
        st.sampled_from(["req_1", "req_2", None]),
        st.booleans(),
        st.integers(0, 5),
        st.integers(0, 3),
    ),
    max_size=8,
)


@given(SOME_ROWS, st.randoms(use_true_random=False), st.integers(0, 8))
def test_order_and_files_do_not_matter(rows: list[dict[str, Any]], rng: Any, cut: int) -> None:
    shuffled = list(rows)
    rng.shuffle(shuffled)
    one, other = responses(rows), responses(shuffled[:cut], shuffled[cut:])
    assert one == other
    assert one == sorted(one, key=lambda response: response.at_us or 0)


@given(SOME_ROWS)
def test_reading_everything_twice_changes_nothing_but_the_duplicates(rows: list[dict[str, Any]]) -> None:
    once, twice = read(rows), read(rows, rows)
    assert list(once.responses()) == list(twice.responses())
    assert twice.sightings == 2 * once.sightings


def account(reading: Reading) -> tuple[Any, ...]:
    """Return all that a reading tells, none of which depends on the order of reading."""
    counts = (reading.files, reading.rows, reading.sightings, reading.broken)
    return (*counts, list(reading.responses()), reading.problems, reading.unreadable, reading.notices)


@given(SOME_ROWS, st.integers(0, 8), st.integers(1, 9))
def test_what_two_workers_read_adds_up_to_what_one_reads(rows: list[dict[str, Any]], cut: int, at_once: int) -> None:
    error = row(isApiErrorMessage=True, message__content="limit reached")
    parts = [rows[:cut], [*rows[cut:], "broken", error]]
    whole = read(*parts)
    whole.cannot_read("gone.jsonl", "gone")
    first, second = Reading(), Reading()
    for number, (reading, part) in enumerate(zip((first, second), parts, strict=True)):
        data = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in part).encode()
        reading.feed(f"file{number}.jsonl", data, last=True)
    second.cannot_read("gone.jsonl", "gone")
    with patch.object(ledger, "MOST_AT_ONCE", at_once):
        for part in second.plain():
            first.absorb(part)
    assert account(first) == account(whole)
    assert not list(second.responses())


@pytest.mark.parametrize("count", [2**32 - 1, 2**32, 10**15])
def test_a_count_of_any_size_is_exact_here_and_in_another_worker(count: int) -> None:
    charge = {"type": "compaction", "input_tokens": count}
    rows = [row(usage__output_tokens=count), row(message__id="msg_2", usage__iterations=[charge])]
    carried = Reading()
    for part in read(rows).plain():
        carried.absorb(part)
    for reading in (read(rows), carried):
        large, _, on_top = reading.responses()
        assert large.tokens == Tokens(10, count, 300, 20, 30)
        assert on_top.tokens == Tokens(input=count)


def test_a_file_that_fails_midway_keeps_what_was_read_and_takes_no_more() -> None:
    reading = Reading()
    data = (json.dumps(row()) + "\n").encode()
    reading.feed("a.jsonl", data, last=False)
    reading.cannot_read("a.jsonl", "gone")
    reading.cannot_read("a.jsonl", "gone")
    reading.feed("a.jsonl", data.replace(b"msg_1", b"msg_2"), last=True)
    assert len(list(reading.responses())) == 1
    assert len(reading.unreadable) == 1


def test_a_line_beyond_all_measure_is_let_pass_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calculator.sources.lines.LONGEST", 1000)
    reading = Reading()
    good = (json.dumps(row()) + "\n").encode()
    for part in (good, b"{" + b"x" * 800, b"x" * 800, b"x}\n" + good.replace(b"msg_1", b"msg_2")):
        reading.feed("a.jsonl", part, last=False)
    reading.feed("a.jsonl", b"", last=True)
    assert len(list(reading.responses())) == 2
    assert (reading.rows, reading.broken) == (3, 1)
    assert [(problem.line, problem.reason) for problem in reading.problems] == [(2, "longer than 256 MB")]


def test_a_byte_that_is_no_utf8_in_a_message_costs_no_response() -> None:
    data = json.dumps(row(message__content=[{"type": "text", "text": "@"}])).encode().replace(b"@", b"\xff")
    reading = Reading()
    reading.feed("a.jsonl", data, last=True)
    assert (len(list(reading.responses())), reading.broken) == (1, 0)


def test_a_kept_response_takes_about_two_hundred_bytes() -> None:
    reading, number = Reading(), 5000
    for count in range(number):
        line = row(message__id=f"msg_01{count:022}", requestId=f"req_01{count:022}", usage__output_tokens=count)
        line["message"]["content"] = [{"type": "text", "text": "word " * 200}]
        reading.feed("a.jsonl", (json.dumps(line) + "\n").encode(), last=count == number - 1)
    assert sum(len(marshal.dumps(part)) for part in reading.plain()) / number < 200
