"""What the page shows of the reader's files: the values that their templates need, cut to what a page can hold."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import dates, money
from calculator.present import usage_charts
from calculator.present.account import sentences
from calculator.present.compared import difference_tokens, difference_usd, heading, said_tokens, said_usd
from calculator.present.environment import render
from calculator.present.exports import NOTHING, doubts, is_empty, named_conversations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from markupsafe import Markup

    from calculator.report import Sum
    from calculator.results import Results, Session

TOP = 20
"""Rows of a table whose rest is in the export."""
MOST_DAYS = 120
MOST_MODELS = 50
UNNAMED = "(not told)"


class Row(NamedTuple):
    """One row of a table of parts."""

    key: str
    """What the JSON calls it."""
    name: str
    more: str
    sum: Sum


class Part(NamedTuple):
    """One table of parts."""

    id: str
    """What the JSON calls the list."""
    title: str
    head: str
    rows: Sequence[Row]
    left: int
    """Rows that are in the export alone."""


class Drawing(NamedTuple):
    """What is shown of the files beside the answer."""

    html: Markup
    charts: dict[str, dict[str, Any]]
    """Element id -> Vega-Lite spec."""


@lru_cache(maxsize=1)  # few inputs of the form change it, and it is long
def drawing(found: Results, own_zone: str, plan_said: tuple[str, ...], *, sample: bool) -> Drawing:
    """Return the files' results as the page shows them.

    Args:
        found: What the files say.
        own_zone: The name of the reader's time zone; empty when it is UTC or nothing of the files hangs on it.
        plan_said: What files say of the plan, sentence by sentence.
        sample: Whether the files are the site's own.
    """
    html = render("report.html", results=found, plan_said=plan_said, sample=sample, **_values(found, own_zone))
    return Drawing(html, usage_charts.charts(found) if found.report.days else {})


def announcement(found: Results, *, sample: bool) -> str:
    """Return in a sentence, for who hears the page, what came of the files."""
    total = found.report.total
    usd = f"would have cost {money.show_usd(total.usd)} at API list prices"
    if is_empty(found):
        said = NOTHING
    elif not (total.responses or total.tokens.total):
        said = "Your files are read."
    elif not total.priced:
        said = "Your files are read; nothing in them has a price here."
    else:
        said = f"{total.responses:,} responses {usd}." if total.responses else f"This usage {usd}."
    return f"Sample: {said}" if sample else said


def _values(found: Results, own_zone: str) -> dict[str, Any]:
    return {
        "top": TOP,
        "most_days": MOST_DAYS,
        "most_models": MOST_MODELS,
        "sentences": list(sentences(found.account)),
        "doubts": list(doubts(found)),
        "stated": {source.id: money.add(*(line.usd for line in source.stated())) for source in found.selection.dollars},
        "heading": heading,
        "said_tokens": said_tokens,
        "said_usd": said_usd,
        "difference_tokens": difference_tokens,
        "difference_usd": difference_usd,
        "own_zone": own_zone if found.has_logs else "",
        "weekly": usage_charts.by_weeks(found),
        "read_days": usage_charts.read_days(found) if found.report.days else "",
        "read_calendar": usage_charts.read_calendar(found) if found.report.days else "",
        "parts": [part for part in _parts(found) if part.rows],
    }


def _parts(found: Results) -> Iterable[Part]:
    days = sorted(found.report.days.items(), key=lambda item: (-item[1].usd, item[0])) if found.selection.daily else ()
    projects = [item for item in found.projects.items() if item[0]]
    sessions = found.sessions
    keys = ("sub_agents" if side else "main" for side in found.conversations)
    sides = list(zip(keys, named_conversations(found), strict=True)) if sessions else []
    yield _part("months", "By month", "Month", list(found.months.items()), _month)
    yield _part("weeks", "By week", "Week from", list(found.weeks.items()), _day)
    yield _part("days", "Dearest days", "Day", days, _day)
    yield _part("projects", "By project", "Project", projects, lambda item: Row(item[0], item[0], "", item[1]))
    yield _part("conversations", "Main conversations and sub-agents", "Part", sides, lambda each: _side(*each))
    yield _part("sessions", "Dearest sessions", "Session", sessions, _session)


def _month(item: tuple[date, Sum]) -> Row:
    day, part = item
    return Row(f"{day}", f"{day:%Y-%m}", "", part)


def _day(item: tuple[date, Sum]) -> Row:
    day, part = item
    return Row(f"{day}", dates.show(day), "", part)


def _side(key: str, item: tuple[str, Sum]) -> Row:
    name, part = item
    return Row(key, name, "", part)


def _session(session: Session) -> Row:
    span = dates.show_span(session.first, session.last)
    return Row(session.id, session.project or UNNAMED, f"{span}, {session.id[:8]}", session.sum)


def _part[Item](name: str, title: str, head: str, items: Sequence[Item], row: Callable[[Item], Row]) -> Part:
    return Part(name, title, head, list(map(row, items[:TOP])), max(len(items) - TOP, 0))
