"""The Console's CSV files and the Admin API's JSON: every generation, each value, and what is taken for granted."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from calculator.sources.console_csv import NO_SPLIT
from calculator.sources.console_json import NO_MODELS, SUBSCRIPTION
from calculator.sources.export import NO_TIER_PRICE, ONE_PAGE
from calculator.usage import Tokens
from tests.exports import COST_COLUMNS, COST_ROW, USAGE_COLUMNS, USAGE_ROW, cost_csv, csv_of, door, read, usage_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.sources.export import Export
    from calculator.usage import Response

WRITES = ("usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h")
LATER = ("web_search_count", "inference_geo", "speed")


def only(data: bytes | dict[str, Any] | list[Any]) -> Export:
    (export,) = door({"export": data if isinstance(data, bytes) else json.dumps(data).encode()}).exports
    return export


def only_response(data: bytes | dict[str, Any]) -> Response:
    (response,) = only(data).responses
    return response


def without(*names: str) -> list[str]:
    return [name for name in USAGE_COLUMNS if name not in names]


def test_a_row_of_the_usage_csv_says_all_this() -> None:
    found = only_response(usage_csv())
    assert found.model == "claude-opus-5-5"
    assert found.day == found.priced_on == date(2026, 11, 3)
    assert found.tokens == Tokens(input=1000, output=500, cache_read=40_000, cache_write_5m=2000, cache_write_1h=3000)
    assert found.web_searches == 2
    assert found.project == "Claude Code · claude_code_key_dev_abcd"
    assert (found.fast, found.us_only, found.batch, found.split_unknown) == (False, False, False, False)
    assert found.at_us is None


@pytest.mark.parametrize(
    ("columns", "tokens"),
    [
        pytest.param(USAGE_COLUMNS, (1000, 500, 40_000, 2000, 3000), id="2026"),
        pytest.param(without(*LATER), (1000, 500, 40_000, 2000, 3000), id="without searches, place and speed"),
        pytest.param(without("context_window"), (1000, 500, 40_000, 2000, 3000), id="2024, without context window"),
        pytest.param(
            [*without(*WRITES, *LATER), "usage_input_tokens_cache_write"], (1000, 500, 40_000, 4400, 0), id="no split"
        ),
        pytest.param([*reversed(USAGE_COLUMNS)], (1000, 500, 40_000, 2000, 3000), id="another order"),
        pytest.param([*USAGE_COLUMNS, "a_column_of_tomorrow"], (1000, 500, 40_000, 2000, 3000), id="a new column"),
        pytest.param([name.upper() for name in USAGE_COLUMNS], (0, 0, 0, 0, 0), id="capitals"),
    ],
)
def test_every_generation_of_the_usage_csv_is_read_by_its_column_names(
    columns: Sequence[str], tokens: tuple[int, ...]
) -> None:
    row = {**USAGE_ROW, "usage_input_tokens_cache_write": "4400"}
    row |= {name.upper(): value if "tokens" not in name else "0" for name, value in USAGE_ROW.items()}
    export = only(csv_of(columns, row))
    assert export.broken == 0
    (found,) = export.responses
    assert tuple(found.tokens) == tokens
    missing = not set(WRITES) & {name.lower() for name in columns}
    assert found.split_unknown is missing
    assert export.assumed == ((NO_SPLIT,) if missing else ())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"usage_type": "batch"}, {"batch": True}),
        ({"usage_type": "Standard"}, {"batch": False}),
        ({"speed": "fast"}, {"fast": True}),
        ({"speed": "standard"}, {"fast": False}),
        ({"inference_geo": "us"}, {"us_only": True}),
        ({"inference_geo": "not_available"}, {"us_only": False}),
        ({"usage_date_utc": "2026-11-03T00:00:00Z"}, {"day": date(2026, 11, 3)}),
        ({"workspace": "", "api_key": ""}, {"project": ""}),
        ({"workspace": 'De, fault "x"'}, {"project": 'De, fault "x" · claude_code_key_dev_abcd'}),
        ({"web_search_count": ""}, {"web_searches": 0}),
        ({"context_window": "> 200k", "usage_input_tokens_cache_read": "500000"}, {"prompts": (200_001, 506_000)}),
        ({"context_window": "≤ 200k"}, {"prompts": (0, 46_000)}),
        ({"context_window": "0-200k", "usage_input_tokens_cache_read": "500000"}, {"prompts": (0, 200_000)}),
        ({"context_window": ""}, {"prompts": (0, 46_000)}),
    ],
    ids=str,
)
def test_what_cells_mean(cells: dict[str, str], expected: dict[str, Any]) -> None:
    found = only_response(usage_csv(cells))
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"usage_output_tokens": "-1"}, "usage_output_tokens is no token count"),
        ({"usage_output_tokens": "1.5"}, "usage_output_tokens is no token count"),
        ({"usage_output_tokens": "9" * 5000}, "usage_output_tokens is no token count"),
        ({"usage_output_tokens": "nan"}, "usage_output_tokens is no token count"),
        ({"usage_output_tokens": "١٢"}, "usage_output_tokens is no token count"),
        ({"usage_date_utc": "3 Nov"}, "usage_date_utc is no date"),
        ({"usage_date_utc": ""}, "usage_date_utc is no date"),
        ({"usage_type": "7"}, "'7' is no service tier"),
    ],
    ids=str,
)
def test_a_broken_row_is_named_and_costs_nothing_beside_it(cells: dict[str, str], reason: str) -> None:
    export = only(usage_csv({}, cells, {"usage_output_tokens": "7"}))
    assert (export.rows, export.broken) == (3, 1)
    assert [response.tokens.output for response in export.responses] == [500, 7]
    ((line, why),) = [(problem.line, problem.reason) for problem in export.problems]
    assert line == 3
    assert reason in why


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_tier_without_a_list_price_is_counted_and_has_no_price(form: str) -> None:
    tiers = ({"service_tier": "priority"}, {"service_tier": "standard"}, {"service_tier": "flex_discount"})
    results = [{**RESULT, **tier} for tier in tiers]
    rows = [{"usage_type": tier["service_tier"]} for tier in tiers]
    found = read({"export": json.dumps(usage_report(*results)).encode() if form == "json" else usage_csv(*rows)})
    assert (found.report.rows.read, found.report.rows.broken) == (3, 0)
    assert found.report.unpriced.by_model == {
        "claude-opus-5-5 (priority tier)": 46_500,
        "claude-opus-5-5 (flex_discount tier)": 46_500,
    }
    assert found.report.total.tokens.total == 3 * 46_500
    assert found.report.models["claude-opus-5-5"].usd == found.report.total.usd > 0
    assert NO_TIER_PRICE in found.selection.used[0].assumed


def test_a_row_cut_short_is_broken() -> None:
    export = only(usage_csv({}, {}).rstrip()[:-30])
    assert (export.rows, export.broken, len(export.responses)) == (2, 1, 1)


def test_a_cell_may_hold_a_line_break() -> None:
    export = only(usage_csv({"workspace": "two\nlines"}, {}))
    assert [response.project.split(" · ")[0] for response in export.responses] == ["two\nlines", "Claude Code"]


def test_days_of_the_console_are_priced_at_their_own_prices() -> None:
    """Opus 5.5 at $4 / $20, reads at 0.05 of input, writes at 1.25 and 2 times; searches at $10 a thousand."""
    found = read({"usage.csv": usage_csv()})
    opus = Decimal("0.004") + Decimal("0.01") + Decimal("0.008") + Decimal("0.01") + Decimal("0.024") + Decimal("0.02")
    assert found.report.total.usd == opus
    assert found.report.counted is False
    assert found.as_dict()["responses"] is None


@pytest.mark.parametrize(
    ("cells", "usd", "doubt"),
    [
        pytest.param({"usage_input_tokens_no_cache": "100000"}, "0.01", None, id="so few that no prompt was long"),
        pytest.param({"usage_input_tokens_no_cache": "100001"}, "0.0100001", "0.0400004", id="one may have been"),
        pytest.param({"usage_input_tokens_no_cache": "500000", "context_window": "≤ 100k"}, "0.05", None, id="told"),
        pytest.param({"usage_input_tokens_no_cache": "500000", "context_window": "> 100k"}, "0.25", None, id="long"),
    ],
)
def test_long_prompts_are_a_doubt_with_a_size(cells: dict[str, str], usd: str, doubt: str | None) -> None:
    """Haiku 5.5 costs five times as much above 100,000 prompt tokens, and a day does not tell single prompts."""
    nothing = dict.fromkeys((*WRITES, "usage_input_tokens_cache_read", "usage_output_tokens", "web_search_count"), "0")
    given = {**nothing, "model_version": "claude-haiku-5-5", "context_window": "", **cells}
    found = read({"usage.csv": usage_csv(given)})
    assert found.report.total.usd == Decimal(usd)
    assert [str(usd.normalize()) for usd in found.report.doubts.values()] == ([] if doubt is None else [doubt])


def test_a_missing_split_is_a_doubt_with_a_size() -> None:
    row = {**USAGE_ROW, "usage_input_tokens_cache_write": "1000000"}
    found = read({"usage.csv": csv_of([*without(*WRITES), "usage_input_tokens_cache_write"], row)})
    (((model, _), usd),) = found.report.doubts.items()
    assert (model, usd) == ("claude-opus-5-5", Decimal(8) - Decimal(5))
    assert NO_SPLIT in found.selection.used[0].assumed


@pytest.mark.parametrize(
    "columns",
    [
        COST_COLUMNS,
        COST_COLUMNS[:-2],
        [name for name in COST_COLUMNS[:-4] if name != "list_price_usd"],
        [name for name in COST_COLUMNS[:-4] if name not in {"list_price_usd", "context_window"}],
    ],
    ids=["2026-08", "2026-03", "2025-12", "2024"],
)
def test_every_generation_of_the_cost_csv_is_dollars_as_they_stand(columns: list[str]) -> None:
    export = only(csv_of(columns, COST_ROW, {**COST_ROW, "token_type": "input_cache_write_1h", "cost_usd": "-0.05"}))
    assert (export.rows, export.broken, export.responses) == (2, 0, ())
    assert [(line.day, line.model, line.what, line.usd) for line in export.stated] == [
        (date(2026, 11, 3), "Claude Opus 5.5", "output", Decimal("1.25")),
        (date(2026, 11, 3), "Claude Opus 5.5", "input cache write 1h", Decimal("-0.05")),
    ]


@pytest.mark.parametrize("amount", ["", "NaN", "Infinity", "1e999", "$1", "0x10", "1" * 60])
def test_what_is_no_amount_of_money_is_broken(amount: str) -> None:
    export = only(cost_csv({"cost_usd": amount}, {}))
    assert (export.broken, len(export.stated)) == (1, 1)


def test_dollars_of_the_cost_csv_are_in_no_total() -> None:
    found = read({"cost.csv": cost_csv()})
    assert found.report.total.usd == 0
    assert found.report.total.tokens.total == 0
    assert found.as_dict()["responses"] is None
    (source,) = found.as_dict()["sources"]
    assert (source["used"], source["usd_stated"]) == (False, "1.25")


RESULT = {
    "uncached_input_tokens": 1000,
    "cache_creation": {"ephemeral_1h_input_tokens": 3000, "ephemeral_5m_input_tokens": 2000},
    "cache_read_input_tokens": 40_000,
    "output_tokens": 500,
    "server_tool_use": {"web_search_requests": 2},
    "model": "claude-opus-5-5",
    "workspace_id": "wrkspc_1",
    "api_key_id": None,
    "service_tier": "standard",
    "context_window": "0-200k",
    "inference_geo": "global",
}


def usage_report(*results: Any, **page: Any) -> dict[str, Any]:
    bucket = {"starting_at": "2026-11-03T00:00:00Z", "ending_at": "2026-11-04T00:00:00Z", "results": list(results)}
    return {"data": [bucket], "has_more": False, "next_page": None, **page}


def test_the_admin_api_tells_the_same_as_the_console() -> None:
    api, console = only_response(usage_report(RESULT)), only_response(usage_csv())
    assert api == console._replace(project="wrkspc_1")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"service_tier": "batch"}, {"batch": True}),
        ({"service_tier": None, "context_window": None, "inference_geo": None}, {"batch": False}),
        ({"inference_geo": "us"}, {"us_only": True}),
        ({"model": None}, {"model": "(no model named)"}),
        ({"cache_creation": None, "server_tool_use": None}, {"web_searches": 0}),
    ],
    ids=str,
)
def test_what_members_of_the_usage_report_mean(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    found = only_response(usage_report({**RESULT, **changes}))
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    "result",
    [
        7,
        None,
        {**RESULT, "output_tokens": -1},
        {**RESULT, "output_tokens": 1.5},
        {**RESULT, "output_tokens": True},
        {**RESULT, "output_tokens": 10**16},
        {**RESULT, "cache_creation": [1]},
        {**RESULT, "service_tier": 7},
        {**RESULT, "service_tier": []},
    ],
    ids=str,
)
def test_a_broken_result_costs_nothing_beside_it(result: Any) -> None:
    export = only(usage_report(RESULT, result, RESULT))
    assert (export.rows, export.broken, len(export.responses)) == (3, 1, 2)
    assert "entry 1" in export.problems[0].reason


def test_several_pages_may_stand_in_a_list_and_a_missing_one_is_named() -> None:
    pages = [usage_report(RESULT, has_more=True), usage_report(RESULT)]
    assert len(only(pages).responses) == 2
    assert only(pages).assumed == ()
    assert ONE_PAGE in only(usage_report(RESULT, has_more=True)).assumed
    assert NO_MODELS in only(usage_report({**RESULT, "model": None})).assumed


def cost_report(**result: Any) -> dict[str, Any]:
    return {"data": [{"starting_at": "2026-11-03T00:00:00Z", "results": [{"currency": "USD", **result}]}]}


def test_amounts_of_the_admin_api_are_cents() -> None:
    given = {"model": "claude-opus-5-5", "token_type": "cache_creation.ephemeral_1h_input_tokens"}
    (stated,) = only(cost_report(amount="123.4567", **given)).stated
    assert (stated.usd, stated.what) == (Decimal("1.234567"), "ephemeral 1h input tokens")
    (stated,) = only(cost_report(amount="500", cost_type="web_search", model=None)).stated
    assert (stated.usd, stated.what, stated.model) == (Decimal(5), "web search", "")


@pytest.mark.parametrize("currency", ["EUR", [], {}, 7], ids=repr)
def test_another_currency_is_refused(currency: object) -> None:
    opened = door({"cost.json": json.dumps(cost_report(amount="5", currency=currency)).encode()})
    assert str(currency) in opened.unknown[0].reason


def analytics(**changes: Any) -> dict[str, Any]:
    part = {
        "model": "claude-opus-5-5",
        "tokens": {"input": 1000, "output": 500, "cache_read": 40_000, "cache_creation": 5000},
        "estimated_cost": {"currency": "USD", "amount": 105},
    }
    actor = {"type": "user_actor", "email_address": "dev@example.com"}
    return {
        "data": [
            {"date": "2026-11-03T00:00:00Z", "actor": actor, "customer_type": "api", "model_breakdown": [part]}
            | changes
        ]
    }


def test_claude_code_analytics_have_no_split_and_dollars_of_their_own() -> None:
    export = only(analytics())
    (response,), (stated,) = export.responses, export.stated
    assert response.tokens == Tokens(input=1000, output=500, cache_read=40_000, cache_write_5m=5000)
    assert (response.project, response.split_unknown) == ("dev@example.com", True)
    assert stated.usd == Decimal("1.05")
    assert export.assumed == (NO_SPLIT,)
    assert SUBSCRIPTION in only(analytics(customer_type="subscription")).assumed
