"""Bills are exact, add up, follow their rules, and equal what genai-prices computes for the same response."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from genai_prices import Usage, calc_price
from hypothesis import assume, given
from hypothesis import strategies as st

from calculator import catalog, money
from calculator.billing import bill
from calculator.report import report
from calculator.usage import KINDS, Response, Tokens

ON = date(2026, 11, 20)
LOADED = catalog.load()
SOLD = [model.id for model in LOADED.models if model.on_sale(ON) and model.price_on(ON)]
KNOWN_TO_BOTH = [name for name in SOLD if not name.startswith("claude-mythos")]
COUNT = st.one_of(st.integers(0, 300_000), st.sampled_from([0, 1, 99_999, 100_000, 100_001, 200_000, 200_001]))
TOKENS = st.builds(Tokens, **dict.fromkeys(KINDS, COUNT))


def response(model: str = "claude-opus-5-5", tokens: Tokens | None = None, **changes: object) -> Response:
    made = Response(model=model, day=ON, priced_on=ON, tokens=tokens or Tokens(input=1_000_000))
    return made._replace(**changes)


@given(st.sampled_from(KNOWN_TO_BOTH), TOKENS, st.sampled_from([None, "fast", "batch"]), st.integers(0, 5))
def test_equals_genai_prices_for_every_response(model: str, tokens: Tokens, mode: str | None, searches: int) -> None:
    known = LOADED.find(model)
    assert known is not None
    # genai-prices keeps Sonnet 4.5's rate above 200,000 prompt tokens, which the model has not taken since 2026-04-30.
    assume(tokens.prompt <= known.context_tokens)
    if mode == "fast" and known.fast_on(ON) is None:
        mode = None
    ours = bill(response(model, tokens, fast=mode == "fast", batch=mode == "batch", web_searches=searches), LOADED)
    theirs = calc_price(
        Usage(
            input_tokens=tokens.prompt,
            cache_read_tokens=tokens.cache_read,
            cache_write_tokens=tokens.cache_write_5m + tokens.cache_write_1h,
            cache_write_1h_tokens=tokens.cache_write_1h,
            output_tokens=tokens.output,
            web_searches=searches,
        ),
        model,
        provider_id="anthropic",
        genai_request_timestamp=datetime.combine(ON, time(12), UTC),
        price_context={"fast": {"speed": "fast"}, "batch": {"processing": "batch"}}.get(mode or "", {}),
    )
    assert ours.priced
    assert ours.usd == theirs.total_price


@given(st.sampled_from(SOLD), TOKENS)
def test_the_bill_is_the_sum_of_its_lines_and_each_line_is_tokens_times_rate(model: str, tokens: Tokens) -> None:
    found = bill(response(model, tokens), LOADED)
    assert found.usd == sum((line.usd for line in found.lines), Decimal(0))
    assert all(line.usd == money.cost(line.quantity, line.rate) for line in found.lines)
    assert sum(line.quantity for line in found.lines) == tokens.total


@given(st.sampled_from(SOLD), TOKENS, st.sampled_from(KINDS), st.integers(0, 100_000))
def test_more_tokens_never_cost_less(model: str, tokens: Tokens, kind: str, more: int) -> None:
    larger = tokens.plus(Tokens(**{kind: more}))
    assert bill(response(model, larger), LOADED).usd >= bill(response(model, tokens), LOADED).usd


@pytest.mark.parametrize("model", SOLD)
def test_nothing_costs_nothing(model: str) -> None:
    assert bill(response(model, Tokens()), LOADED).usd == 0


@pytest.mark.parametrize("model", SOLD)
def test_batch_is_half_but_searches_are_not(model: str) -> None:
    full, half = (bill(response(model, batch=batch), LOADED).usd for batch in (False, True))
    assert half * 2 == full
    searches = bill(response(model, Tokens(), batch=True, web_searches=7), LOADED)
    assert searches.usd == Decimal("0.07")


@pytest.mark.parametrize(("prompt", "dollars"), [(100_000, "0.0105"), (100_001, "0.0525005")])
def test_a_long_prompt_moves_the_whole_response_to_the_higher_rate(prompt: int, dollars: str) -> None:
    found = bill(response("claude-haiku-5-5", Tokens(input=prompt, output=1000)), LOADED)
    assert found.usd == Decimal(dollars)
    assert "100,000 tokens" in found.tariff.rule


@pytest.mark.parametrize(("day", "dollars"), [(6, "0.2"), (7, "0.1")])
def test_a_response_is_priced_on_its_own_day(day: int, dollars: str) -> None:
    read = Tokens(cache_read=1_000_000)
    found = bill(response("claude-sonnet-5-5", read, priced_on=date(2026, 10, day)), LOADED)
    assert found.usd == Decimal(dollars)
    assert bill(response("claude-sonnet-5-5", read), LOADED, prices_on=date(2026, 10, day)).usd == Decimal(dollars)


def test_five_minute_and_one_hour_writes_have_their_own_rates() -> None:
    written = bill(response(tokens=Tokens(cache_write_5m=1_000_000, cache_write_1h=1_000_000)), LOADED)
    assert [line.usd for line in written.lines] == [5, 8]


def test_us_only_inference_costs_a_tenth_more() -> None:
    found = bill(response(us_only=True), LOADED)
    assert (found.usd, found.tariff.rule) == (Decimal("4.4"), "list price, US-only inference × 1.1")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"model": "claude-opus-99"}, "not in the catalog"),
        ({"model": "claude-sonnet-5-5", "fast": True}, "no fast-mode price"),
        ({"model": "claude-fable-5-2", "us_only": True}, "US-only inference"),
    ],
)
def test_what_has_no_price_says_so_and_has_no_lines(changes: dict[str, object], reason: str) -> None:
    found = bill(response()._replace(**changes), LOADED)
    assert (found.priced, found.lines) == (False, ())
    assert reason in found.tariff.rule


RESPONSES = st.lists(
    st.builds(
        response,
        st.sampled_from([*SOLD, "claude-unknown"]),
        TOKENS,
        day=st.dates(date(2026, 10, 1), date(2026, 10, 12)),
        priced_on=st.dates(date(2026, 10, 1), date(2026, 10, 12)),
        fast=st.booleans(),
        batch=st.booleans(),
        web_searches=st.integers(0, 3),
    ),
    max_size=12,
)


@given(RESPONSES)
def test_a_report_is_the_sum_of_the_bills_to_the_last_digit(responses: list[Response]) -> None:
    found = report(responses, LOADED)
    bills = [bill(each, LOADED) for each in responses]
    assert found.total.usd == money.add(*(each.usd for each in bills))
    assert found.total.usd == money.add(*(part.usd for part in found.models.values()))
    assert found.total.usd == money.add(*(part.usd for part in found.days.values()))
    assert found.total.tokens.total == sum(each.tokens.total for each in responses)
    assert found.unpriced.tokens == sum(
        each.tokens.total for each, its in zip(responses, bills, strict=True) if not its.priced
    )


@given(RESPONSES, st.integers(0, 12))
def test_splitting_a_month_changes_nothing(responses: list[Response], cut: int) -> None:
    whole, first, second = (report(part, LOADED) for part in (responses, responses[:cut], responses[cut:]))
    assert whole.total.usd == money.add(first.total.usd, second.total.usd)
    assert whole.total.tokens == first.total.tokens.plus(second.total.tokens)
