"""The catalog: what it finds, what it answers at a date, and laws that hold for every entry."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import datafiles
from calculator.catalog import Catalog, Model, Price, load, read
from calculator.validation import STANDINGS

CATALOG = load()
MODELS = pytest.mark.parametrize("model", CATALOG.models, ids=lambda model: model.id)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
PROMPTS = st.integers(0, 1_000_000)
PREFIXES = ("", "anthropic.", "global.anthropic.", "us.anthropic.", "eu.anthropic.", "jp.anthropic.", "au.anthropic.")


def model(name: str) -> Model:
    found = CATALOG.find(name)
    assert found is not None, name
    return found


def price(name: str, day: str) -> Price:
    found = model(name).price_on(date.fromisoformat(day))
    assert found is not None, (name, day)
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("claude-opus-5-5", "claude-opus-5-5"),
        ("claude-opus-5-5[1m]", "claude-opus-5-5"),
        ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
        ("claude-sonnet-4-5-20250929[1m]", "claude-sonnet-4-5-20250929"),
        ("claude-opus-4-6-20260205", "claude-opus-4-6"),
        ("claude-opus-4-7-20260416", "claude-opus-4-7"),
        ("claude-opus-4-0", "claude-opus-4-20250514"),
        ("claude-3-5-haiku-latest", "claude-3-5-haiku-20241022"),
        ("anthropic.claude-fable-5-1", "claude-fable-5-1"),
        ("anthropic.claude-opus-4-6-v1", "claude-opus-4-6"),
        ("global.anthropic.claude-opus-4-5-20251101-v1:0", "claude-opus-4-5-20251101"),
        ("apac.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4-20250514"),
        ("us.anthropic.claude-opus-5-5[1m]", "claude-opus-5-5"),
        ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet-20241022"),
        ("eu.anthropic.claude-3-5-sonnet-20240620-v1:0", "claude-3-5-sonnet-20240620"),
        ("claude-haiku-4-5@20251001", "claude-haiku-4-5-20251001"),
        ("claude-opus-4-1@20250805", "claude-opus-4-1-20250805"),
        ("claude-3-5-sonnet-v2@20241022", "claude-3-5-sonnet-20241022"),
        ("claude-opus-5@default", "claude-opus-5"),
    ],
)
def test_finds_every_form_that_logs_show(name: str, expected: str) -> None:
    assert model(name).id == expected


@pytest.mark.parametrize(
    "name",
    [
        "",
        "opus",
        "<synthetic>",
        "claude",
        "claude-opus-99",
        "claude-opus-5-5-20260922",
        "claude-opus-5-5[2m]",
        "claude-opus-5-5-v3:0",
        "us.us.anthropic.claude-opus-5-5",
        "us.claude-opus-5-5",
        "claude-opus-4-5@20250101",
        "mars.anthropic.claude-opus-5-5",
        "us.anthropic.",
        "gpt-5",
        "CLAUDE-OPUS-5-5",
        " claude-opus-5-5",
        "@",
        "[1m]",
    ],
)
def test_an_unknown_id_is_not_guessed(name: str) -> None:
    assert CATALOG.find(name) is None


@given(st.text())
def test_any_text_finds_a_model_only_if_it_holds_one_of_its_names(text: str) -> None:
    found = CATALOG.find(text)
    assert found is None or any(name.rsplit("-", 1)[0] in text for name in (found.id, *found.aliases))


def test_no_form_of_a_name_means_two_models() -> None:
    owners: dict[str, str] = {}
    for entry in CATALOG.models:
        for name in (entry.id, *entry.aliases):
            base, _, last = name.rpartition("-")
            forms = [f"{prefix}{name}{suffix}" for prefix in PREFIXES for suffix in ("", "-v1", "-v1:0", "[1m]")]
            forms += [f"{base}@{last}", f"{name}@default"]
            for form in forms:
                found = CATALOG.find(form)
                if found is not None:
                    assert owners.setdefault(form, found.id) == found.id == entry.id, form


SDK_IDS = """
claude-fable-5-2 claude-mythos-5-2 claude-haiku-5-5 claude-sonnet-5-5 claude-fable-5-1 claude-opus-5-5 claude-mythos-5-1
claude-sonnet-5 claude-fable-5 claude-mythos-5 claude-opus-5 claude-opus-4-8 claude-opus-4-7 claude-mythos-preview
claude-opus-4-6 claude-sonnet-4-6 claude-haiku-4-5 claude-haiku-4-5-20251001 claude-opus-4-5 claude-opus-4-5-20251101
claude-sonnet-4-5 claude-sonnet-4-5-20250929
"""
"""Every id of the type `Model` in the official Python SDK, anthropic 2.12.0."""


@pytest.mark.parametrize("name", SDK_IDS.split())
def test_every_id_of_the_official_sdk_is_known(name: str) -> None:
    assert model(name)


# Its table of deprecated models, as far as a model could appear in a log of Claude Code.
@pytest.mark.parametrize(
    ("name", "retired"),
    [
        ("claude-3-opus-20240229", "2026-01-05"),
        ("claude-3-7-sonnet-latest", "2026-02-19"),
        ("claude-3-5-haiku-latest", "2026-02-19"),
        ("claude-opus-4-0", "2026-06-15"),
        ("claude-sonnet-4-0", "2026-06-15"),
        ("claude-mythos-preview", "2026-06-30"),
        ("claude-sonnet-4-5", "2026-11-30"),
    ],
)
def test_retirement_dates_are_those_of_the_official_sdk(name: str, retired: str) -> None:
    assert model(name).retired == date.fromisoformat(retired)


@pytest.mark.parametrize(
    ("name", "day", "cache_read"),
    [
        ("claude-sonnet-5-5", "2026-10-06", "0.20"),
        ("claude-sonnet-5-5", "2026-10-07", "0.10"),
        ("claude-fable-5", "2026-11-23", "1"),
        ("claude-fable-5-1", "2026-11-23", "0.25"),
        ("claude-fable-5-2", "2026-11-23", "0.20"),
        ("claude-opus-5-5", "2026-11-23", "0.20"),
        ("claude-opus-5", "2026-11-23", "0.50"),
    ],
)
def test_the_price_of_a_day(name: str, day: str, cache_read: str) -> None:
    assert str(price(name, day).rates.cache_read) == cache_read


@pytest.mark.parametrize(
    ("name", "day", "prompt", "output"),
    [
        ("claude-haiku-5-5", "2026-11-23", 100_000, "0.50"),
        ("claude-haiku-5-5", "2026-11-23", 100_001, "2.50"),
        ("claude-opus-4-6", "2026-03-12", 200_001, "37.50"),
        ("claude-opus-4-6", "2026-03-13", 200_001, "25"),
        ("claude-sonnet-4-6", "2026-03-12", 200_000, "15"),
        ("claude-sonnet-4-5", "2026-04-29", 200_001, "22.50"),
        ("claude-sonnet-4-5", "2026-04-30", 200_001, "15"),
        ("claude-sonnet-4", "2025-08-11", 200_001, "15"),
        ("claude-sonnet-4", "2025-08-12", 200_001, "22.50"),
        ("claude-sonnet-5-5", "2026-11-23", 1_000_000, "10"),
    ],
)
def test_price_steps_begin_strictly_above_their_prompt(name: str, day: str, prompt: int, output: str) -> None:
    assert str(price(name, day).rates_for(prompt).output) == output


@pytest.mark.parametrize(
    ("name", "day", "multiplier"),
    [
        ("claude-opus-5-5", "2026-11-23", "2"),
        ("claude-fable-5-2", "2026-11-23", "2"),
        ("claude-sonnet-5-5", "2026-11-23", None),
        ("claude-opus-4-8", "2026-11-29", "2"),
        ("claude-opus-4-8", "2026-11-30", None),
        ("claude-opus-4-7", "2026-05-11", None),
        ("claude-opus-4-7", "2026-05-12", "6"),
        ("claude-opus-4-7", "2026-07-23", "6"),
        ("claude-opus-4-7", "2026-07-24", None),
        ("claude-opus-4-6", "2026-02-07", "6"),
        ("claude-opus-4-6", "2026-06-28", "6"),
        ("claude-opus-4-6", "2026-06-29", None),
    ],
)
def test_fast_mode_of_a_day(name: str, day: str, multiplier: str | None) -> None:
    fast = model(name).fast_on(date.fromisoformat(day))
    assert (fast and str(fast.multiplier)) == multiplier


def test_fast_mode_of_opus_4_6_cost_the_same_at_any_prompt_length_since_its_second_price() -> None:
    opus = model("claude-opus-4-6")
    assert [(fast.valid_from, fast.ignores_steps) for fast in opus.fast] == [
        (date(2026, 2, 7), False),
        (date(2026, 2, 22), True),
    ]


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("claude-sonnet-5-5", "2026-09-27", False),
        ("claude-sonnet-5-5", "2026-09-28", True),
        ("claude-sonnet-4-5", "2026-11-29", True),
        ("claude-sonnet-4-5", "2026-11-30", False),
        ("claude-opus-4-1", "2026-11-23", False),
    ],
)
def test_on_sale(name: str, day: str, expected: bool) -> None:
    assert model(name).on_sale(date.fromisoformat(day)) is expected


def test_a_retired_model_keeps_its_price_for_old_logs() -> None:
    assert price("claude-opus-4-1", "2026-11-23").rates.output == 75


def test_a_model_whose_price_no_source_settles_has_none() -> None:
    preview = model("claude-mythos-preview")
    assert preview.price_on(date(2026, 5, 1)) is None


def test_numbers_keep_the_decimals_that_were_published() -> None:
    rates = price("claude-sonnet-5-5", "2026-11-23").rates
    assert [str(getattr(rates, kind)) for kind in datafiles.RATES] == ["2", "10", "0.10", "2.50", "4"]


def test_factors_of_the_whole_catalog() -> None:
    assert (CATALOG.batch_multiplier, CATALOG.usd_per_1000_web_searches) == (Decimal("0.5"), Decimal(10))


@pytest.mark.parametrize(
    ("after", "checked"),
    [("\n[[model.prices]]\ninput", date(2026, 1, 1)), ("\nuntil = 2026-10-07\n", CATALOG.checked)],
    ids=["a price in force", "a price of the past"],
)
def test_the_catalog_is_as_old_as_its_oldest_price_in_force(after: str, checked: date) -> None:
    texts = datafiles.texts()
    head, found, tail = texts["models.toml"].partition(after)
    older = head + found + re.sub(r"(?m)^checked = .*", "checked = 2026-01-01", tail, count=1)
    assert read({**texts, "models.toml": older}).checked == checked


@MODELS
def test_prices_of_a_model_leave_no_gap_and_no_overlap(model: Model) -> None:
    assert all(earlier.valid_until == later.valid_from for earlier, later in pairwise(model.prices))
    assert not model.prices or model.prices[-1].valid_until is None


@given(st.sampled_from(CATALOG.models), DAYS)
def test_at_most_one_price_and_one_fast_mode_hold_on_a_day(model: Model, day: date) -> None:
    prices = [price for price in model.prices if price.holds_on(day)]
    known = bool(model.prices) and (model.prices[0].valid_from is None or model.prices[0].valid_from <= day)
    assert len(prices) == known
    assert sum(fast.holds_on(day) for fast in model.fast) <= 1


@given(st.sampled_from([price for model in CATALOG.models for price in model.prices]), PROMPTS)
def test_rates_are_in_their_natural_order_at_any_prompt_length(price: Price, prompt: int) -> None:
    rates = price.rates_for(prompt)
    assert 0 < rates.cache_read < rates.input < rates.cache_write_5m < rates.cache_write_1h < rates.output
    longer = price.rates_for(prompt + 1)
    assert all(getattr(rates, kind) <= getattr(longer, kind) for kind in datafiles.RATES)


@MODELS
def test_cache_writes_are_the_published_multiples_of_input(model: Model) -> None:
    short, long = (CATALOG.facts[f"api.cache.write_{kind}_over_input"].number for kind in ("5m", "1h"))
    for entry in model.prices:
        for rates in (entry.rates, *(step.rates for step in entry.steps)):
            assert rates.cache_write_1h == rates.input * long
            assert rates.cache_write_5m == rates.input * (Decimal("1.2") if model.name == "Claude Haiku 3" else short)


def test_models_stand_newest_first() -> None:
    days = [model.released for model in CATALOG.models if model.released]
    assert days == sorted(days, reverse=True)


def test_every_model_on_sale_has_a_price() -> None:
    today = datetime.now(UTC).date()
    assert all(model.price_on(today) for model in CATALOG.models if model.on_sale(today))


def entries(catalog: Catalog) -> list[tuple[str, tuple[str, ...], date, str]]:
    found = [(entry.id, entry) for entry in (*catalog.models, *catalog.plans, *catalog.facts.values())]
    found += [(model.id, period) for model in catalog.models for period in (*model.prices, *model.fast)]
    return [(name, entry.sources, entry.checked, entry.standing) for name, entry in found]


def test_every_figure_has_source_date_and_standing() -> None:
    latest = datetime.now(UTC).date() + timedelta(days=1)
    for name, sources, checked, standing in entries(CATALOG):
        assert sources, name
        assert all(source in CATALOG.sources for source in sources), name
        assert date(2026, 1, 1) < checked < latest, name
        assert standing in STANDINGS, name


def test_every_source_is_used() -> None:
    used = {source for _, sources, _, _ in entries(CATALOG) for source in sources}
    assert set(CATALOG.sources) == used


OFFICIAL = ("Anthropic", "Claude Code:", "Claude Help Center")


def test_official_entries_name_a_page_of_anthropic() -> None:
    for name, sources, _, standing in entries(CATALOG):
        titles = [CATALOG.sources[source].title for source in sources]
        if standing == "official":
            assert any(title.startswith(OFFICIAL) for title in titles), name
        if standing == "two independent sources":
            several = any("several" in title.lower() or " and " in title for title in titles)
            assert len(sources) > 1 or several, name


@pytest.mark.parametrize(
    ("plan", "month", "annual"),
    [
        ("free", "0", None),
        ("pro", "20", "17"),
        ("max", "100", None),
        ("ultra", "200", None),
        ("team_standard", "25", "20"),
        ("team_premium", "125", "100"),
        ("enterprise", None, "20"),
    ],
)
def test_plan_fees(plan: str, month: str | None, annual: str | None) -> None:
    found = next(entry for entry in CATALOG.plans if entry.id == plan)
    fees = (found.usd_per_month, found.usd_per_month_annual)
    assert tuple(fee if fee is None else str(fee) for fee in fees) == (month, annual)


def test_each_way_up_the_plans_ends() -> None:
    up = {plan.id: plan.next_up for plan in CATALOG.plans}
    for start in up:
        seen: list[str | None] = [start]
        while (here := seen[-1]) is not None:
            assert up[here] not in seen
            seen.append(up[here])


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("usage.light.usd_per_active_day", "6"),
        ("usage.average.usd_per_active_day", "13"),
        ("usage.heavy.usd_per_active_day", "30"),
        ("tokenizer.new_over_old", "1.3"),
        ("limits.start.usd_per_month", "500"),
        ("limits.start.others.itpm", "2000000"),
        ("limits.scale.fable.otpm", "800000"),
    ],
)
def test_facts_have_their_published_values(fact: str, value: str) -> None:
    assert str(CATALOG.facts[fact].number) == value


def test_the_token_mix_is_whole() -> None:
    mix = [fact.number for name, fact in CATALOG.facts.items() if name.startswith("usage.mix.")]
    assert (len(mix), sum(mix)) == (4, 1)


def test_the_example_session_costs_what_its_publisher_says() -> None:
    example = {name: CATALOG.facts[f"usage.example.{name}"].number for name in ("input", "output", "cache_read", "usd")}
    rates = price("claude-sonnet-4-6", "2026-08-22").rates
    cost = sum(example[kind] * getattr(rates, kind) for kind in ("input", "output", "cache_read"))
    cost += CATALOG.facts["usage.example.cache_write"].number * rates.cache_write_5m
    assert round(cost / 1_000_000, 2) == example["usd"]


def test_an_unknown_figure_has_no_value_and_says_why() -> None:
    unknown = [fact for fact in CATALOG.facts.values() if fact.standing == "unknown"]
    assert unknown
    assert all(fact.value is None and fact.note for fact in unknown)
    with pytest.raises(TypeError, match=r"plan_limits.capacity is no number but None"):
        _ = CATALOG.facts["plan_limits.capacity"].number


def test_the_timeline_is_in_order() -> None:
    days = [fact.value for name, fact in CATALOG.facts.items() if name.startswith("timeline.")]
    assert all(isinstance(day, date) for day in days)
    assert days == sorted(days, key=str)


MADE_UP = """
[[model]]
id = "claude-sonnet-9"
name = "Claude Sonnet 9"
family = "sonnet"
availability = "general"
released = 2026-11-20
context_tokens = 1_000_000
tokenizer = "new"
sources = ["genai"]
checked = 2026-11-23
standing = "single source"

[[model.prices]]
input = 1.50
output = 7.50
cache_read = 0.15
cache_write_5m = 1.875
cache_write_1h = 3
sources = ["genai"]
checked = 2026-11-23
standing = "single source"
"""


def test_adding_a_model_is_one_edit_in_one_file() -> None:
    texts = datafiles.texts()
    catalog = read({**texts, "models.toml": texts["models.toml"] + MADE_UP})
    found = catalog.find("us.anthropic.claude-sonnet-9")
    assert found is not None
    assert str(found.prices[0].rates.input) == "1.50"
