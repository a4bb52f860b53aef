"""The rules for the data files: what each entry must hold, and what cannot be true of a price.

A broken rule names file, entry, field and what was expected, so that whoever edits one number can mend a slip without
reading this module.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from calculator.datafiles import FACT_FILES, RATES, fact_tables
from calculator.kinds import COUNT, DAY, FLAG, TABLES, TEXT, TEXTS, CatalogError, Entry, Kind, number, words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import date

__all__ = ["STANDINGS", "CatalogError", "check"]

STANDINGS = (
    "official",
    "two independent sources",
    "single source",
    "third-party",
    "derived",
    "disputed",
    "unknown",
)
"""How well an entry stands; `disputed` and `unknown` are answers too."""

# A rate outside these bounds was written per token, per thousand tokens or in cents.
RATE = number("a number of US dollars per million tokens", Decimal("0.001"), 1000)
FACTOR = number("a factor", Decimal("0.01"), 100)
FEE = number("a number of US dollars", 0, 10_000)
QUANTITY = number("a number", 0, 10**15)

EVIDENCE = {"sources": TEXTS, "checked": DAY, "standing": words(*STANDINGS), "note": TEXT.optional()}
PERIOD = {"from": DAY.optional(), "until": DAY.optional(), **EVIDENCE}
SOURCE = {"title": TEXT, "date": TEXT, "url": TEXT.optional()}
STEP = {"above_prompt_tokens": COUNT, **dict.fromkeys(RATES, RATE)}
PRICE = {**PERIOD, **dict.fromkeys(RATES, RATE), "steps": TABLES.optional()}
FAST = {**PERIOD, "multiplier": FACTOR, "ignores_steps": FLAG.optional()}
MODEL = {
    "id": TEXT,
    "name": TEXT,
    "family": words("opus", "sonnet", "haiku", "fable", "mythos"),
    "aliases": TEXTS.optional(),
    "availability": words("general", "limited"),
    "released": DAY.optional(),
    "deprecated": DAY.optional(),
    "retired": DAY.optional(),
    "retirement": TEXT.optional(),
    "context_tokens": COUNT,
    "max_output_tokens": COUNT.optional(),
    "tokenizer": words("old", "new"),
    "us_inference_multiplier": FACTOR.optional(),
    "prices": TABLES.optional(),
    "fast": TABLES.optional(),
    **EVIDENCE,
}
PLAN = {
    "id": TEXT,
    "name": TEXT,
    "former_names": TEXTS.optional(),
    "renamed": TEXT.optional(),
    "usd_per_month": FEE.optional(),
    "usd_per_month_annual": FEE.optional(),
    "per_seat": FLAG,
    "next_up": TEXT.optional(),
    "weekly_vs_pro": FACTOR.optional(),
    "weekly_vs_pro_standing": words(*STANDINGS).optional(),
    "session_vs_pro": FACTOR.optional(),
    "five_hour_window": TEXT,
    "weekly_limit": FLAG,
    "claude_code": FLAG,
    "usage_included": FLAG,
    "includes_fable": FLAG,
    "api_credit_usd_per_month": FEE.optional(),
    **EVIDENCE,
}
FACT = {"title": TEXT, "unit": TEXT, **PERIOD}
VALUES = {"date": DAY, "text": TEXT}
"""Kind of a fact's value by its unit; every other unit belongs to a number."""


def check(documents: Mapping[str, Mapping[str, Any]], today: date) -> None:
    """Check all data files.

    Args:
        documents: Parsed TOML by file name.
        today: No check date may be later.

    Raises:
        CatalogError: For the first rule that is broken.
    """
    known = documents["sources.toml"]
    for entry in _tables("sources.toml", known):
        entry.fields(SOURCE)
    models = _array("models.toml", documents["models.toml"], "model")
    for entry in models:
        _model(entry)
    _unique(models)
    plans = _array("plans.toml", documents["plans.toml"], "plan")
    _unique(plans)
    for entry in plans:
        _plan(entry, {other.name for other in plans})
    facts = [entry for file in FACT_FILES for entry in _tables(file, dict(fact_tables(documents[file])))]
    for entry in facts:
        _fact(entry)
    _unique(facts)
    periods = [period for entry in models for period in (*entry.inside("prices"), *entry.inside("fast"))]
    for entry in (*models, *periods, *plans, *facts):
        _evidence(entry, known, today)


