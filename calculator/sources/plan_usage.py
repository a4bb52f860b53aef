"""What shows how much of a plan is used: captured status lines, Claude Desktop's history, and limit messages in logs.

status line   {"rate_limits": {"five_hour": {"used_percentage": 23.5, "resets_at": 1738425600}, "seven_day": {…}}}
history       {"version": 2, "samples": [{"t": milliseconds, "org": "…", "u": {"fh": 12, "sd": 37}}, …]}, or the list
message       You've hit your weekly limit · resets Thu 3pm (UTC)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator.sources.export import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from calculator.sources.claude_code import Notice

WEEK, FIVE_HOURS, MODEL_WEEK = "week", "five_hours", "week_of_a_model"
STATUS_LINE, HISTORY, MESSAGE = "rate_limits", "plan_usage_history", "messages"
WINDOWS = {"seven_day": WEEK, "five_hour": FIVE_HOURS}
WEEK_OF = "seven_day_"
"""How the names of weekly limits of single models begin; the server names the models."""
FIELDS = {"sd": WEEK, "fh": FIVE_HOURS}
ALL = Decimal(100)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARS = range(2020, 2200)
"""In which a plan can have shown something; a clock that is off by more tells nothing."""
MOST_MINUTE, MOST_HOUR = 59, 12
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Shown(NamedTuple):
    """A percentage that a plan showed."""

    source: str
    window: str
    percent: Decimal
    """100 where a limit was reached; more where it was passed."""
    at: datetime | None
    """When; None where the file does not say."""
    resets_at: datetime | None
    family: str = ""
    """Of the week of a single model, its family; empty where the name tells none that is known here."""


def recognise(document: object) -> bool:
    """Tell whether a JSON document is a captured status line or Claude Desktop's history."""
    return _limits(document) is not None or _samples(document) is not None


def read(document: object, rows: Rows | None = None) -> list[Shown]:
    """Return what a recognised document shows; entries that cannot be are left out, and told to `rows`."""
    rows = Rows("") if rows is None else rows
    limits = _limits(document)
    if limits is not None:
        return list(_status_line(limits, rows))
    samples = enumerate(_samples(document) or [], 1)
    return [shown for number, sample in samples for shown in _sample(sample, rows, f"sample {number}")]


def read_notices(notices: Iterable[Notice]) -> list[Shown]:
    """Return the limits among the errors that logs show; one that was shown at no possible time is left out."""
    found = []
    for notice in notices:
        said = notice.text.lower()
        if notice.at.year in YEARS and re.search(LIMIT, said):
            model = re.search(OF_A_MODEL, said)
            window = MODEL_WEEK if model else WEEK if "week" in said else FIVE_HOURS
            resets_at = _reset(said, notice.at, window)
            found.append(Shown(MESSAGE, window, ALL, notice.at, resets_at, model[1] if model else ""))
    return found


# texts and not compiled: most readers bring no logs, and compiling takes longer than the rest of their start
LIMIT = r"hit your (?:[a-z-]+ )*limit|limit reached"
FAMILY = r"opus|sonnet|haiku|fable"
OF_A_MODEL = rf"({FAMILY})(?: weekly)? limit"
_EPOCH = r"\|(\d{10})\b"
_RESET = (
    r"resets?(?: at| on)?\s+(?:(?P<word>[a-z]{3})[a-z]*\.?\s*(?P<date>\d{1,2}(?![\d:ap]))?,?\s*(?:at\s+)?)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap])m(?:\s*\((?P<zone>[\w/+-]+)\))?"
)


def _reset(said: str, at: datetime, window: str) -> datetime | None:
    """Return the moment that a message names, the first one after it was shown; None where it names none."""
    epoch = re.search(_EPOCH, said)
    if epoch is not None:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    match = re.search(_RESET, said)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour > MOST_HOUR or minute > MOST_MINUTE:
        return None
    hour = hour % MOST_HOUR + (MOST_HOUR if match["half"] == "p" else 0)
    start = at.astimezone(_zone(match["zone"])).replace(hour=hour, minute=minute, second=0, microsecond=0)
    longest = 2 if window == FIVE_HOURS else 8
    candidates = (start + timedelta(days=days) for days in range(longest))
    return next((each.astimezone(UTC) for each in candidates if each > at and _fits(each, match)), None)


def _fits(moment: datetime, match: re.Match[str]) -> bool:
    word = match["word"]
    if word is None:
        return True
    if word in DAYS and match["date"] is None:
        return moment.weekday() == DAYS.index(word)
    return word in MONTHS and moment.month == MONTHS.index(word) + 1 and moment.day == int(match["date"] or 0)


def _zone(name: str | None) -> tzinfo:
    """Return a zone by its name; UTC where none is named or this machine does not know it."""
    if name is None or name == "utc":
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415  # not before a message names a zone

    try:
        return ZoneInfo("/".join("_".join(map(str.title, part.split("_"))) for part in name.split("/")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _limits(document: object) -> dict[str, Any] | None:
    limits = document.get("rate_limits") if isinstance(document, dict) else None
    return limits if isinstance(limits, dict) and any(name in limits for name in WINDOWS) else None


def _samples(document: object) -> list[Any] | None:
    samples = document.get("samples") if isinstance(document, dict) else document
    return samples if isinstance(samples, list) and any(map(_is_sample, samples)) else None


def _is_sample(entry: object) -> bool:
    return isinstance(entry, dict) and "t" in entry and isinstance(entry.get("u"), dict)


def _status_line(limits: dict[str, Any], rows: Rows) -> Iterator[Shown]:
    for name, limit in limits.items():
        window = MODEL_WEEK if name.startswith(WEEK_OF) else WINDOWS.get(name)
        family = re.search(FAMILY, name)
        if window is not None and isinstance(limit, dict):
            used, resets = limit.get("used_percentage"), limit.get("resets_at")
            percent, resets_at = _percent(used), _moment(resets, 1)
            if percent is not None and resets_at is not None:
                yield Shown(STATUS_LINE, window, percent, None, resets_at, family[0] if family else "")
            elif used is not None and resets is not None:  # before its first use a window has neither
                what = "used_percentage is no percentage" if percent is None else "resets_at is no moment"
                rows.broke(None, f"{name}: {what}")


def _sample(sample: object, rows: Rows, name: str) -> Iterator[Shown]:
    if not isinstance(sample, dict) or not isinstance(sample.get("u"), dict):
        rows.broke(None, f"{name}: it holds no percentages")
        return
    at = _moment(sample.get("t"), 1000)
    if at is None:
        rows.broke(None, f"{name}: t is no moment")
        return
    for key, window in FIELDS.items():
        used = sample["u"].get(key)
        percent = _percent(used)
        if percent is not None:
            yield Shown(HISTORY, window, percent, at, None)
        elif used is not None:
            rows.broke(None, f"{name}: {key} is no percentage")


def _percent(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float | str):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= 2 * ALL else None


def _moment(value: object, per_second: int) -> datetime | None:
    """Return a possible moment given in seconds or milliseconds since 1970, or as ISO text."""
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        elif isinstance(value, int | Decimal | float) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(int(value) // per_second, UTC)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.year in YEARS else None
