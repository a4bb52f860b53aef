"""From a scenario to a verdict: every option priced, one sentence, and the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.demand import described
from calculator.options import fee_of, options, plan_of
from calculator.scenario import NEVER, UNKNOWN, show

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from calculator.catalog import Catalog
    from calculator.demand import Demand
    from calculator.options import Option
    from calculator.scenario import Scenario

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A scenario, what it costs each way, and what follows."""

    scenario: Scenario
    on: date
    """The day whose prices apply."""
    checked: date
    """The oldest check among those prices."""
    demand: Demand
    options: tuple[Option, ...]
    verdict: str
    reasons: tuple[str, ...]

    def option(self, name: str) -> Option | None:
        """Return the option of that id, if the reader has it."""
        return next((option for option in self.options if option.id == name), None)

    def as_dict(self) -> dict[str, Any]:
        """Return the object that the command line and the page's download print as JSON."""
        return {
            "schema": SCHEMA,
            "fragment": self.scenario.fragment,
            "scenario": {name: show(value) for name, value in self.scenario.given()},
            "prices": {"on": self.on.isoformat(), "checked": self.checked.isoformat()},
            "verdict": self.verdict,
            "reasons": list(self.reasons),
            "options": [_option(option) for option in self.options],
            "assumptions": list(self.demand.basis),
            "sources": list(self.demand.sources),
        }


def _option(option: Option) -> dict[str, Any]:
    return {
        "id": option.id,
        "name": option.name,
        "usd_per_month": {"low": cents(option.low), "high": cents(option.high)},
        "blocked": option.blocked,
        "why": list(option.why),
    }


def cents(amount: Decimal) -> str:
    """Return an estimate to the cent, which is finer than anything it knows."""
    return money.plain(amount.quantize(money.CENT, context=money.ROUNDED))


def estimate(scenario: Scenario, catalog: Catalog, on: date, demand: Demand | None = None) -> Estimate:
    """Price every option of a scenario at the prices of the day `on`.

    Args:
        scenario: The reader's inputs.
        catalog: The dated prices, plans and published figures.
        on: The day whose prices apply.
        demand: A month measured from the reader's logs, in place of the described one.
    """
    demand = demand or described(scenario, catalog, on)
    priced = options(scenario, demand, catalog)
    by_id = {option.id: option for option in priced}
    plan = plan_of(scenario, catalog)
    verdict, reasons = _verdict(scenario, plan.name, fee_of(scenario, plan), by_id)
    return Estimate(
        scenario=scenario,
        on=on,
        checked=catalog.checked,
        demand=demand,
        options=priced,
        verdict=verdict,
        reasons=reasons,
    )


def _verdict(scenario: Scenario, plan: str, fee: Decimal, by_id: dict[str, Option]) -> tuple[str, tuple[str, ...]]:
    """Say which side of the API's range the fees fall on; an overlap is called one."""
    api, bigger = by_id["api"], by_id.get("next_plan")
    reasons = [f"API key alone: {money.show_range(api.low, api.high)} a month, against a fee of {_price(fee)}."]
    if scenario.wall != NEVER:
        credits_ = by_id["credits"]
        reasons.append(f"{plan} with usage credits: {money.show_range(credits_.low, credits_.high)} a month.")
        if bigger is not None:
            reasons.append(f"{bigger.name}: {_price(bigger.low)} a month. {bigger.why[1]}")
    if not fee:
        return f"Stay on {plan}: it costs you nothing, and the API would cost {_range(api)} a month.", tuple(reasons)
    if api.high < fee:
        return f"The API would cost less than {plan}: {_range(api)} a month against {_price(fee)}.", tuple(reasons)
    if api.low <= fee:
        return _close(plan, fee, api), tuple(reasons)
    return _stay(scenario, plan, fee, by_id), tuple(reasons)


def _close(plan: str, fee: Decimal, api: Option) -> str:
    return (
        f"Too close to call: the API would cost {_range(api)} a month, and {plan} costs {_price(fee)}. Staying is the"
        " safer choice, since a plan cannot cost more than its fee."
    )


def _stay(scenario: Scenario, plan: str, fee: Decimal, by_id: dict[str, Option]) -> str:
    """Return the sentence for a reader whose API bill is above their fee for certain."""
    api, bigger, credits_ = by_id["api"], by_id.get("next_plan"), by_id["credits"]
    times = f"the API would cost {show_times(api.low, api.high, fee)} as much"
    if scenario.wall == NEVER:
        return f"Stay on {plan}: {times}, and you are not blocked."
    if scenario.wall == UNKNOWN:
        return f"Stay on {plan} while it carries you: {times}. {_past_the_limit(api, bigger)}"
    fees_above = [] if bigger is None else [bigger.low]
    if api.high < min([credits_.low, *fees_above]):
        return f"The API is the cheapest way not to be blocked: {_range(api)} a month."
    if bigger is None or credits_.high <= min([api.low, *fees_above]):
        return (
            f"Stay on {plan} and buy usage credits past the limit: {_range(credits_)} a month, the API {_range(api)}."
        )
    if bigger.low < min(api.low, credits_.low):
        return f"Try {_plan_of(bigger)} at {_price(bigger.low)} first: the API would cost {_range(api)} a month."
    return (
        f"No way past the limit is clearly cheapest: usage credits {_range(credits_)}, {_plan_of(bigger)}"
        f" {_price(bigger.low)}, the API {_range(api)} a month."
    )


def _past_the_limit(api: Option, bigger: Option | None) -> str:
    if bigger is not None and bigger.low < api.low:
        return f"If you hit the weekly limit, {_plan_of(bigger)} at {_price(bigger.low)} still costs less than the API."
    return "If you hit the weekly limit, usage credits for what goes over it come before a switch."


def _plan_of(bigger: Option) -> str:
    return bigger.name.removeprefix("Move up to ")


def show_times(low: Decimal, high: Decimal, base: Decimal) -> str:
    """Return a range of ratios to two significant figures, rounded outwards.

    >>> from decimal import Decimal
    >>> show_times(Decimal(210), Decimal(338), Decimal(100))
    '2.1 to 3.4 times'
    """
    first = money.plain(money.two_figures(money.ratio(low, base), ROUND_FLOOR))
    last = money.plain(money.two_figures(money.ratio(high, base), ROUND_CEILING))
    return f"{first} times" if first == last else f"{first} to {last} times"


def _range(option: Option) -> str:
    return money.show_range(option.low, option.high)


def _price(fee: Decimal) -> str:
    return money.show_price(fee)
