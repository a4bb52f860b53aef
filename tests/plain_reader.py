"""A slow, plain reader of Claude Code's logs, written to hold the fast one against.

It shares no code with it: it holds every file whole, looks at one line after the other, keeps every row in a list, and
decides at the end. What it must know of the fast one is what that one documents: which lines are looked at at all, and
that the text of a message is not judged.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_TOKENS = 10**15
MOST_LEVELS = 500
STEP_OF_TOTAL = Decimal("0.000000000001")
LEVELS_OF_CONTENT = 5
"""Arrays and objects within each other, the list of the content among them, in which text is not judged."""
NUMBER = re.compile(rb"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?([0-9]+))?")
MOST_DIGITS, MOST_DIGITS_OF_EXPONENT = 301, 3


class PlainResponse(NamedTuple):
    """What was billed once."""

    model: str
    at: datetime
    tokens: tuple[int, int, int, int, int]
    """Input, output, cache reads, cache writes for five minutes and for an hour."""
    web_searches: int
    fast: bool
    us_only: bool
    batch: bool
    on_top: bool
    session: str
    project: str
    sidechain: bool
    final: bool


class PlainAccount(NamedTuple):
    """What a set of files says."""

    rows: int
    broken: int
    sightings: int
    duplicates: tuple[int, int, int]
    """Repeated in a file, copied to another, echoed by a side conversation."""
    notices: list[tuple[datetime, str]]
    cost_states: dict[str, Decimal]
    responses: list[PlainResponse]


class Broken(Exception):  # noqa: N818  # it is no error of a program
    """A line that is no row."""


class Seen(NamedTuple):
    """A row of a response."""

    message: object
    request: str
    sidechain: bool
    at: datetime
    file: str
    place: tuple[bool, str, str]
    """Project and session."""
    usage: tuple[Any, ...]
    """Ordered so that the fullest is the greatest."""


def read(files: Mapping[str, bytes]) -> PlainAccount:
    """Read whole files."""
    rows = broken = 0
    seen: list[Seen] = []
    homes: dict[tuple[str, str], tuple[str, str]] = {}
    notices: list[tuple[datetime, str]] = []
    states: dict[str, Decimal] = {}
    for file, data in files.items():
        for number, raw in enumerate(data.split(b"\n")):
            text = (raw.removeprefix(b"\xef\xbb\xbf") if number == 0 else raw).strip(b" \t\r\n")
            if not text:
                continue
            rows += 1
            try:
                found = look(file, raw, text)
            except Broken:
                broken += 1
                continue
            if isinstance(found, dict):
                totals: dict[str, Decimal] = found
                for session, usd in totals.items():
                    states[session] = max(usd, states.get(session, usd))
            elif found is not None and len(found) == len(("at", "said")):
                notices.append(found)
            elif found is not None:
                # a session's first row in a file tells its project
                home = homes.setdefault((file, found.place[2]), found.place)
                seen.append(found._replace(place=home))
    duplicates, responses = settle(seen)
    return PlainAccount(rows, broken, len(seen), duplicates, sorted(notices), states, sorted(responses))


def look(file: str, raw: bytes, text: bytes) -> Any:
    """Return what a line is: a row of a response, a notice, Claude Code's own total, or None."""
    whole = text[:1] == b"{" and text[-1:] == b"}"
    if b'"usage"' in text:
        if b'"assistant"' in text:
            return look_at_assistant(file, text)
    elif whole and raw.startswith(b'{"type":"cost-state",'):
        return own_total(text)
    if not whole:
        raise Broken
    return None


def look_at_assistant(file: str, text: bytes) -> Any:
    """Return a row of a response, a notice, or None."""
    row = parse(without_content(text))
    if row.get("type") != "assistant":
        return None
    if row.get("isApiErrorMessage") is True:
        return notice(parse(text))
    message = thing(row, "message")
    if not message:
        return None
    usage = thing(message, "usage")
    if usage is None or message.get("model") == "<synthetic>":
        return None
    version = name(row.get("version"))
    key = name(message.get("id")) or None
    for other in ("requestId", "uuid"):
        key = key or (name(row.get(other)) and (other, name(row.get(other))))
    return Seen(
        key or text,
        name(row.get("requestId")),
        row.get("isSidechain") is True,
        moment(row.get("timestamp")),
        file,
        where(row),
        usage_of(usage, name(message.get("model")) or "(no model named)", version),
    )


