"""What the entries of an account's reports are of, which tells whether two files of one account may be added up.

A mark is the time of an entry and its labels: model, workspace, key, tier and whatever else its report tells usage
apart by. Two entries of the same time are

* the same usage, where all their labels are the same: the fuller one was exported later and counts;
* apart, where they differ in a label that both files tell at that time: they add up;
* perhaps part and whole, where what both files tell is the same, and one tells a label that the other does not: a
  report grouped otherwise, or an older file without that column. Such files clash, and so do files whose times overlap
  and are not the same, such as hours beside their day. Files that clash are never added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calculator.dates import DAY_US, EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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


def unzipped[Found](pairs: Iterator[tuple[Mark, Found]]) -> tuple[tuple[Mark, ...], tuple[Found, ...]]:
    """Return marks and entries apart."""
    found = tuple(pairs)
    return tuple(mark for mark, _ in found), tuple(entry for _, entry in found)


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


def by_time(export: Export) -> dict[Time, set[Labels]]:
    """Return the labels of all entries of each time, in order of time."""
    found: dict[Time, set[Labels]] = {}
    for mark, _ in (*responses(export), *stated(export)):
        found.setdefault(mark.time, set()).add(mark.labels)
    return dict(sorted(found.items()))


def told(labels: Iterable[Labels]) -> tuple[bool, ...]:
    """Return of each label whether any entry tells it.

    >>> told([("claude-opus-5-5", "", "batch"), ("claude-haiku-5-5", "", "")])
    (True, False, True)
    """
    return tuple(any(label) for label in zip(*labels, strict=True))


def clash(some: dict[Time, set[Labels]], others: dict[Time, set[Labels]]) -> bool:
    """Tell whether two files of one account, each by time, may tell of the same usage under other marks."""
    times, other_times = list(some), list(others)
    one, other = 0, 0
    while one < len(times) and other < len(other_times):
        time, other_time = times[one], other_times[other]
        if time == other_time:
            if _are_part_and_whole(some[time], others[time]):
                return True
        elif time[0] < other_time[1] and other_time[0] < time[1]:
            return True
        one, other = one + (time[1] <= other_time[1]), other + (other_time[1] <= time[1])
    return False


def _are_part_and_whole(some: set[Labels], others: set[Labels]) -> bool:
    """Tell whether entries of two files are the same in all labels that both tell, and one file tells more."""
    of_some, of_others = told(some), told(others)
    if of_some == of_others:
        return False
    both = [place for place, pair in enumerate(zip(of_some, of_others, strict=True)) if all(pair)]
    one, other = ({tuple(labels[place] for place in both) for labels in each} for each in (some, others))
    return not one.isdisjoint(other)
