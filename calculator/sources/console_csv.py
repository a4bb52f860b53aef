"""The Console's two CSV files: usage in tokens, and cost in dollars, by UTC day.

Columns are found by their names, since every generation of the files has others: without context window (2024),
without the 5-minute and 1-hour split of cache writes, without web searches, place and speed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.sources import fields, sheet
from calculator.sources.export import BATCH, COUNTED_BY_FEW, Kind, Rows, Stated, added_up, at_tier, tiers_assumed
from calculator.sources.marks import Mark, unzipped, whole_day
from calculator.usage import Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.sources.export import Export
    from calculator.usage import Response

USAGE = Kind(id="console_usage", name="Console usage CSV", utc=True)
COST = Kind(id="console_cost", name="Console cost CSV", utc=True)

DAY = "usage_date_utc"
UNCACHED, OUTPUT = "usage_input_tokens_no_cache", "usage_output_tokens"
READ = "usage_input_tokens_cache_read"
WRITE, WRITE_5M, WRITE_1H = (f"usage_input_tokens_cache_write{split}" for split in ("", "_5m", "_1h"))
SEARCHES = "web_search_count"
USAGE_COLUMNS = frozenset({DAY, "model_version", UNCACHED, OUTPUT})
COST_COLUMNS = frozenset({DAY, "model", "cost_usd"})

COST_LABELS = (
    *("model", "workspace", "api_key", "usage_type", "context_window", "inference_geo", "speed"),
    *("token_type", "cost_type"),
)
"""Columns by which the Console tells dollars apart; older files lack some."""

NO_SPLIT = (
    "The file does not say how long cache writes were kept: they are priced as 5-minute writes, the cheaper kind."
)


def recognise(header: str) -> Kind | None:
    """Return the kind of file that begins with this line, if it is one of the Console's."""
    columns = set(sheet.columns(header))
    if columns >= USAGE_COLUMNS:
        return USAGE
    return COST if columns >= COST_COLUMNS else None


def read_usage(text: str, file: str) -> Export:
    """Return the usage of a CSV file by day, model, workspace and key."""
    rows = Rows(file)
    responses = tuple(sheet.each(text, rows, _usage))
    assumed = (
        [NO_SPLIT] if any(response.split_unknown and response.tokens.cache_write_5m for response in responses) else []
    )
    assumed += tiers_assumed(responses)
    searched = SEARCHES in sheet.columns(text.split("\n", 1)[0])
    untold = COUNTED_BY_FEW - {"web_searches"} if searched else COUNTED_BY_FEW
    return rows.export(USAGE, responses=responses, assumed=tuple(assumed), untold=untold)


def read_cost(text: str, file: str) -> Export:
    """Return the dollars of a CSV file, as they are stated."""
    rows = Rows(file)
    found, stated = unzipped(sheet.each(text, rows, _cost))
    return rows.export(COST, stated=stated, marks=found)


def _usage(row: Mapping[str, str]) -> Response:
    tier = row.get("usage_type", "").strip().lower()
    written = {name: fields.count(row.get(name), name) for name in (WRITE, WRITE_5M, WRITE_1H)}
    tokens = Tokens(
        input=fields.count(row[UNCACHED], UNCACHED),
        output=fields.count(row[OUTPUT], OUTPUT),
        cache_read=fields.count(row.get(READ), READ),
        cache_write_5m=max(written[WRITE_5M], written[WRITE] - written[WRITE_1H]),
        cache_write_1h=written[WRITE_1H],
    )
    least, most = fields.context_window(row.get("context_window"))
    return added_up(
        at_tier(fields.text(row["model_version"]), tier),
        fields.day(row[DAY], DAY),
        tokens,
        least=least,
        most=most,
        web_searches=fields.count(row.get(SEARCHES), SEARCHES),
        fast=row.get("speed", "").strip().lower() == "fast",
        us_only=row.get("inference_geo", "").strip().lower() == "us",
        batch=tier == BATCH,
        project=_place(row),
        split_unknown=WRITE_5M not in row,
    )


def _cost(row: Mapping[str, str]) -> tuple[Mark, Stated]:
    what = row.get("token_type", "").strip() or row.get("cost_type", "").strip() or "not said"
    stated = Stated(
        day=fields.day(row[DAY], DAY),
        model=fields.text(row["model"]).strip(),
        what=fields.text(what).replace("_", " "),
        usd=fields.amount(row["cost_usd"], "cost_usd"),
        project=_place(row),
    )
    labels = (fields.text(row.get(name, "")).strip() for name in COST_LABELS)
    return Mark(whole_day(stated.day), tuple(labels)), stated


def _place(row: Mapping[str, str]) -> str:
    """Return workspace and key, by which the Console tells usage apart."""
    names = (fields.text(row.get(name, "")).strip() for name in ("workspace", "api_key"))
    return " · ".join(name for name in names if name)
