"""The results as text for other programs and for people without a browser: CSV, Markdown, plain text.

Names come from files and may hold anything: they are made harmless for whatever opens the export.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from calculator import dates, money
from calculator.cells import COLUMNS
from calculator.present.account import sentences
from calculator.sources.own import GUARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calculator.report import Sum
    from calculator.results import Results

TOP = 20
"""Rows of the longer tables; the CSV and the JSON hold all."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r", GUARD)
"""Beginnings of a cell that a spreadsheet would compute; the guard before it makes it text."""
_MARKUP = re.compile(r"([\\`*_\[\]<>|#!&~])")
_BLANK = re.compile(r"\s+")


def as_csv(found: Results) -> str:
    """Return the finest parts as a table that a spreadsheet opens and this site reads back."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for day, model, project, session, *counts in found.rows():
        names = (_guarded(name) for name in (model, project, session))
        writer.writerow([day, *names, *(_plain(value) for value in counts)])
    return text.getvalue()


def _guarded(name: str) -> str:
    return GUARD + name if name.startswith(FORMULAS) else name


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def as_markdown(found: Results) -> str:
    """Return the results as a document with tables."""
    parts = [
        f"# Usage: {_usd(found.report.total)} at API list prices",
        "\n".join(f"- {_escaped(line)}" for line in summary(found)),
        _table("By model", "Model", found.report.models.items()),
        _table("By month", "Month", ((f"{day:%Y-%m}", part) for day, part in found.months.items())),
        _table("By week", "Week from", ((day.isoformat(), part) for day, part in found.weeks.items())),
        _table("By day", "Day", ((day.isoformat(), part) for day, part in found.report.days.items())),
        _table("By project", "Project", found.projects.items()),
        _table("By conversation", "Part", named_conversations(found)),
        _table("Dearest sessions", "Session", ((session.id, session.sum) for session in found.sessions)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(title: str, head: str, rows: Iterable[tuple[str, Sum]]) -> str:
    rows = list(rows)
    if not rows:
        return ""
    lines = [f"| {head} | Tokens | Cache hits | Dollars |", "| :-- | --: | --: | --: |"]
    lines += [
        f"| {_escaped(name) or '(none)'} | {part.tokens.total:,} | {share(part)} | {_usd(part)} |"
        for name, part in rows[:TOP]
    ]
    more = [f"\n{len(rows) - TOP:,} more in the CSV and the JSON."] if len(rows) > TOP else []
    return "\n".join([f"## {title}\n", *lines, *more])


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", _BLANK.sub(" ", text).strip())


def _usd(part: Sum) -> str:
    return money.show_usd(part.usd) if part.priced else "unpriced"


def share(part: Sum) -> str:
    """Return the share of the prompt that was read from the cache, in percent."""
    found = part.hit_share
    return "–" if found is None else f"{money.times(found, 100).quantize(money.usd('0.1'))}%"


def named_conversations(found: Results) -> Iterator[tuple[str, Sum]]:
    """Yield main conversations and sub-agents by name."""
    for side, part in found.conversations.items():
        yield ("Sub-agents and other side conversations" if side else "Main conversations"), part


def summary(found: Results) -> Iterator[str]:
    """Yield what was read and what is in doubt, one sentence each."""
    yield from sentences(found.account)
    yield f"Logs are counted in days of {found.timezone}; exports keep the days of whoever made them."
    for source in found.selection.left_out:
        yield (
            f"{source.name} tells of the same days and is left out, so that nothing counts twice."
            f" --source {source.id} uses it instead."
        )
    for source in found.selection.used:
        yield from (f"{source.name}: {sentence}" for sentence in source.assumed)
    for why, usd in doubts(found):
        yield f"In doubt: {why}. The truth may be up to {usd} higher."
    for model, tokens in sorted(found.report.unpriced.by_model.items()):
        yield f"Without a price: {tokens:,} tokens of {model}, {found.report.unpriced.reasons[model]}."


def doubts(found: Results) -> Iterator[tuple[str, str]]:
    """Yield what is in doubt and by how many dollars, over all models."""
    sums: dict[str, list[str]] = {}
    totals = {}
    for model, why, usd in found.report.doubts:
        totals[why] = money.add(totals.get(why, money.ZERO), usd)
        if model not in sums.setdefault(why, []):
            sums[why].append(model)
    for why, usd in totals.items():
        yield f"{why} ({', '.join(sums[why])})", money.show_usd(usd)


def as_text(found: Results) -> str:
    """Return the results for a terminal."""
    report = found.report
    responses = f"{report.total.responses:,} responses, " if report.counted else ""
    lines = [f"{responses}{money.show_usd(report.total.usd)} at API list prices"]
    for name, part in report.models.items():
        count = f"{part.responses:,} responses, " if report.counted else ""
        lines.append(f"  {_line(name)}: {count}{money.show_tokens(part.tokens.total)} tokens, {_usd(part)}")
    lines.append(
        f"{report.rows.read:,} rows read, {report.rows.duplicate:,} duplicates dropped,"
        f" {report.rows.ignored:,} ignored, {report.rows.broken:,} broken,"
        f" {report.unpriced.tokens:,} tokens without a price"
    )
    lines += [_line(sentence) for sentence in summary(found)]
    lines += _dearest(found)
    return "\n".join(lines) + "\n"


def _dearest(found: Results) -> Iterator[str]:
    """Yield months, and the dearest days, projects and sessions."""
    days = sorted(found.report.days.items(), key=lambda item: (-item[1].usd, item[0]))
    parts = (
        ("Months", ((f"{day:%Y-%m}", part) for day, part in found.months.items())),
        ("Dearest days", ((dates.show(day), part) for day, part in days)),
        ("Dearest projects", found.projects.items()),
        ("Dearest sessions", ((session.id, session.sum) for session in found.sessions)),
        ("Conversations", named_conversations(found)),
    )
    for title, rows in parts:
        named = [(name, part) for name, part in rows if name][:5]
        if named:
            yield f"{title}:"
        for name, part in named:
            yield f"  {_line(name)}: {money.show_tokens(part.tokens.total)} tokens, {_usd(part)}"


def _line(text: str) -> str:
    """Return a text that stays on its line and cannot steer a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
