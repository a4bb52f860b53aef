"""The one door for files: each is recognised by its content, whatever its name.

Logs stream through to the `Reading`. Every other kind is small: it is collected and read when it is whole.
"""

from __future__ import annotations

import json
import marshal
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from calculator.sources.claude_code import BrokenRowError, refuse_depth
from calculator.sources.export import RefusedError, Rows
from calculator.sources.lines import BYTE_ORDER_MARK
from calculator.sources.reading import Problem, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.sources.export import Export
    from calculator.sources.plan_usage import Shown

MOST_BYTES = 32 * 1024 * 1024
"""The largest file that is collected. Exports have a line a day and model: thousands of years fit."""
HEAD_BYTES = 4096
"""Enough of a file to tell a log by."""
LOG_SUFFIX = ".jsonl"
SUFFIXES = (LOG_SUFFIX, ".json", ".csv")
"""How files are named that are looked at when a whole folder is given; files given one by one may have any name."""
BESIDE = ".meta.json"
"""How the files end that Claude Code lays beside the logs of sub-agents; they hold no usage."""
MEDIA = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".pdf", ".zip", ".gz", ".7z", ".mp3", ".mp4", ".mov")
"""Pictures, films and archives: large, and never what is sought."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

UTF_16_GIVEN = "it is UTF-16; save it as UTF-8"
EMPTY = "it is empty"
BINARY = "it is binary"
CUT = "it begins like JSON and is not whole"
OTHER_JSON = "it is JSON, but no log, no export of this site or of ccusage, and no report of the Admin API"
NO_TEXT = "it is neither JSON nor text in UTF-8"
NOTHING_SHOWN = "it is made to show how much of a plan is used, and no percentage with a time can be read in it"
NOTHING_USED = "it is a report of the Admin API, and nothing was used in its time"
OTHER_TEXT = "its first line has not the columns of a usage or cost export, and it is no JSON"
FAILED = "its reader failed on it with {}, which is a mistake of this site and not of the file: please report it"

UNFORESEEN: tuple[type[Exception], ...] = (Exception,)
"""What a reader may fail with and cost its own file alone; none in tests, which are to see a reader's mistakes."""

_STATUS_KEYS = (b'"rate_limits"', b'"transcript_path"')
"""What Claude Code tells a status line, and no row of a log."""
_FIRST_KEY = re.compile(rb'\s*\{\s*"((?:[^"\\]|\\.){0,100})"\s*:\s*(?:"([a-z-]{1,40})")?')
_EXPORT_KEYS = frozenset(
    b"daily weekly monthly session sessions projects blocks totals data has_more schema report on fragment".split()
)
_EXPORT_TYPES = frozenset(b"daily projects session sessions weekly monthly".split())
"""What ccusage calls its reports; a test holds this to `calculator.sources.ccusage`, which most readers never need."""


