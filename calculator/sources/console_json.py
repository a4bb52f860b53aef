"""JSON of the Admin API: usage in tokens, cost in cents, and Claude Code analytics, by UTC day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from calculator import dates, money
from calculator.sources import fields
from calculator.sources.claude_code import UNNAMED
from calculator.sources.console_csv import NO_SPLIT
from calculator.sources.export import (
    BATCH,
    COUNTED_BY_FEW,
    ONE_PAGE,
    Kind,
    RefusedError,
    Rows,
    Stated,
    added_up,
    at_tier,
    tiers_assumed,
)
from calculator.sources.marks import Mark, unzipped, whole_day
from calculator.usage import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from decimal import Decimal

    from calculator.sources.export import Export
    from calculator.sources.marks import Time
    from calculator.usage import Response

USAGE = Kind(id="admin_usage", name="Admin API usage JSON", utc=True)
COST = Kind(id="admin_cost", name="Admin API cost JSON", utc=True)
ANALYTICS = Kind(id="analytics", name="Claude Code analytics JSON", utc=True)

NO_MODELS = "The report was not grouped by model, so its tokens have no price."
SUBSCRIPTION = "Some of this was used on a subscription, where nobody paid these prices."
CENT = money.CENT

PLACES = ("workspace_id", "api_key_id", "account_id")
USAGE_LABELS = ("model", *PLACES, "service_account_id", "service_tier", "context_window", "inference_geo", "speed")
COST_LABELS = (
    "model",
    *PLACES,
    "token_type",
    "cost_type",
    "description",
    "service_tier",
    "context_window",
    "inference_geo",
)
"""By what a report may be grouped; members that it is not grouped by are null."""


def recognise(document: object) -> Kind | None:
    """Return the kind of report that a JSON document is, if it is one of these."""
    for entry in _entries(document):
        if isinstance(entry.get("model_breakdown"), list):
            return ANALYTICS
        results = entry.get("results")
        for result in results if isinstance(results, list) else ():
            if isinstance(result, dict) and "amount" in result:
                return COST
            if isinstance(result, dict) and "uncached_input_tokens" in result:
                return USAGE
    return None


def is_empty(document: object) -> bool:
    """Tell whether a JSON document is a report of times in which nothing was used: its kind cannot be told."""
    pages = document if isinstance(document, list) else [document]
    return bool(pages) and all(isinstance(page, dict) and "has_more" in page and _unused(page) for page in pages)


def _unused(page: dict[str, Any]) -> bool:
    data = page.get("data")
    return isinstance(data, list) and all(isinstance(entry, dict) and entry.get("results") == [] for entry in data)


def read(document: object, kind: Kind, file: str) -> Export:
    """Return the content of a report, or of several pages of one in a list."""
    rows = Rows(file)
    pages = document if isinstance(document, list) else [document]
    more = isinstance(pages[-1], dict) and pages[-1].get("has_more") is True
    assumed = [ONE_PAGE] if more else []
    if kind is COST:
        marks, stated = unzipped(_each(document, rows, _results, _cost))
        return rows.export(COST, stated=stated, marks=marks, assumed=tuple(assumed), time=_span(document))
    if kind is USAGE:
        marks, responses = unzipped(_each(document, rows, _results, _usage))
        assumed += [NO_MODELS] * any(response.model == UNNAMED for response in responses)
        assumed += tiers_assumed(responses)
        untold = COUNTED_BY_FEW - {"web_searches"}
        return rows.export(
            USAGE, responses=responses, marks=marks, assumed=tuple(assumed), untold=untold, time=_span(document)
        )
    pairs = tuple(_each(document, rows, _breakdown, _analytics))
    assumed += [NO_SPLIT] * any(response.tokens.cache_write_5m for response, _ in pairs)
    paid = any(entry.get("customer_type") == "subscription" for entry in _entries(document))
    return rows.export(
        ANALYTICS,
        responses=tuple(response for response, _ in pairs),
        stated=tuple(stated for _, stated in pairs if stated is not None),
        assumed=tuple(assumed + [SUBSCRIPTION] * paid),
    )


def _span(document: object) -> Time | None:
    """Return the time from the first to the last bucket, empty ones included; None where one has no date."""
    try:
        times = [_time(entry, fields.day(entry.get("starting_at"), "starting_at")) for entry in _entries(document)]
    except fields.FieldError:
        return None
    return min(start for start, _ in times), max(end for _, end in times)


def _time(entry: dict[str, Any], day: date) -> Time:
    """Return the time of a bucket of that day; to the end of the day where it does not say how long it is."""
    first, last = whole_day(day)
    start, end = _moment(entry.get("starting_at")), _moment(entry.get("ending_at"))
    start = first if start is None else start
    return start, last if end is None or end <= start else end


def _moment(value: object) -> int | None:
    """Return microseconds since 1970; an offset is left out of account, since days are taken as they are written."""
    try:
        return dates.micros(datetime.fromisoformat(str(value).strip()).replace(tzinfo=UTC))
    except ValueError:
        return None


def _mark(result: dict[str, Any], names: tuple[str, ...], day: date, entry: dict[str, Any]) -> Mark:
    return Mark(_time(entry, day), tuple(fields.text(result.get(name)) for name in names))


def _entries(document: object) -> Iterator[dict[str, Any]]:
    """Yield the entries of one page, or of a list of pages."""
    for page in document if isinstance(document, list) else [document]:
        data = page.get("data") if isinstance(page, dict) else None
        yield from (entry for entry in data if isinstance(entry, dict)) if isinstance(data, list) else ()


def _each[Found](
    document: object,
    rows: Rows,
    parts: Callable[[dict[str, Any]], list[Any]],
    take: Callable[[dict[str, Any], date, dict[str, Any]], Found],
) -> Iterator[Found]:
    """Yield what `take` makes of every part of every entry."""
    for number, entry in enumerate(_entries(document), 1):
        try:
            given = "starting_at" if "starting_at" in entry else "date"
            day, found = fields.day(entry.get(given), given), parts(entry)
        except fields.FieldError as error:
            rows.read += 1
            rows.broke(None, f"entry {number}: {error}")
            continue
        for part in found:
            rows.read += 1
            try:
                yield take(fields.table(part, "a result"), day, entry)
            except fields.FieldError as error:
                rows.broke(None, f"entry {number}: {error}")


def _results(entry: dict[str, Any]) -> list[Any]:
    return fields.entries(entry.get("results"), "results")


def _breakdown(entry: dict[str, Any]) -> list[Any]:
    return fields.entries(entry.get("model_breakdown"), "model_breakdown")


def _usage(result: dict[str, Any], day: date, entry: dict[str, Any]) -> tuple[Mark, Response]:
    written = fields.table(result.get("cache_creation") or {}, "cache_creation")
    tools = fields.table(result.get("server_tool_use") or {}, "server_tool_use")
    tier = result.get("service_tier")
    least, most = fields.context_window(result.get("context_window"))
    response = added_up(
        at_tier(fields.text(result.get("model")) or UNNAMED, tier),
        day,
        Tokens(
            input=fields.count(result.get("uncached_input_tokens"), "uncached_input_tokens"),
            output=fields.count(result.get("output_tokens"), "output_tokens"),
            cache_read=fields.count(result.get("cache_read_input_tokens"), "cache_read_input_tokens"),
            cache_write_5m=fields.count(written.get("ephemeral_5m_input_tokens"), "ephemeral_5m_input_tokens"),
            cache_write_1h=fields.count(written.get("ephemeral_1h_input_tokens"), "ephemeral_1h_input_tokens"),
        ),
        least=least,
        most=most,
        web_searches=fields.count(tools.get("web_search_requests"), "web_search_requests"),
        us_only=result.get("inference_geo") == "us",
        fast=result.get("speed") == "fast",
        batch=tier == BATCH,
        project=_place(result),
    )
    return _mark(result, USAGE_LABELS, day, entry), response


def _cost(result: dict[str, Any], day: date, entry: dict[str, Any]) -> tuple[Mark, Stated]:
    what = next((result[name] for name in ("token_type", "cost_type", "description") if result.get(name)), "not said")
    stated = Stated(
        day=day,
        model=fields.text(result.get("model")),
        what=fields.text(what).removeprefix("cache_creation.").replace("_", " "),
        usd=_dollars(result.get("amount"), result.get("currency")),
        project=_place(result),
    )
    return _mark(result, COST_LABELS, day, entry), stated


def _analytics(part: dict[str, Any], day: date, entry: dict[str, Any]) -> tuple[Response, Stated | None]:
    tokens = fields.table(part.get("tokens"), "tokens")
    model = fields.text(part.get("model")) or UNNAMED
    actor = fields.table(entry.get("actor") or {}, "actor")
    response = added_up(
        model,
        day,
        Tokens(
            input=fields.count(tokens.get("input"), "input"),
            output=fields.count(tokens.get("output"), "output"),
            cache_read=fields.count(tokens.get("cache_read"), "cache_read"),
            cache_write_5m=fields.count(tokens.get("cache_creation"), "cache_creation"),
        ),
        project=fields.text(actor.get("email_address")) or fields.text(actor.get("api_key_name")),
        split_unknown=True,
    )
    cost = part.get("estimated_cost")
    if cost is None:
        return response, None
    cost = fields.table(cost, "estimated_cost")
    usd = _dollars(cost.get("amount"), cost.get("currency"))
    return response, Stated(day=day, model=model, what="estimated cost", usd=usd)


def _dollars(cents: object, currency: object) -> Decimal:
    """Return dollars of an amount in cents."""
    if currency not in ("USD", "usd", None):
        message = f"amounts are in {str(currency)[:10]!r}, not in US dollars"
        raise RefusedError(message)
    return money.times(fields.amount(cents, "amount"), CENT)


def _place(result: dict[str, Any]) -> str:
    names = (fields.text(result.get(name)) for name in PLACES)
    return " · ".join(name for name in names if name)
