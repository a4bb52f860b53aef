"""Claude Code's own logs: which rows are responses, what each used, and why the rest are not.

One response is written as several rows, and rows are copied between files. A row is turned into a `Sighting`; the
ledger decides which sightings are one response.

There may be millions of rows, so tuples are made as `calculator.usage` says.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import money
from calculator.sources import fields
from calculator.sources.content import without_content

if TYPE_CHECKING:
    from decimal import Decimal

MARKER = b'"usage"'
"""Every row of a response holds this key. In message text its quotes are escaped, so text cannot match."""

ASSISTANT = b'"assistant"'
COST_STATE = b'{"type":"cost-state",'
"""How rows begin in which Claude Code keeps its own running total of a session."""
SYNTHETIC = "<synthetic>"
UNNAMED = "(no model named)"
LISTED_TIERS = (None, "", "standard", "batch")
"""Service tiers that the price list knows."""
BILLED_ON_TOP = frozenset({"compaction", "advisor_message"})
"""Iterations that the API bills beside the response's own counts."""


def _no_number(name: str) -> None:
    message = f"{name} is no number"
    raise ValueError(message)


DEEPEST = 500
"""Levels of nesting that are read; real rows have fewer than fifty."""
MOST_BARE_BYTES = 4 * 1024 * 1024
"""Bytes of a row beside its texts; real rows have a few thousand. Each may become an object of fifty bytes."""

# One that the line ends within is one, too: looked for from each of its quotes it would take for ever.
_STRING = re.compile(rb'(?s)"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)')
_NO_BRACKETS = bytes(set(range(256)) - set(b"{[]}"))
_DECODER = json.JSONDecoder(parse_constant=_no_number)


class BrokenRowError(ValueError):
    """A line that is no row, with what is wrong with it."""


class Counts(NamedTuple):
    """Token counts of one charge, ordered so that the fullest of several copies is the greatest."""

    total: int
    output: int
    input: int
    cache_read: int
    cache_write: int
    """For five minutes and for an hour."""
    one_hour: int
    """Those of the cache writes that were for an hour; none where a row does not say. Last, so that a copy that says
    it wins over one that is the same but for that."""


class Manner(NamedTuple):
    """What a response has in common with many others."""

    model: str
    fast: bool
    us_only: bool
    batch: bool
    version: str
    """Of Claude Code; empty where the row does not say."""
    unlisted: bool
    """Of a service tier without a list price."""


class Usage(NamedTuple):
    """What a row says its response used; comparable, so that the fullest row wins whatever the order of reading."""

    counts: Counts
    web_searches: int
    manner: Manner
    on_top: tuple[tuple[str, Counts], ...]
    """Model and counts of each charge billed beside the response's own."""


class Place(NamedTuple):
    """Where a row was made, ordered so that the original of several copies comes first."""

    copied: bool
    """A fork has the row from another session."""
    project: str
    """The working folder; empty where the row does not say."""
    session: str
    """The one in which the request was made."""


class Sighting(NamedTuple):
    """One row of a response."""

    message: str
    request: str
    sidechain: bool
    at: datetime
    place: Place
    usage: Usage


class Notice(NamedTuple):
    """An error that Claude Code showed in place of an answer, such as a limit that was reached."""

    at: datetime
    text: str
    """The first of what it said, cut to a length that can be kept."""


NOTICE_LENGTH = 300
COST_STEP = money.usd("0.000000000001")
"""Finer than any price of a token, and coarser than what adding binary fractions leaves behind."""
LAST_UNFINISHED = (2, 1, 71)
"""The last version of Claude Code known to write the output count that stood when an answer began, and never the final
one; the change came before 2.1.101."""
_VERSION = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,6})")


@cache
def writes_final_count(version: str) -> bool:
    """Tell whether a version of Claude Code writes the final output count; an unknown one is taken to.

    >>> writes_final_count("2.1.71"), writes_final_count("2.1.101"), writes_final_count("")
    (False, True, True)
    """
    match = _VERSION.match(version)
    return match is None or tuple(map(int, match.groups())) > LAST_UNFINISHED


def sighting(line: bytes) -> Sighting | Notice | None:
    """Read one line that holds the marker.

    Returns:
        The sighting, the notice of a row that is an error, or None for a row that is neither: another type, no usage.

    Raises:
        BrokenRowError: When the line is cut short, no object, or holds counts that cannot be.
    """
    row = _row(without_content(line))
    if row.get("type") != "assistant":
        return None
    if row.get("isApiErrorMessage") is True:
        return _notice(_row(line))
    message = _object(row, "message")
    usage = _object(message, "usage") if message else None
    if not message or usage is None or message.get("model") == SYNTHETIC:
        return None
    made = (
        _text(message.get("id")) or _stand_in(row, line),
        _text(row.get("requestId")),
        row.get("isSidechain") is True,
        _moment(row.get("timestamp")),
        _place(row),
        _usage(usage, _text(message.get("model")) or UNNAMED, _text(row.get("version"))),
    )
    return tuple.__new__(Sighting, made)


def _place(row: dict[str, Any]) -> Place:
    """Return where a row was made; forks write their own session and folder into the rows that they copy."""
    session, asked = _text(row.get("sessionId")), _text(row.get("requestSessionId"))
    return tuple.__new__(Place, (asked not in {"", session}, _text(row.get("cwd")), asked or session))


