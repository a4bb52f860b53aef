"""JSON that ccusage prints: daily, weekly, monthly and session reports of version 20 and of the older ones.

Days are those of the time zone in which ccusage ran, which it does not write down. Its dollars are kept beside ours.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator.sources import fields
from calculator.sources.console_csv import NO_SPLIT
from calculator.sources.export import Kind, RefusedError, Rows, Stated, added_up
from calculator.usage import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from calculator.sources.export import Export
    from calculator.usage import Response

CCUSAGE = Kind(id="ccusage", name="ccusage JSON export", utc=False)

FORMS = {
    "daily": "day",
    "projects": "day",
    "session": "session",
    "sessions": "session",
    "weekly": "week",
    "monthly": "month",
}
"""Member that holds the entries -> what one of them spans; of several the first is read, since they say the same."""
SEVERAL = "(several models)"
FAST = "-fast"

ZONE = "ccusage does not write down the time zone of its days; they are taken as they stand."
SEARCHES = "ccusage does not count web searches, which the API bills on their own."
LUMPS = {
    "week": "One entry is a week, counted and priced on its first day: no month is drawn from it.",
    "month": "One entry is a month, counted and priced on its first day: no month is drawn from it.",
    "session": "One entry is a session, counted on its last day: no month is drawn from it.",
}
NOT_APART = "Some entries name several models without saying which used how much: their tokens have no price."


def recognise(document: object) -> bool:
    """Tell whether a JSON document is a report of ccusage."""
    if not isinstance(document, dict):
        return False
    form, entries = _entries(document)
    first = next((entry for entry in entries if isinstance(entry, dict)), {})
    counted = "inputTokens" in first or "modelBreakdowns" in first
    return bool(form) and (counted or (not entries and "totals" in document))


def read(document: dict[str, Any], file: str) -> Export:
    """Return the content of a report.

    Raises:
        RefusedError: For the form by 5-hour blocks, which does not tell models apart.
    """
    rows = Rows(file)
    form, entries = _entries(document)
    period = FORMS.get(form, form)
    found: list[tuple[Response, Stated | None]] = []
    for number, entry in enumerate(entries, 1):
        rows.read += 1
        try:
            found += _entry(fields.table(entry, "the entry"), period)
        except fields.FieldError as error:
            rows.broke(None, f"entry {number}: {error}")
    responses = tuple(response for response, _ in found)
    assumed = [ZONE, SEARCHES, *([LUMPS[period]] if period in LUMPS else [])]
    assumed += [NO_SPLIT] * any(response.tokens.cache_write_5m for response in responses)
    assumed += [NOT_APART] * any(response.model == SEVERAL for response in responses)
    stated = tuple(stated for _, stated in found if stated is not None)
    return rows.export(CCUSAGE, responses=responses, stated=stated, assumed=tuple(assumed), period=period)


def _entries(document: dict[str, Any]) -> tuple[str, list[Any]]:
    """Return the form of a report and its entries; no form if it is none."""
    kind, data = document.get("type"), document.get("data")
    if isinstance(kind, str) and kind in FORMS and isinstance(data, list):
        return kind, data
    for form in FORMS:
        entries = document.get(form)
        if isinstance(entries, list):
            return form, entries
        if form == "projects" and isinstance(entries, dict):
            return form, [
                _of(name, entry) for name, list_ in entries.items() if isinstance(list_, list) for entry in list_
            ]
    if isinstance(document.get("blocks"), list) and "totals" not in document:
        message = "ccusage blocks do not say which model used how much: export `ccusage daily --json` instead"
        raise RefusedError(message)
    return "", []


def _of(project: str, entry: Any) -> Any:
    return {"project": project, **entry} if isinstance(entry, dict) else entry


def _entry(entry: dict[str, Any], period: str) -> Iterator[tuple[Response, Stated | None]]:
    day = _day(entry, period)
    shared = {
        "project": fields.text(entry.get("project")) or fields.text(entry.get("projectPath")),
        "session": fields.text(entry.get("sessionId") or entry.get("period")) if period == "session" else "",
        "split_unknown": True,
    }
    for model, part in _models(entry):
        name = fields.text(model)
        response = added_up(name.removesuffix(FAST), day, _tokens(part), fast=name.endswith(FAST), **shared)
        usd = next((part[key] for key in ("cost", "totalCost", "costUSD") if part.get(key) is not None), None)
        stated = None if usd is None else fields.amount(_rounded(usd), "cost")
        yield response, None if stated is None else Stated(day=day, model=response.model, what="cost", usd=stated)


def _rounded(usd: Any) -> Any:
    """Return binary fractions, which ccusage adds up, without their last digits: 1.1074689999999998 was 1.107469."""
    return round(usd, 10) if isinstance(usd, Decimal) and usd.is_finite() and abs(usd) < fields.MOST_TOKENS else usd


def _models(entry: dict[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the model names of an entry with their parts of it."""
    parts = entry.get("modelBreakdowns")
    if isinstance(parts, list) and parts:
        for part in parts:
            one = fields.table(part, "a model's part")
            yield one.get("modelName") or one.get("model"), one
        return
    older = entry.get("breakdown")
    if isinstance(older, dict) and older:
        for name, part in older.items():
            yield name, fields.table(part, "a model's part")
        return
    names = entry.get("modelsUsed") or entry.get("models") or []
    alone = isinstance(names, list) and len(names) == 1
    yield (names[0] if alone else SEVERAL), entry


def _day(entry: dict[str, Any], period: str) -> date:
    if period == "session":
        metadata = fields.table(entry.get("metadata") or {}, "metadata")
        given = entry.get("lastActivity") or metadata.get("lastActivity")
        return fields.day(given, "lastActivity")
    given = entry.get("date") or entry.get("week") or entry.get("month") or entry.get("period")
    return fields.month(given, "month") if period == "month" else fields.day(given, "date")


def _tokens(part: dict[str, Any]) -> Tokens:
    return Tokens(
        input=fields.count(part.get("inputTokens"), "inputTokens"),
        output=fields.count(part.get("outputTokens"), "outputTokens"),
        cache_read=fields.count(part.get("cacheReadTokens"), "cacheReadTokens"),
        cache_write_5m=fields.count(part.get("cacheCreationTokens"), "cacheCreationTokens"),
    )
