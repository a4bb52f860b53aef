"""The results as files for other programs and other people: CSV and Markdown.

Names come from files and may hold anything: they are made harmless for whatever opens the export.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from calculator import money
from calculator.account import short_path
from calculator.cells import COLUMNS
from calculator.present.account import sentences
from calculator.present.compared import difference_tokens, difference_usd, heading, said_tokens, said_usd
from calculator.sources.own import GUARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calculator.comparison import Comparison
    from calculator.report import Sum
    from calculator.results import Results

TOP = 20
"""Rows of the longer tables; the CSV and the JSON hold all."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r", GUARD)
"""Beginnings of a cell that a spreadsheet would compute; the guard before it makes it text."""
NOTHING = "No Claude Code response was found in what you chose."
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
    name = name.replace("\0", "\N{REPLACEMENT CHARACTER}")  # a file with it would be taken for a binary one
    return GUARD + name if name.startswith(FORMULAS) else name


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def as_markdown(found: Results) -> str:
    """Return the results as a document with tables."""
    parts = [
        f"# Usage: {show_whole(found.report.total)}",
        "\n".join(f"- {_escaped(line)}" for line in summary(found)),
        _table("By model", "Model", found.report.models.items()),
        _table("By month", "Month", ((f"{day:%Y-%m}", part) for day, part in found.months.items())),
        _table("By week", "Week from", ((day.isoformat(), part) for day, part in found.weeks.items())),
        _table("By day", "Day", ((day.isoformat(), part) for day, part in found.report.days.items())),
        _table("By project", "Project", found.projects.items()),
        _table("By conversation", "Part", named_conversations(found)),
        _table("Dearest sessions", "Session", ((session.id, session.sum) for session in found.sessions)),
        *map(_comparison, found.comparisons),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(title: str, head: str, rows: Iterable[tuple[str, Sum]]) -> str:
    rows = list(rows)
    if not rows:
        return ""
    lines = [f"| {head} | Tokens | Cache hits | Dollars |", "| :-- | --: | --: | --: |"]
    lines += [
        f"| {_escaped(name) or '(none)'} | {part.tokens.total:,} | {money.show_share(part.hit_share)}"
        f" | {show_part(part)} |"
        for name, part in rows[:TOP]
    ]
    more = [f"\n{len(rows) - TOP:,} more in the CSV and the JSON."] if len(rows) > TOP else []
    return "\n".join([f"## {title}\n", *lines, *more])


def _comparison(compared: Comparison) -> str:
    """Return two sources beside each other, the largest differences first."""
    first, second = compared.first.id, compared.second.id
    lines = [
        f"## {_escaped(heading(compared))}\n",
        f"| Day | Model | Tokens: {first} | {second} | difference | Dollars: {first} | {second} | difference |",
        "| :-- | :-- | --: | --: | --: | --: | --: | --: |",
    ]
    for line in compared.differing[:TOP]:
        tokens = (said_tokens(line.first), said_tokens(line.second), difference_tokens(line))
        usd = (said_usd(line.first), said_usd(line.second), difference_usd(line))
        lines.append(f"| {' | '.join((line.day.isoformat(), _escaped(line.model), *tokens, *usd))} |")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", _BLANK.sub(" ", text).strip())


def is_empty(found: Results) -> bool:
    """Tell whether the files say nothing of usage, in tokens or dollars, and nothing of a plan."""
    total = found.report.total
    return not (total.responses or total.tokens.total or found.selection.dollars or found.account.shown)


def show_part(part: Sum) -> str:
    """Return the dollars of a part, or that it has no price."""
    return money.show_usd(part.usd) if part.priced else "unpriced"


def show_whole(total: Sum) -> str:
    """Return what everything comes to; nothing, and what has no price, is not $0.00."""
    if not (total.responses or total.tokens.total or total.usd):
        return "no tokens to price"
    return f"{show_part(total)} at API list prices" if total.priced else show_part(total)


def named_conversations(found: Results) -> Iterator[tuple[str, Sum]]:
    """Yield main conversations and sub-agents by name."""
    for side, part in found.conversations.items():
        yield ("Sub-agents and other side conversations" if side else "Main conversations"), part


def summary(found: Results) -> Iterator[str]:
    """Yield what was read, what was not, and what is in doubt, one sentence each."""
    if is_empty(found):
        yield f"{NOTHING} Logs are files named .jsonl under ~/.claude/projects."
    yield from sentences(found.account)
    yield from _unread(found)
    yield f"Logs are counted in days of {found.timezone}; exports keep the days of whoever made them."
    for source in found.selection.left_out:
        yield (
            f"Left out, so that nothing counts twice: {source.name}, which may tell of the same usage"
            f" (on the command line, --source {source.id} counts it instead)."
        )
    for source in found.selection.dollars:
        stated = money.add(*(line.usd for line in source.stated()))
        yield f"{source.name} states {money.show_usd(stated)} in dollars alone; they are in no total here."
    for source in found.selection.empty:
        yield f"{source.name} holds no usage that could be read."
    for source in found.selection.used:
        yield from (f"{source.name}: {sentence}" for sentence in source.assumed)
    for why, usd in doubts(found):
        yield f"In doubt: {why}. The truth may be up to {usd} higher."
    for model, tokens in sorted(found.report.unpriced.by_model.items()):
        yield f"Without a price: {tokens:,} tokens of {model}, {found.report.unpriced.reasons[model]}."


def _unread(found: Results) -> Iterator[str]:
    """Yield the first broken rows and the files that could not be read."""
    for problem in found.account.broken[:TOP]:
        line = f", line {problem.line}" if problem.line else ""
        yield f"Broken row, left out: {short_path(problem.file)}{line}: {problem.reason}."
    unnamed = max(found.report.rows.broken - len(found.account.broken[:TOP]), 0)
    if unnamed:
        yield f"Broken rows, left out and not named here: {unnamed:,}."
    for problem in found.account.unreadable[:TOP]:
        yield f"Not read: {short_path(problem.file)} ({problem.reason})."
    if len(found.account.unreadable) > TOP:
        yield f"Not read: {len(found.account.unreadable) - TOP:,} other files."


def doubts(found: Results) -> Iterator[tuple[str, str]]:
    """Yield what is in doubt, for which models, and by how many dollars together."""
    for reason in dict.fromkeys(why for _, why in found.report.doubts):
        parts = {model: usd for (model, why), usd in found.report.doubts.items() if why == reason}
        yield f"{reason} ({', '.join(parts)})", money.show_usd(money.add(*parts.values()))
