"""The results for a terminal.

Names come from files and may hold anything: they stay on their line and steer nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import dates, money
from calculator.present.compared import difference_tokens, difference_usd, heading, said_tokens, said_usd
from calculator.present.exports import named_conversations, show_part, show_whole, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.comparison import Comparison
    from calculator.results import Results

SHORT = 5
"""Lines of each part."""


def as_text(found: Results) -> str:
    """Return the results for a terminal."""
    report = found.report
    responses = f"{report.total.responses:,} responses, " if report.counted else ""
    lines = [f"{responses}{show_whole(report.total)}"]
    for name, part in report.models.items():
        count = f"{part.responses:,} responses, " if report.counted else ""
        lines.append(f"  {one_line(name)}: {count}{money.show_tokens(part.tokens.total)} tokens, {show_part(part)}")
    lines.append(
        f"{report.rows.read:,} rows read, {report.rows.duplicate:,} duplicates dropped,"
        f" {report.rows.ignored:,} ignored, {report.rows.broken:,} broken,"
        f" {report.unpriced.tokens:,} tokens without a price"
    )
    lines += [one_line(sentence) for sentence in summary(found)]
    lines += _dearest(found)
    for compared in found.comparisons:
        lines += _compared(compared)
    return "\n".join(lines) + "\n"


def _dearest(found: Results) -> Iterator[str]:
    """Yield months, and the dearest days, projects and sessions."""
    days = sorted(found.report.days.items(), key=lambda item: (-item[1].usd, item[0])) if found.selection.daily else ()
    parts = (
        ("Months", ((f"{day:%Y-%m}", part) for day, part in found.months.items())),
        ("Dearest days", ((dates.show(day), part) for day, part in days)),
        ("Dearest projects", found.projects.items()),
        ("Dearest sessions", ((session.id, session.sum) for session in found.sessions)),
        ("Conversations", named_conversations(found)),
    )
    for title, rows in parts:
        named = [(name, part) for name, part in rows if name][:SHORT]
        if named:
            yield f"{title}:"
        for name, part in named:
            yield f"  {one_line(name)}: {money.show_tokens(part.tokens.total)} tokens, {show_part(part)}"


def one_line(text: str) -> str:
    """Return a text that stays on its line and cannot steer a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _compared(compared: Comparison) -> Iterator[str]:
    """Yield two sources beside each other, the largest differences first."""
    yield one_line(heading(compared)) + (", the largest first:" if compared.differing else "")
    for line in compared.differing[:SHORT]:
        tokens = f"{said_tokens(line.first)} and {said_tokens(line.second)} tokens ({difference_tokens(line)})"
        usd = f"{said_usd(line.first)} and {said_usd(line.second)} ({difference_usd(line)})"
        yield f"  {line.day.isoformat()} {one_line(line.model)}: {tokens}, {usd}"
