"""What ccusage prints, as the pinned version printed it and as older ones did, read back to its own totals."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from calculator import catalog, money
from calculator.report import report
from calculator.sources.ccusage import LUMPS, NOT_APART, SEVERAL
from calculator.usage import Tokens
from tests.ccusage.cases import Case, cases
from tests.ccusage.record import CORPUS, FORMS
from tests.corpora import make
from tests.exports import door, read

if TYPE_CHECKING:
    from calculator.sources.export import Export

RECORDED = Path(__file__).parent / "ccusage"
READ = [name for name in FORMS if name != "blocks"]
PERIODS = {"weekly": "week", "monthly": "month", "sessions": "session", "all-session": "session"}
CENT = Decimal("0.0001")


def recorded(name: str) -> dict[str, Any]:
    return json.loads((RECORDED / f"{name}.json").read_text())


def only(document: Any) -> Export:
    opened = door({"export.json": json.dumps(document).encode()})
    (export,) = opened.exports
    return export


@pytest.mark.parametrize("name", READ)
def test_a_recorded_export_reads_to_its_own_totals(name: str) -> None:
    document = recorded(name)
    export, totals = only(document), document["totals"]
    assert sum(response.tokens.total for response in export.responses) == totals["totalTokens"]
    assert (export.broken, export.period) == (0, PERIODS.get(name, "day"))
    by_kind = [sum(part) for part in zip(*(response.tokens for response in export.responses), strict=True)]
    assert by_kind == [
        totals["inputTokens"], totals["outputTokens"], totals["cacheReadTokens"], totals["cacheCreationTokens"], 0
    ]  # fmt: skip
    if name == "no-cost":
        assert export.stated == ()
    else:
        stated = money.add(*(line.usd for line in export.stated))
        assert abs(stated - Decimal(str(totals["totalCost"]))) < CENT
    said = [sentence for sentence in export.assumed if sentence in LUMPS.values()]
    assert said == ([LUMPS[export.period]] if export.period in LUMPS else [])


def test_the_recorded_logs_have_the_tokens_that_ccusage_counted(tmp_path: Path) -> None:
    """The export and the logs it was made from, both read here, agree by day and model but for the lost split."""
    logs = read({str(file): file.read_bytes() for file in make(CORPUS, tmp_path).files()})
    export = only(recorded("daily"))
    here = {key: part.tokens for key, part in logs.by_model_and_day.items()}
    there = report(export.responses, catalog.load()).by(lambda place: (place.day, place.model))
    assert {key: part.tokens for key, part in there.items()} == {
        key: tokens._replace(cache_write_5m=tokens.cache_write_5m + tokens.cache_write_1h, cache_write_1h=0)
        for key, tokens in here.items()
    }


def test_projects_and_sessions_keep_their_names() -> None:
    assert {response.project for response in only(recorded("projects")).responses} == set(
        recorded("projects")["projects"]
    )
    for name, key in (("sessions", "sessionId"), ("all-session", "period")):
        sessions = recorded(name)[{"sessions": "sessions", "all-session": "session"}[name]]
        assert {each.session for each in only(recorded(name)).responses} == {each[key] for each in sessions}


PART = {"inputTokens": 1, "outputTokens": 2, "cacheCreationTokens": 3, "cacheReadTokens": 4}
OLDER = {
    "type and data": {
        "type": "daily",
        "data": [{"date": "2026-10-10", "models": ["claude-opus-5-5"], "costUSD": 1.5, **PART}],
        "summary": {},
    },
    "breakdown": {
        "type": "daily",
        "data": [{"date": "20261010", **PART, "breakdown": {"claude-opus-5-5": {**PART, "totalCost": 1.5}}}],
    },
    "a list under daily": {
        "daily": [{"date": "2026-10-10", "modelsUsed": ["claude-opus-5-5"], "totalCost": 1.5, **PART}]
    },
    "sessions by day": {
        "sessions": [
            {
                "sessionId": "s",
                "lastActivity": "2026-10-10",
                "modelsUsed": ["claude-opus-5-5"],
                "totalCost": 1.5,
                **PART,
            }
        ]
    },
    "a month": {
        "monthly": [
            {"month": "2026-10", "modelBreakdowns": [{"modelName": "claude-opus-5-5", "cost": 1.5, **PART}], **PART}
        ]
    },
}


@pytest.mark.parametrize("name", OLDER)
def test_older_forms_are_read(name: str) -> None:
    export = only(OLDER[name])
    ((response,), (stated,)) = export.responses, export.stated
    assert response.model == "claude-opus-5-5"
    assert response.day == date(2026, 10, 1 if name == "a month" else 10)
    assert response.tokens == Tokens(input=1, output=2, cache_write_5m=3, cache_read=4)
    assert (stated.usd, stated.model) == (Decimal("1.5"), "claude-opus-5-5")


def daily(**changes: Any) -> dict[str, Any]:
    return {"daily": [{"date": "2026-10-10", "modelsUsed": ["claude-opus-5-5"], **PART, **changes}]}


def test_models_that_are_not_told_apart_have_no_price() -> None:
    export = only(daily(modelsUsed=["claude-opus-5-5", "claude-haiku-5-5"]))
    assert export.responses[0].model == SEVERAL
    assert NOT_APART in export.assumed
    found = read({"export.json": json.dumps(daily(modelsUsed=["a", "b"])).encode()})
    assert found.report.unpriced.by_model == {SEVERAL: 10}


def test_fast_mode_is_in_the_model_s_name() -> None:
    response = only(daily(modelsUsed=["claude-opus-4-8-fast"])).responses[0]
    assert (response.model, response.fast) == ("claude-opus-4-8", True)


def test_binary_fractions_lose_what_addition_left_behind() -> None:
    assert only(daily(totalCost=1.1074689999999998)).stated[0].usd == Decimal("1.107469")


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "yesterday"},
        {"inputTokens": -1},
        {"inputTokens": "7x"},
        {"outputTokens": 1.5},
        {"modelBreakdowns": [7]},
        {"breakdown": {"claude-opus-5-5": [1]}},
        {"totalCost": "much"},
        {"totalCost": True},
    ],
    ids=str,
)
def test_a_broken_entry_costs_nothing_beside_it(changes: dict[str, Any]) -> None:
    document = daily()
    document["daily"] += [{**document["daily"][0], **changes}, 7, None]
    export = only(document)
    assert (export.rows, export.broken, len(export.responses)) == (4, 3, 1)
    assert export.problems[0].reason.startswith("entry 2: ")


def test_an_export_of_nothing_is_known_all_the_same() -> None:
    export = only({"daily": [], "totals": {}})
    assert (export.rows, export.responses) == (0, ())


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_ccusage_s_own_cases_are_counted_as_the_table_says(case: Case) -> None:
    found = read({"log.jsonl": case.log}).report
    assert found.total.tokens == case.tokens
    assert found.total.responses == case.responses
    assert (case.tokens != case.ccusage) is bool(case.why), "a difference has a reason, and nothing else has one"