def own_total(text: bytes) -> dict[str, Decimal]:
    """Return session and dollars."""
    row = parse(text)
    total = row.get("totalCostUSD")
    if type(total) not in {int, float}:
        raise Broken
    usd = Decimal(str(total))
    longest = 20
    if not usd.is_finite() or len(usd.as_tuple().digits) > 2 * longest or (usd and abs(usd.adjusted()) > longest):
        raise Broken
    usd = usd.quantize(STEP_OF_TOTAL, rounding=ROUND_HALF_UP, context=Context(prec=60))
    return {session: usd} if (session := name(row.get("sessionId"))) else {}


def notice(row: dict[str, Any]) -> tuple[datetime, str] | None:
    """Return when something was said in place of an answer, and what."""
    try:
        at = moment(row.get("timestamp"))
    except Broken:
        return None
    content = (thing(row, "message") or {}).get("content")
    for block in [content] if isinstance(content, str) else content if isinstance(content, list) else []:
        if said := name(block.get("text") if isinstance(block, dict) else block):
            return at, said[:300]
    return at, ""


def parse(text: bytes) -> dict[str, Any]:
    """Return the object of a line."""
    if depth(text) > MOST_LEVELS:
        raise Broken
    try:
        row = json.loads(text.decode(errors="replace"), parse_constant=refuse)
    except ValueError:
        raise Broken from None
    if not isinstance(row, dict):
        raise Broken
    return row


def refuse(constant: str) -> None:
    """Refuse NaN and Infinity."""
    raise ValueError(constant)


def depth(text: bytes) -> int:
    """Return the most levels of arrays and objects."""
    deepest = level = 0
    quoted = escaped = False
    for byte in text if text.count(b"[") + text.count(b"{") > MOST_LEVELS else b"":
        if quoted:
            quoted = escaped or byte != ord('"')
            escaped = byte == ord("\\") and not escaped
        elif byte == ord('"'):
            quoted = True
        elif byte in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"]}":
            level -= 1
    return deepest


def without_content(text: bytes) -> bytes:
    """Return a row without its first list of content that can be followed to its end."""
    start = text.find(b'"content":[')
    while start >= 0:
        begin = start + len(b'"content":')
        end = end_of_value(text, begin, LEVELS_OF_CONTENT)
        if end:
            return text[:begin] + b"[]" + text[end:]
        start = text.find(b'"content":[', start + 1)
    return text


def end_of_value(text: bytes, at: int, levels: int) -> int:
    """Return where a value without blanks between its parts ends; 0 where it cannot be followed."""
    first = text[at : at + 1]
    if first == b'"':
        return end_of_string(text, at)
    if first in {b"[", b"{"}:
        return end_of_group(text, at, levels) if levels else 0
    for word in (b"true", b"false", b"null"):
        if text.startswith(word, at):
            return at + len(word)
    number = NUMBER.match(text, at)
    if not number or len(number[1]) > MOST_DIGITS or len(number[4] or b"") > MOST_DIGITS_OF_EXPONENT:
        return 0
    return number.end()


def end_of_string(text: bytes, at: int) -> int:
    """Return where a string ends; 0 where more than three backslashes stand before a quote."""
    place = text.find(b'"', at + 1)
    while place >= 0:
        before = text[at + 1 : place]
        slashes = len(before) - len(before.rstrip(b"\\"))
        if slashes in {0, 2}:
            return place + 1
        if slashes not in {1, 3}:
            return 0
        place = text.find(b'"', place + 1)
    return 0


def end_of_group(text: bytes, at: int, levels: int) -> int:
    """Return where an array or an object ends; 0 where it cannot be followed."""
    keyed = text[at : at + 1] == b"{"
    close = b"}" if keyed else b"]"
    at += 1
    if text[at : at + 1] == close:
        return at + 1
    while True:
        if keyed:
            at = end_of_string(text, at) if text[at : at + 1] == b'"' else 0
            if not at or text[at : at + 1] != b":":
                return 0
            at += 1
        at = end_of_value(text, at, levels - 1)
        if not at:
            return 0
        if text[at : at + 1] == close:
            return at + 1
        if text[at : at + 1] != b",":
            return 0
        at += 1


