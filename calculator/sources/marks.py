"""What the entries of an account's reports are of, by which two files of one account are added up.

A mark is the time of an entry and its labels: model, workspace, key, tier and whatever else its report tells usage
apart by. Entries of the same mark are the same usage: the fuller one was exported later and counts. All others add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calculator.dates import DAY_US, EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from calculator.sources.export import Export, Stated
    from calculator.usage import Response

type Time = tuple[int, int]
"""Begin and end in microseconds since 1970."""
type Labels = tuple[str, ...]
"""In an order that all files of a kind share; empty where none is told."""


class Mark(NamedTuple):
    """What an entry is of."""

    time: Time
    labels: Labels


def whole_day(day: date) -> Time:
    """Return the time of a UTC day."""
    start = (day.toordinal() - EPOCH.toordinal()) * DAY_US
    return start, start + DAY_US


def responses(export: Export) -> Iterator[tuple[Mark, Response]]:
    """Yield the usage of an export with its marks."""
    yield from zip(export.marks or map(_of_response, export.responses), export.responses, strict=False)


def stated(export: Export) -> Iterator[tuple[Mark, Stated]]:
    """Yield the dollars that an export states with their marks."""
    yield from zip(export.marks or map(_of_stated, export.stated), export.stated, strict=False)


def _of_response(response: Response) -> Mark:
    """Return what a row of the Console is of, by all that is kept of it."""
    modes = "batch" if response.batch else "standard", "fast" * response.fast, "us" * response.us_only
    shortest = response.prompts[0] if response.prompts else 0
    window = str(shortest) if shortest else ""
    return Mark(whole_day(response.day), (response.model, response.project, *modes, window))


def _of_stated(line: Stated) -> Mark:
    return Mark(whole_day(line.day), (line.model, line.project, line.what))