class Door:
    """Takes in files of every kind, slice by slice."""

    def __init__(self, logs: Reading | None = None) -> None:
        """Start with nothing read, or with logs that were."""
        self.logs = logs or Reading()
        self.log_files = 0
        """Files that are logs."""
        self.exports: list[Export] = []
        self.shown: list[Shown] = []
        """What files show of a plan's use."""
        self.shown_rows: list[Rows] = []
        """What in each of these files cannot be and is left out."""
        self.unknown: list[Problem] = []
        """Files that are of no known kind or cannot be used, with the reason."""
        self._whole: dict[str, bytes] = {}
        """The exports' own bytes."""
        self._heads: dict[str, bytearray] = {}
        """Files of which too little is here to tell them."""
        self._collected: dict[str, bytearray] = {}
        self._streams: set[str] = set()
        self._refused: set[str] = set()

    @property
    def files(self) -> int:
        """Files that have been read to their end."""
        return self.logs.files + len(self.exports) + len(self.shown_rows) + len(self.unknown)

    def feed(self, file: str, data: bytes, start: int = 0, end: int | None = None, *, last: bool) -> None:
        """Take the next slice of `file`, `data[start:end]`; slices of one file come in order, files in any order."""
        end = len(data) if end is None else end
        if file in self._streams:
            self._stream(file, data, start, end, last=last)
        elif file in self._refused:
            self._refused -= {file} if last else set()
        elif file in self._collected:
            self._collect(file, data[start:end], last=last)
        elif file not in self._heads and is_log(file, data[start : min(end, start + HEAD_BYTES)]):
            self._stream(file, data, start, end, last=last)
        else:
            self._begin(file, data[start:end], last=last)

    def _begin(self, file: str, chunk: bytes, *, last: bool) -> None:
        head = self._heads.pop(file, bytearray())
        head += chunk
        if not last and len(head) < HEAD_BYTES:
            self._heads[file] = head
        elif is_log(file, bytes(head)):
            self._stream(file, bytes(head), last=last)
        elif head.startswith(UTF_16):
            self._refuse(file, UTF_16_GIVEN, last=last)
        else:
            self._collected[file] = bytearray()
            self._collect(file, bytes(head), last=last)

    def cannot_read(self, file: str, reason: str) -> None:
        """Note a file that the system would not give."""
        for known in (self._heads, self._collected):
            known.pop(file, None)
        self._streams.discard(file)
        self._refused.discard(file)
        self.logs.cannot_read(file, reason)

    def leave_out(self, file: str) -> None:
        """Note a file that is not read, as its name tells that it is no text."""
        self._note(file, BINARY)

    def dumped(self) -> Iterator[bytes]:
        """Yield all that was taken in as bytes, in parts for `absorb` in the same Python elsewhere, and use it up."""
        unknown = [(problem.file, problem.reason) for problem in self.unknown]
        beside = self.log_files, self._whole, unknown
        for logs in self.logs.plain():
            yield marshal.dumps((*beside, logs))
            beside = 0, {}, []

    def absorb(self, dumped: bytes) -> None:
        """Add a part of what another door dumped; no file went through both."""
        log_files, whole, unknown, logs = marshal.loads(dumped)  # noqa: S302  # our own, of a moment ago
        self.log_files += log_files
        for file, data in whole.items():
            self._take(file, data)
        for file, reason in unknown:
            self._note(file, reason)
        self.logs.absorb(logs)

    def _stream(self, file: str, data: bytes, start: int = 0, end: int | None = None, *, last: bool) -> None:
        self._streams.add(file)
        self.logs.feed(file, data, start, end, last=last)
        if last:
            self._streams.discard(file)
            self.log_files += 1

    def _collect(self, file: str, chunk: bytes, *, last: bool) -> None:
        data = self._collected[file]
        data += chunk
        if len(data) > MOST_BYTES:
            del self._collected[file]
            if file.lower().endswith(LOG_SUFFIX):
                self._stream(file, bytes(data), last=last)
                return
            reason = f"it is no log and larger than {MOST_BYTES // 1024**2} MiB, more than any export"
            self._refuse(file, reason, last=last)
        elif last:
            del self._collected[file]
            self._take(file, bytes(data))

    def _refuse(self, file: str, reason: str, *, last: bool) -> None:
        """Note a file and let pass what is still to come of it."""
        self._note(file, reason)
        self._refused |= set() if last else {file}

    def _take(self, file: str, data: bytes) -> None:
        try:
            rows = Rows(file)
            found = read_whole(data, file, rows)
            if isinstance(found, list):
                self.shown += found
                self.shown_rows.append(rows)
            else:
                self.exports.append(found)
            self._whole[file] = data
        except UnknownKindError as error:
            if file.lower().endswith(LOG_SUFFIX):
                self._stream(file, data, last=True)
            else:
                self._note(file, str(error))
        except RefusedError as error:
            self._note(file, str(error))
        except UNFORESEEN as error:
            self._note(file, FAILED.format(type(error).__name__))

    def _note(self, file: str, reason: str) -> None:
        self.unknown.append(Problem(file=file, line=0, reason=reason))


def is_offered(path: str) -> bool:
    """Tell whether a file is worth a look: most chosen by themselves, of a folder those with a likely name."""
    return is_likely(path) or ("/" not in path and not path.lower().endswith(MEDIA))