def name(value: object) -> str:
    """Return a text as it can be written out."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else ""


def thing(parent: dict[str, Any], key: str) -> dict[str, Any] | None:
    """Return the object under a key; None without one."""
    value = parent.get(key)
    if value is not None and not isinstance(value, dict):
        raise Broken
    return value


def moment(stamp: object) -> datetime:
    """Return a moment in UTC."""
    if not isinstance(stamp, str):
        raise Broken
    try:
        at = datetime.fromisoformat(stamp)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Broken from None


def number(parent: dict[str, Any], key: str) -> int:
    """Return a count; none is 0."""
    value = parent.get(key)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or value < 0 or value > MOST_TOKENS:
        raise Broken
    return value


def counts(usage: dict[str, Any]) -> tuple[int, ...]:
    """Return all tokens, then output, input, cache reads, all cache writes and those of them for an hour."""
    fresh, output, read, written = (
        number(usage, key)
        for key in ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    )
    split = thing(usage, "cache_creation") or {}
    hour, minutes = number(split, "ephemeral_1h_input_tokens"), number(split, "ephemeral_5m_input_tokens")
    written = max(written, hour + minutes)
    return fresh + output + read + written, output, fresh, read, written, hour


def usage_of(usage: dict[str, Any], model: str, version: str) -> tuple[Any, ...]:
    """Return what a row says was used, so that the fullest is the greatest."""
    tools = thing(usage, "server_tool_use")
    searches = number(tools, "web_search_requests") if tools else 0
    manner = (
        model,
        usage.get("speed") == "fast",
        usage.get("inference_geo") == "us",
        usage.get("service_tier") == "batch",
        version,
    )
    parts = usage.get("iterations")
    if parts is not None and not isinstance(parts, list):
        raise Broken
    billed = [part for part in parts or [] if isinstance(part, dict)]
    billed = [part for part in billed if part.get("type") in ["compaction", "advisor_message"]]
    on_top = tuple((name(part.get("model")) or model, counts(part)) for part in billed)
    return counts(usage), searches, manner, on_top


def settle(seen: Iterable[Seen]) -> tuple[tuple[int, int, int], list[PlainResponse]]:
    """Return how many rows of each kind of duplicate there are, and what was billed once."""
    messages: dict[object, dict[str, list[Seen]]] = defaultdict(lambda: defaultdict(list))
    for one in seen:
        messages[one.message][one.request].append(one)
    repeated = copied = echoed = 0
    responses: list[PlainResponse] = []
    for requests in messages.values():
        for rows in requests.values():
            repeated += len(rows) - len({one.file for one in rows})
        groups = billed_once(requests)
        standing = sum(len({one.file for one in rows}) for rows in requests.values())
        echoes = 0
        if not is_aside(groups[0]):
            echoes = sum(len({one.file for one in rows}) for rows in requests.values() if is_aside(rows))
        echoed += echoes
        copied += standing - echoes - len(groups)
        for rows in groups:
            responses += lines(rows)
    return (repeated, copied, echoed), responses


def is_aside(rows: Iterable[Seen]) -> bool:
    """Tell whether all rows are of a side conversation."""
    return all(one.sidechain for one in rows)


def where(row: dict[str, Any]) -> tuple[bool, str, str]:
    """Return whether a fork has copied the row, the folder, and the session in which the request was made."""
    session = name(row.get("sessionId"))
    origin = name(row.get("requestSessionId")) or session
    return origin != session, name(row.get("cwd")), origin


def billed_once(requests: Mapping[str, list[Seen]]) -> list[list[Seen]]:
    """Return the rows of one message id in groups: what was billed once stands together, echoes nowhere."""
    main = {request: rows for request, rows in requests.items() if not is_aside(rows)}
    with_request = [main[request] for request in sorted(main) if request]
    if with_request:
        return [with_request[0] + main.get("", []), *with_request[1:]]
    return [[one for rows in (main or requests).values() for one in rows]]


def lines(rows: list[Seen]) -> Iterable[PlainResponse]:
    """Return a response and what was billed on top of it."""
    at, (_, project, session) = min((one.at, one.place) for one in rows)
    # not every copy says which writes were for an hour: that is looked at apart from all else, and the most of it holds
    (*used, _), searches, (model, fast, us_only, batch, version), on_top = max(
        ((*counted[:-1], 0), *others) for counted, *others in (one.usage for one in rows)
    )
    hour = max(one.usage[0][-1] for one in rows)
    match = re.match(r"([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,6})", version)
    final = match is None or [int(part) for part in match.groups()] > [2, 1, 71]
    manner = {"fast": fast, "us_only": us_only, "batch": batch, "final": final}
    where = {"at": at, "session": session, "project": project, "sidechain": is_aside(rows)}
    yield PlainResponse(
        model=model, tokens=kinds((*used, hour)), web_searches=searches, on_top=False, **manner, **where
    )
    for other, extra in on_top:
        yield PlainResponse(model=other, tokens=kinds(extra), web_searches=0, on_top=True, **manner, **where)


def kinds(used: tuple[int, ...]) -> tuple[int, int, int, int, int]:
    """Return input, output, cache reads, and writes for five minutes and for an hour."""
    _, output, fresh, read, written, hour = used
    hour = min(hour, written)
    return fresh, output, read, written - hour, hour