def _notice(row: dict[str, Any]) -> Notice | None:
    try:
        at = _moment(row.get("timestamp"))
    except BrokenRowError:
        return None
    blocks = (_object(row, "message") or {}).get("content")
    texts = [blocks] if isinstance(blocks, str) else blocks if isinstance(blocks, list) else []
    said = (_text(block.get("text")) if isinstance(block, dict) else _text(block) for block in texts)
    return Notice(at, next(filter(None, said), "")[:NOTICE_LENGTH])


def cost_state(line: bytes) -> tuple[str, Decimal] | None:
    """Return the session of a row that holds Claude Code's own total, and that total in dollars; None without one.

    Raises:
        BrokenRowError: When the line is cut short or the total is no amount.
    """
    row = _row(line)
    session = _text(row.get("sessionId"))
    total = row.get("totalCostUSD")
    try:
        usd = fields.amount("" if isinstance(total, str) else str(total), "totalCostUSD")
    except fields.FieldError as error:
        raise BrokenRowError(str(error)) from None
    return (session, money.ROUNDED.quantize(usd, COST_STEP)) if session else None


def check_row(line: bytes) -> None:
    """Raise `BrokenRowError` unless the line is a JSON object."""
    _row(line)


def _row(line: bytes) -> dict[str, Any]:
    if len(line) > MOST_BARE_BYTES and len(_STRING.sub(b"", line)) > MOST_BARE_BYTES:
        message = "more than 4 MB beside its texts"
        raise BrokenRowError(message)
    refuse_depth(line)
    try:
        text = line.decode(errors="replace")
        row, end = _DECODER.raw_decode(text)
    except ValueError:
        message = "not complete JSON"
        raise BrokenRowError(message) from None
    if end < len(text):
        message = "more than one JSON value"
        raise BrokenRowError(message)
    if not isinstance(row, dict):
        message = "not a JSON object"
        raise BrokenRowError(message)
    return row


def refuse_depth(line: bytes) -> None:
    """Raise before the decoder meets a row that is nested too deeply: in a browser that would end Python itself."""
    if line.count(b"{") + line.count(b"[") <= DEEPEST:
        return
    depth = 0
    for bracket in _STRING.sub(b"", line).translate(None, _NO_BRACKETS):
        depth += 1 if bracket in b"{[" else -1
        if depth > DEEPEST:
            message = "nested too deeply"
            raise BrokenRowError(message)


def _object(parent: dict[str, Any], key: str) -> dict[str, Any] | None:
    value = parent.get(key)
    if value is None or isinstance(value, dict):
        return value
    message = f"{key} is no object"
    raise BrokenRowError(message)


def _list(parent: dict[str, Any], key: str) -> list[Any]:
    value = parent.get(key)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    message = f"{key} is no list"
    raise BrokenRowError(message)


def _text(value: object) -> str:
    """Return a text that can be written out: half of a surrogate pair becomes its escape."""
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else value.encode(errors="backslashreplace").decode()


def _stand_in(row: dict[str, Any], line: bytes) -> str:
    """Return what else tells this response from others when the message has no id; rows without any never match."""
    for key in ("requestId", "uuid"):
        if value := _text(row.get(key)):
            return f"{key}:{value}"
    return f"row:{hashlib.sha256(line).hexdigest()}"


def _moment(stamp: object) -> datetime:
    try:
        moment = datetime.fromisoformat(stamp)  # pyright: ignore[reportArgumentType]
        if moment.tzinfo is UTC:  # as Claude Code writes them
            return moment
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        message = "no readable timestamp"
        raise BrokenRowError(message) from None


def _usage(usage: dict[str, Any], model: str, version: str) -> Usage:
    tools = _object(usage, "server_tool_use")
    fast, us_only, tier = usage.get("speed") == "fast", usage.get("inference_geo") == "us", usage.get("service_tier")
    made = (
        _counts(usage),
        _count(tools, "web_search_requests") if tools else 0,
        tuple.__new__(Manner, (model, fast, us_only, tier == "batch", version, tier not in LISTED_TIERS)),
        _on_top(usage, model) if "iterations" in usage else (),
    )
    return tuple.__new__(Usage, made)


def _on_top(usage: dict[str, Any], model: str) -> tuple[tuple[str, Counts], ...]:
    return tuple(
        (_text(part.get("model")) or model, _counts(part))
        for part in _list(usage, "iterations")
        if isinstance(part, dict) and _text(part.get("type")) in BILLED_ON_TOP
    )


def _counts(usage: dict[str, Any]) -> Counts:
    split = _object(usage, "cache_creation") or {}
    fresh = _count(usage, "input_tokens")
    output = _count(usage, "output_tokens")
    read = _count(usage, "cache_read_input_tokens")
    written = _count(usage, "cache_creation_input_tokens")
    one_hour = _count(split, "ephemeral_1h_input_tokens")
    # What the split does not cover is a 5-minute write: some servers send the sum and an empty split.
    written = max(written, _count(split, "ephemeral_5m_input_tokens") + one_hour)
    return tuple.__new__(Counts, (fresh + read + output + written, output, fresh, read, written, one_hour))


def _count(parent: dict[str, Any], key: str) -> int:
    value = parent.get(key)
    if value is None:
        return 0
    if type(value) is not int or not 0 <= value <= fields.MOST_TOKENS:
        message = f"{key} is no token count"
        raise BrokenRowError(message)
    return value