def is_likely(name: str) -> bool:
    """Tell whether a file in a folder is worth a look, by how its name ends."""
    name = name.lower()
    return name.endswith(SUFFIXES) and not name.endswith(BESIDE)


class UnknownKindError(RefusedError):
    """Content that no reader here knows."""


def is_log(file: str, head: bytes) -> bool:
    """Tell by its beginning whether a file is a log of JSON lines.

    A log's rows begin with other keys than exports do. Where the beginning says nothing, the name decides.
    """
    head = head.removeprefix(BYTE_ORDER_MARK)
    match = _FIRST_KEY.match(head)
    if match is None or match[1] in _EXPORT_KEYS or (match[1] == b"type" and match[2] in _EXPORT_TYPES):
        return False
    line = head.split(b"\n", 1)[0].strip()
    if any(key in line for key in _STATUS_KEYS):
        return False
    if file.lower().endswith(LOG_SUFFIX):
        return True
    return b'"type"' in line and (line.endswith(b"}") or b"\n" not in head)


def read_whole(data: bytes, file: str, rows: Rows) -> Export | list[Shown]:
    """Return what a whole file says: an export, or how much of a plan is used.

    Args:
        data: Its bytes.
        file: Its name.
        rows: Is told what cannot be of how much of a plan is used; an export has an account of its own.

    Raises:
        UnknownKindError: For content of no known kind.
        RefusedError: For content of a known kind that cannot be used.
    """
    data = data.removeprefix(BYTE_ORDER_MARK)
    if not data.strip():
        raise UnknownKindError(EMPTY)
    if b"\0" in data[:HEAD_BYTES]:
        raise UnknownKindError(BINARY)
    return _json(data, file, rows) if data.lstrip()[:1] in {b"{", b"["} else _csv(data, file)


def _json(data: bytes, file: str, rows: Rows) -> Export | list[Shown]:
    from calculator.sources import ccusage, console_json, own, plan_usage

    document = _parsed(data)
    if document is None:  # status lines that were captured one a line: the last one says what is used by now
        document = _parsed(data.rstrip().rsplit(b"\n", 1)[-1])
        if not plan_usage.recognise(document):
            raise UnknownKindError(CUT)
    if plan_usage.recognise(document):
        shown = plan_usage.read(document, rows)
        if not shown:
            raise RefusedError(NOTHING_SHOWN)
        return shown
    if own.recognise(document):
        return own.read(document, file)
    kind = console_json.recognise(document)
    if kind is not None:
        return console_json.read(document, kind, file)
    if ccusage.recognise(document):
        return ccusage.read(document, file)
    if console_json.is_empty(document):
        raise RefusedError(NOTHING_USED)
    raise UnknownKindError(OTHER_JSON)


def _parsed(data: bytes) -> Any:
    """Return a JSON document; None where it is not whole."""
    try:
        refuse_depth(data)
        return json.loads(data, parse_float=_number, parse_int=_whole, parse_constant=_number)
    except (ValueError, BrokenRowError, RecursionError):
        return None


def _csv(data: bytes, file: str) -> Export:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise UnknownKindError(NO_TEXT) from None
    header = text.split("\n", 1)[0].rstrip("\r")
    from calculator.sources import console_csv, own

    if own.recognise_csv(header):
        return own.read_csv(text, file)
    kind = console_csv.recognise(header)
    if kind is None:
        raise UnknownKindError(OTHER_TEXT)
    return console_csv.read_usage(text, file) if kind is console_csv.USAGE else console_csv.read_cost(text, file)


NO_NUMBER = Decimal("NaN")
"""Stands for a number that cannot be. No field takes it for one, so it costs its own entry and not the file."""
MOST_DIGITS = 400
"""Digits before or behind the point of the longest number; what is beyond could keep Python busy for ever."""


def _number(text: str) -> Decimal:
    """Return a fraction exactly, or that it is none: NaN, Infinity, and what has too large an exponent."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return NO_NUMBER
    return found if found.is_finite() and abs(found.adjusted()) <= MOST_DIGITS else NO_NUMBER


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= MOST_DIGITS else NO_NUMBER
