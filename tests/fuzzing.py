"""Log files that may hold anything: good rows, then what befalls rows and files. All chance comes from one `Random`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from calculator.sources.reading import Reading
from tests.corpora import MARKUP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

LONG = "@long@"
"""Stands for a count of 5,000 digits, which Python would not write."""
ROWS_OF_MESSAGE = 3
"""Different rows of one message, on average: so that rows often meet."""
COUNTS = (0, 1, 7, 20, 300, 99_000, 100_001)
NO_COUNTS = (None, -1, 1.5, 1e400, "9", True, [], {}, 10**15, 10**15 + 1, 10**70, float("nan"), LONG)
STAMPS = ("2026-10-10T10:00:00.000Z", "2026-10-10T10:00:01Z", "2026-11-20T23:59:59+02:00", "2026-10-11T00:00:00")
NO_STAMPS = (
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-12:00",
    "yesterday",
    "",
    None,
    7,
    [],
)
MODELS = ("claude-opus-5-5", "claude-haiku-5-5", "claude-sonnet-5-5", "claude-novel-9", "<synthetic>")
NAMES = ("/work/app", "", MARKUP, "\ud83d", "é\udc00", "a\u2028b", None, 7, [], {"a": 1}, "\x00")
TEXTS = ("hello", 'a "quoted" word', "\\", '\\"', '],"usage":{"output_tokens":9}}', "\u2028", "\ud800", '"content":[1]')
WRONG = (None, [], {}, "text", 7, True, [[]], [{}])
KEYS = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
IN_TEXT = (b"\\q", b"\xff", b"\x01", b"\xe2\x80\xa8", b'\\"', b'\\\\\\"', b'\\\\\\\\\\"')
"""What may stand in a text for all that a bill needs; not everything is JSON."""
PIECES = (
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\x00", b"\xff", b"\xc3\x28", b"\r", b"\n", b"\xe2\x80\xa8",
    b"NaN", b"-", b"e9", b'"content":[', b'"usage"', b'"type":"user",', b"\\u0061", b"\\q", b"\\\\\\\\", b"[" * 600,
)  # fmt: skip


def row(chance: Random, messages: int) -> dict[str, Any]:
    """Return a row of one of so many messages, mostly a good one."""
    usage: dict[str, Any] = {key: chance.choice(COUNTS) for key in KEYS if chance.random() < 0.9}
    if chance.random() < 0.5:
        hour, minutes = chance.choice(COUNTS), chance.choice(COUNTS)
        usage["cache_creation"] = {"ephemeral_1h_input_tokens": hour, "ephemeral_5m_input_tokens": minutes}
    if chance.random() < 0.2:
        usage["server_tool_use"] = {"web_search_requests": chance.choice(COUNTS)}
    if chance.random() < 0.2:
        kind = chance.choice(("message", "compaction", "advisor_message", [], None))
        usage["iterations"] = [{"type": kind, "model": chance.choice(MODELS[:2]), "output_tokens": 5}]
    ways = (("speed", "fast"), ("inference_geo", "us"), ("service_tier", "batch"))
    usage |= {key: value for key, value in ways if chance.random() < 0.1}
    content = [
        {"type": "text", "text": chance.choice(TEXTS), "input": nested(chance)} for _ in range(chance.randrange(3))
    ]
    message = {"id": f"msg_{chance.randrange(messages)}", "model": chance.choice(MODELS[:4]), "content": content}
    made = {
        "type": "assistant",
        "timestamp": chance.choice(STAMPS),
        "requestId": chance.choice(("req_1", "req_2", None)),
        "isSidechain": chance.random() < 0.3,
        "cwd": chance.choice(NAMES[:3]),
        "sessionId": f"session_{chance.randrange(2)}",
        "requestSessionId": chance.choice([None, "session_0", 7]),
        "version": chance.choice(("2.1.71", "2.1.330", "")),
        "message": {**message, "usage": usage},
    }
    if chance.random() < 0.4:
        spoil(made, chance)
    return made


def nested(chance: Random) -> Any:
    """Return what a tool was given: a few levels, or many digits."""
    value: Any = chance.choice((0, -1.5e-7, 10**310, 10**300, True, None, *TEXTS))
    for _ in range(chance.choice((0, 1, 2, 3, 4, 6))):
        value = chance.choice(([value], {"content": [value]}, {"a": 1, "b": value}, [value, []]))
    return value


def spoil(made: dict[str, Any], chance: Random) -> None:
    """Put something into a row that may not belong there."""
    message, usage = made["message"], made["message"]["usage"]
    match chance.randrange(8):
        case 0:
            usage[chance.choice(KEYS)] = chance.choice(NO_COUNTS)
        case 1:
            made["timestamp"] = chance.choice(NO_STAMPS)
        case 2:
            part = chance.choice([part for part in (made, message, usage) if part])
            part[chance.choice(list(part))] = chance.choice(WRONG)
        case 3:
            usage[chance.choice(("cache_creation", "server_tool_use", "iterations"))] = chance.choice(WRONG)
        case 4:
            part, key = chance.choice(((made, "cwd"), (made, "sessionId"), (message, "model"), (message, "id")))
            part[key] = chance.choice(NAMES)
        case 5:
            made["isApiErrorMessage"] = True
            message["model"] = MODELS[-1]
        case 6:
            part = chance.choice([part for part in (made, message, usage) if part])
            del part[chance.choice(list(part))]
        case _:
            usage["cache_creation"] = {"ephemeral_1h_input_tokens": chance.choice(NO_COUNTS)}


def line(chance: Random, messages: int) -> bytes:
    """Return a line of a log."""
    kind = chance.random()
    if kind < 0.1:
        return b'{"type":"cost-state","sessionId":"session_%d","totalCostUSD":1.%d}' % (
            chance.randrange(2),
            chance.randrange(100),
        )
    if kind < 0.15:
        return chance.choice((b"", b"  \r", b"{}", b"[]", b"\x00", b'{"type":"user"}', b"[" * 100_000))
    spaced = chance.random() < 0.1
    text = json.dumps(
        row(chance, messages), separators=(", ", ": ") if spaced else (",", ":"), ensure_ascii=chance.random() < 0.5
    ).replace(f'"{LONG}"', "9" * 5000)
    if chance.random() < 0.1:  # a key twice
        text = text.replace('"message":', '"message":{"usage":[]},"message":', 1)
    data = text.encode(errors="surrogatepass")
    return data.replace(b"hello", chance.choice(IN_TEXT)) if chance.random() < 0.1 else data


def harm(data: bytes, chance: Random) -> bytes:
    """Flip, cut, drop, double or insert bytes."""
    at = chance.randrange(len(data) + 1)
    to = min(at + chance.randrange(20), len(data))
    match chance.randrange(5):
        case 0:
            return data[:at] + bytes(byte ^ (1 << chance.randrange(8)) for byte in data[at : at + 1]) + data[at + 1 :]
        case 1:
            return data[:at]
        case 2:
            return data[:at] + data[to:]
        case 3:
            return data[:to] + data[at:]
        case _:
            return data[:at] + chance.choice(PIECES) + data[at:]


def whole_file(lines: list[bytes], chance: Random) -> bytes:
    """Return a file of some lines."""
    end = chance.choice((b"\n", b"\n", b"\r\n"))
    data = end.join(lines) + end * chance.randrange(2)
    match chance.randrange(12):
        case 0:
            return b"\xef\xbb\xbf" + data
        case 1:
            return data.replace(end, b"", 1)  # two lines in one
        case 2:
            return data.decode(errors="replace").encode("utf-16")
        case 3:
            return b"\x00" * chance.randrange(1, 9) + data
        case 4:
            return harm(data, chance)
        case _:
            return data


def files(chance: Random, rows: int) -> dict[str, bytes]:
    """Return a few files with so many different lines, of which some are in several files, in any order."""
    lines = [line(chance, rows // ROWS_OF_MESSAGE + 2) for _ in range(rows)]
    lines = [harm(each, chance) if chance.random() < 0.2 else each for each in lines]
    parts: list[list[bytes]] = [[] for _ in range(chance.randrange(1, 4))]
    for each in lines:
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            part = chance.choice(parts)
            part.insert(chance.randrange(len(part) + 1), each)
    return {f"{chance.randrange(100)}/{place}.jsonl": whole_file(part, chance) for place, part in enumerate(parts)}


def read_fast(found: Mapping[str, bytes], chance: Random, make: Callable[[], Reading] = Reading) -> Reading:
    """Read files in slices of any size, by one or more readings that are then put together."""
    readings = [make() for _ in range(chance.randrange(1, 4))]
    for file, data in found.items():
        reading = chance.choice(readings)
        cuts = sorted(chance.randrange(len(data) + 1) for _ in range(chance.randrange(4)))
        for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True):
            reading.feed(file, data, start, end, last=False)
        reading.feed(file, b"", last=True)
    first, *others = readings
    for other in others:
        for part in other.plain():
            first.absorb(part)
    return first