def _tables(file: str, document: Mapping[str, Any]) -> list[Entry]:
    for name, table in document.items():
        if not isinstance(table, dict):
            raise CatalogError(file, name, "entry", "a table", table)
    return [Entry(file, name, table) for name, table in document.items()]


def _array(file: str, document: Mapping[str, Any], key: str) -> list[Entry]:
    Entry(file, "file", document).fields({key: TABLES})
    return [Entry(file, str(table.get("id", f"{key} {count}")), table) for count, table in enumerate(document[key], 1)]


def _model(model: Entry) -> None:
    model.fields(MODEL)
    days = [(field, model.table[field]) for field in ("released", "deprecated", "retired") if field in model.table]
    for (earlier, first), (later, second) in pairwise(days):
        if second < first:
            model.refuse(later, f"no day before {earlier} {first}", second)
    for price in model.inside("prices"):
        price.fields(PRICE)
        _rates(price)
        _steps(price)
    for fast in model.inside("fast"):
        fast.fields(FAST)
    _periods(model.inside("prices"), gaps=False)
    _periods(model.inside("fast"), gaps=True)


def _rates(entry: Entry) -> None:
    rates = entry.table
    if rates["cache_read"] >= rates["input"]:
        entry.refuse("cache_read", f"less than input {rates['input']}", rates["cache_read"])
    if rates["cache_write_1h"] <= rates["cache_write_5m"]:
        entry.refuse("cache_write_1h", f"more than cache_write_5m {rates['cache_write_5m']}", rates["cache_write_1h"])


def _steps(price: Entry) -> None:
    above = 0
    for step in price.inside("steps"):
        step.fields(STEP)
        _rates(step)
        if step.table["above_prompt_tokens"] <= above:
            step.refuse("above_prompt_tokens", f"more than {above}", step.table["above_prompt_tokens"])
        above = step.table["above_prompt_tokens"]


def _periods(periods: list[Entry], *, gaps: bool) -> None:
    for period in periods:
        first, until = period.table.get("from"), period.table.get("until")
        if first and until and until <= first:
            period.refuse("until", f"a day after from {first}", until)
    for earlier, later in pairwise(periods):
        if "until" not in earlier.table:
            earlier.refuse("until", "a date, since another period follows (an overlap)")
        if "from" not in later.table:
            later.refuse("from", "a date, since another period comes before (an overlap)")
        until, first = earlier.table["until"], later.table["from"]
        if first < until:
            later.refuse("from", f"no day before {until}, where the period before ends (an overlap)", first)
        if first > until and not gaps:
            later.refuse("from", f"{until}, where the period before ends (a gap)", first)


def _plan(plan: Entry, ids: Container[str]) -> None:
    plan.fields(PLAN)
    next_up = plan.table.get("next_up")
    if next_up is not None and (next_up not in ids or next_up == plan.name):
        plan.refuse("next_up", "the id of another plan", next_up)
    if "usd_per_month" not in plan.table and "note" not in plan.table:
        plan.refuse("note", "a text that says why there is no usd_per_month")


def _fact(fact: Entry) -> None:
    value = VALUES.get(str(fact.table.get("unit")), QUANTITY)
    if fact.table.get("standing") == "unknown":
        value = Kind("no value where the standing is unknown", lambda _: False).optional()
    fact.fields({**FACT, "value": value})


def _evidence(entry: Entry, known: Container[str], today: date) -> None:
    for source in entry.table["sources"]:
        if source not in known:
            entry.refuse("sources", "ids of sources.toml", source)
    if entry.table["checked"] > today:
        entry.refuse("checked", f"no day after today, {today}", entry.table["checked"])


def _unique(entries: Iterable[Entry]) -> None:
    taken: dict[str, Entry] = {}
    for entry in entries:
        own = ("id", entry.table.get("id", entry.name))
        for field, name in (own, *(("aliases", alias) for alias in entry.table.get("aliases", ()))):
            if name in taken:
                holder = taken[name]
                entry.refuse(field, f"a name that no other entry has ({holder.name} in {holder.file} has it)", name)
            taken[name] = entry
