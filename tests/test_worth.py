"""At each price of a blocked hour the option that is named costs least, and the chart shows what there is to choose."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from calculator import catalog, money
from calculator.choosing import cheapest
from calculator.estimate import Estimate, estimate
from calculator.present.behind import plots, sentences
from calculator.scenario import Scenario
from calculator.told import hours, micro_cents

ON = date(2026, 11, 23)
LOADED = catalog.load()


def asked(scenario: Scenario) -> Estimate:
    return estimate(scenario, LOADED, ON)


@given(
    st.sampled_from(["pro", "max", "ultra"]),
    st.sampled_from(["1", "3", "5", "never"]),
    st.sampled_from(["light", "heavy"]),
    st.integers(0, 400),
)
def test_the_option_that_is_named_costs_least_at_every_price_of_an_hour(
    plan: str, wall: str, day: str, price: int
) -> None:
    found = asked(Scenario(plan=plan, wall=wall, day=day, hour=None))
    usd = Decimal(price) / 4
    prices = [step.micro_usd for step in found.by_hour_price]
    assert prices == sorted(set(prices))
    named = [step.id for step in found.by_hour_price if money.dollars(step.micro_usd) <= usd][-1]
    best, least = (found.option(name) for name in (named, (cheapest(found.options, usd) or ("", 0))[0]))
    assert best is not None
    assert least is not None
    # a step's price is rounded up to the next micro-dollar: within one step both cost the same
    assert sum(best.total(usd)) - sum(least.total(usd)) <= sum(best.minutes) + len(best.usd) * 2


def test_without_evidence_there_is_no_price_to_name() -> None:
    found = asked(Scenario(hour=None))
    assert found.by_hour_price[0].id in found.choice.frontier
    assert "chart-frontier" not in {plot.id for plot in plots(found)}


def test_the_frontier_is_drawn_where_no_price_of_an_hour_is_given() -> None:
    found = asked(Scenario(wall="3", hour=None))
    plot = plots(found)[0]
    assert plot.id == "chart-frontier"
    assert {row[0] for row in plot.rows} == {option.name for option in found.options}
    assert {row[0] for row in plot.rows if row[3] == "no"} == {
        option.name for option in found.options if option.id in found.choice.frontier
    }
    for option, value in zip(found.options, plot.spec["data"]["values"], strict=True):
        assert option.blocked_range is not None
        usd, blocked = option.range, option.blocked_range
        assert [value[name] for name in ("usd_low", "usd", "usd_high")] == [micro_cents(each) for each in usd]
        assert [value[name] for name in ("hours_low", "hours", "hours_high")] == [hours(each) for each in blocked]
    assert sentences(found)[0].startswith("Least in all by what a blocked hour costs you: Pro and waiting up to $")
    with_price = asked(Scenario(wall="3"))
    assert "chart-frontier" not in {plot.id for plot in plots(with_price)}
