"""The reader's files, from the first byte that the page gives to what they say, as the reader wishes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from calculator import catalog
from calculator.browser.answers import drawn, update
from calculator.browser.page import PAGE, day_of
from calculator.present import calculator as drawing

if TYPE_CHECKING:
    from collections.abc import Callable

    from calculator.sources.door import Door
    from calculator.usage import Response

MEGABYTE = 1_000_000


def import_begin() -> None:
    """Start reading files."""
    from calculator.sources.door import Door

    PAGE.incoming, PAGE.dumped, PAGE.wanted_files = Door(), None, 0


def import_offer(paths: str) -> str:
    """Offer some of the files, by their paths; what was chosen by itself and is not wanted is told of.

    Args:
        paths: JSON list.

    Returns:
        JSON list of the places in it of those that are worth reading.
    """
    from calculator.sources.door import is_offered

    wanted = []
    for place, path in enumerate(json.loads(paths)):
        if is_offered(path):
            wanted.append(place)
        elif "/" not in path:
            _incoming().leave_out(path)
    PAGE.wanted_files += len(wanted)
    return json.dumps(wanted)


def import_feed(segments: str, data: bytes) -> None:
    """Take bytes of one or more files.

    Args:
        segments: JSON list of [path, size, last] that cover `data` in order.
        data: The bytes.
    """
    door = _incoming()
    start = 0
    for path, size, last in json.loads(segments):
        door.feed(path, data, start, start + size, last=last)
        start += size


def import_unreadable(path: str, reason: str) -> None:
    """Note a file that the browser could not read."""
    _incoming().cannot_read(path, reason)


def import_progress(done_bytes: int, files: int, elapsed_ms: int) -> str:
    """Return HTML that tells how far the reading has come, by all workers together."""
    total = max(PAGE.wanted_files, 1)
    parts = [f"{files:,} of {total:,} files", f"{done_bytes // MEGABYTE:,} MB"]
    if elapsed_ms and files:
        rate = done_bytes * 1000 // elapsed_ms
        left = -(-(total - files) * elapsed_ms // (files * 1000))
        parts += [f"{rate // MEGABYTE:,} MB a second", f"about {left} s left"]
    return drawing.progress({"done": files, "total": total, "sentence": ", ".join(parts)})


def import_dump() -> bytes:
    """Return the next part of what this worker has read, for the one that gathers; empty when that was all."""
    if PAGE.dumped is None:
        PAGE.dumped = _incoming().dumped()
    return next(PAGE.dumped, b"")


def import_absorb(dumped: bytes) -> None:
    """Add a part of what another worker has read."""
    _incoming().absorb(dumped)


def import_end(query: str, on: str = "", zone: str = "", whose: str = "") -> str:
    """Settle what was read, exactly; the estimate follows with the next `update`, as it takes longer.

    Args:
        query: The form's data or a link's fragment.
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.
        zone: The reader's time zone as `calculator.zones.read` takes it; UTC when empty.
        whose: `sample` for the files that the site shows before the reader's own.

    Returns:
        What `update` returns.
    """
    from calculator.history import Recording
    from calculator.own_files import shown_by
    from calculator.present import usage_report

    PAGE.door, PAGE.incoming, PAGE.sample = _incoming(), None, bool(whose)
    PAGE.zone, PAGE.wished = zone, {}
    PAGE.shown = shown_by(PAGE.door)
    PAGE.history = None
    forget()
    recording = Recording(catalog.load(), day_of(on))
    _settle(on, recording.note)
    PAGE.history = recording.history()
    PAGE.pending = bool(PAGE.history.uses)
    if PAGE.results is not None:
        PAGE.unsaid = usage_report.announcement(PAGE.results, sample=PAGE.sample)
    return drawn(query, on)


def import_wish(name: str, value: str, query: str, on: str = "") -> str:
    """Look at the files again as the reader wishes.

    Args:
        name: `source`, whose value is the id of the one to use, or `days`, which are `utc` or the reader's `own`.
        value: The choice.
        query: The form's data or a link's fragment.
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        What `update` returns.
    """
    PAGE.wished[name] = value
    _settle(on)
    return update(query, on)


def _settle(on: str, watch: Callable[[Response], None] | None = None) -> None:
    """Make the results of what was read, as the reader wishes; `watch` is shown each response of logs."""
    from calculator import spending, zones
    from calculator.results import results
    from calculator.selection import Wishes

    if PAGE.door is None:
        message = "there is nothing to settle"
        raise RuntimeError(message)
    PAGE.answered = None
    zone = zones.UTC if PAGE.wished.get("days") == "utc" else zones.read(PAGE.zone)
    wishes = Wishes(source=PAGE.wished.get("source", ""), zone=zone)
    PAGE.results = found = results(PAGE.door, catalog.load(), day_of(on), wishes, watch)
    PAGE.spending = None if found.has_logs else spending.read(found.selection, catalog.load(), day_of(on))


def import_clear(query: str, on: str = "") -> str:
    """Forget the logs and recalculate; returns what `update` returns."""
    forget()
    PAGE.door = PAGE.results = PAGE.history = PAGE.spending = PAGE.incoming = None
    PAGE.shown, PAGE.answered, PAGE.sample, PAGE.pending, PAGE.unsaid = (), None, False, False, ""
    return update(query, on)


def forget() -> None:
    """Drop what was made of logs that are gone and is not held by them."""
    from calculator import five_hours, worlds
    from calculator.present import usage_report

    for kept in (usage_report.drawing, worlds.drawn_months, five_hours.cut_beyond):
        kept.cache_clear()


def _incoming() -> Door:
    if PAGE.incoming is None:
        message = "import_begin comes first"
        raise RuntimeError(message)
    return PAGE.incoming
