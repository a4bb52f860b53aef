"""Emptying the content of a row changes nothing else, and makes no row of what is none."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calculator.sources.content import without_content

TRICKY = ['"', "\\", '\\"', "]", '\\\\"', '"content":[1]', '],"usage":{}']
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.sampled_from(TRICKY)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def packed(value: Any, *, ascii_only: bool = True) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=ascii_only).encode(errors="surrogatepass")


def is_json(data: bytes) -> bool:
    try:
        json.loads(data.decode(errors="replace"))
    except ValueError:
        return False
    return True


@given(content=st.lists(VALUES, max_size=4), ascii_only=st.booleans())
@example(content=['a\\"],"usage":{"output_tokens":9}'], ascii_only=True)
@example(content=[{"input": {"content": [1]}}], ascii_only=False)
def test_the_content_is_taken_out_or_the_row_stays_as_it_is(content: list[Any], ascii_only: bool) -> None:
    row = {"type": "assistant", "message": {"id": "m", "content": content, "usage": {"x": 1}}, "requestId": "r"}
    emptied = {**row, "message": {**row["message"], "content": []}}
    whole = packed(row, ascii_only=ascii_only)
    assert without_content(whole) in (packed(emptied), whole)


@given(value=VALUES, content=st.lists(VALUES, max_size=2))
def test_wherever_a_list_of_content_stands_the_rest_keeps_its_place(value: Any, content: list[Any]) -> None:
    row = {"first": {"content": content, "x": value}, "message": {"content": [1], "usage": value}, "last": value}
    taken = json.loads(without_content(packed(row)))
    assert (taken["message"]["usage"], taken["last"], taken["first"]["x"]) == (value, value, value)


@given(content=st.lists(VALUES, max_size=4), cut=st.integers(0, 400), followed=st.booleans())
def test_a_row_cut_short_stays_broken(content: list[Any], cut: int, followed: bool) -> None:
    """Also when the next row follows on the same line, as it does after a crash."""
    row = packed({"message": {"id": "m", "content": content, "usage": {"x": 1}}, "requestId": "r"})
    line = row[: min(max(cut, 1), len(row) - 1)] + (row if followed else b"")
    assert not is_json(line)
    assert not is_json(without_content(line))


@pytest.mark.parametrize(
    "text",
    [
        r'{"content":["\\\\"],"a":1}',
        r'{"content":["\\\\""],"a":1}',
        r'{"content":["\\\\\""],"a":1}',
        r'{"content":["\\\\\\\""],"a":1}',
        r'{"content":["\"],"a":1}',
        r'{"content":["\\"],"a":1}',
        r'{"content":["\\\"],"a":1}',
        r'{"content":["\\\\\"],"a":1}',
        '{"content":[{"a":[{"b":[{"c":[{"d":[1]}]}]}]}],"a":1}',
        '{"content":[1,],"a":1}',
        '{"content":[01],"a":1}',
        '{"content":[{"a":1,}],"a":1}',
        '{"content":[{1:1}],"a":1}',
        '{"content":["a" "b"],"a":1}',
        '{"content": [1],"a":1}',
        '{"content":[1.],"a":1}',
    ],
)
def test_whether_a_row_is_json_does_not_change(text: str) -> None:
    assert is_json(without_content(text.encode())) == is_json(text.encode())


def test_what_is_no_number_is_left_to_the_reader_of_rows() -> None:
    assert without_content(b'{"content":[NaN],"a":1}') == b'{"content":[NaN],"a":1}'


def test_the_text_of_a_message_is_not_looked_at() -> None:
    long = packed({"message": {"content": [{"type": "text", "text": 'word "quoted" \\ ' * 1000}], "usage": {}}})
    assert without_content(long) == b'{"message":{"content":[],"usage":{}}}'
