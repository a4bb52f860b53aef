"""Each way to pay for a month, priced side by side: wait, usage credits, the next plan up, the API."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import money
from calculator.scenario import HUNDRED, NEVER, UNKNOWN

if TYPE_CHECKING:
    from calculator.catalog import Catalog, Plan
    from calculator.demand import Demand
    from calculator.scenario import Scenario

DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to pay."""

    id: str
    """`stay`, `credits`, `next_plan` or `api`."""
    name: str
    low: Decimal
    """US dollars a month."""
    high: Decimal
    blocked: str
    """What it means for being blocked, in a sentence."""
    why: tuple[str, ...]
    """How the amount comes about, one sentence each."""


def options(scenario: Scenario, demand: Demand, catalog: Catalog) -> tuple[Option, ...]:
    """Return every way to pay that this reader has, cheapest first by its middle."""
    plan = plan_of(scenario, catalog)
    fee = fee_of(scenario, plan)
    found = [_stay(scenario, plan, fee), _credits(scenario, demand, plan, fee), _api(scenario, demand)]
    bigger = next((other for other in catalog.plans if other.id == plan.next_up), None)
    if bigger is not None and bigger.usd_per_month is not None:
        found.append(_next_plan(plan, bigger, bigger.usd_per_month))
    return tuple(sorted(found, key=lambda option: (option.low + option.high, option.id)))


def plan_of(scenario: Scenario, catalog: Catalog) -> Plan:
    """Return the reader's plan."""
    return next(plan for plan in catalog.plans if plan.id == scenario.plan)


def choosable(catalog: Catalog) -> tuple[Plan, ...]:
    """Return the plans that a reader can be on here: those with Claude Code, a published fee and a limit to hit."""
    return tuple(plan for plan in catalog.plans if plan.usd_per_month is not None and plan.weekly_limit)


def fee_of(scenario: Scenario, plan: Plan) -> Decimal:
    """Return what the reader pays a month: their own amount, else the published fee."""
    if scenario.fee is not None:
        return scenario.fee
    if plan.usd_per_month is None:
        message = f"the fee of {plan.name} is not published"
        raise LookupError(message)
    return plan.usd_per_month


def overflow(wall: str) -> tuple[Decimal, Decimal]:
    """Return the least and greatest share of the usage that comes after the weekly limit.

    A limit reached during day N of seven has let through between N - 1 and N days.

    >>> overflow("never"), overflow("unknown")
    ((Decimal('0'), Decimal('0')), (Decimal('0'), Decimal('1')))
    """
    if wall == NEVER:
        return Decimal(0), Decimal(0)
    if wall == UNKNOWN:
        return Decimal(0), Decimal(1)
    day = int(wall)
    return money.ratio(DAYS_OF_WEEK - day, DAYS_OF_WEEK), money.ratio(DAYS_OF_WEEK - day + 1, DAYS_OF_WEEK)


def _stay(scenario: Scenario, plan: Plan, fee: Decimal) -> Option:
    blocked = {
        NEVER: "You say that you are never blocked.",
        UNKNOWN: "Blocked from the weekly limit until it resets, if you reach it.",
    }.get(scenario.wall, f"Blocked from day {scenario.wall} of the week until the limit resets.")
    return Option(
        id="stay",
        name=f"Stay on {plan.name} and wait",
        low=fee,
        high=fee,
        blocked=blocked,
        why=(f"The fee you pay: {money.show_price(fee)} a month{' a seat' if plan.per_seat else ''}.",),
    )


def _credits(scenario: Scenario, demand: Demand, plan: Plan, fee: Decimal) -> Option:
    least, most = overflow(scenario.wall)
    if scenario.wall == NEVER:
        reason = "Nothing goes over the limit, so no credits are used."
    elif scenario.wall == UNKNOWN:
        reason = "From none to all of your usage, since the page does not know when you reach the limit."
    else:
        reason = f"Usage after day {scenario.wall} of seven, at API list prices; your own API discount does not apply."
    return Option(
        id="credits",
        name=f"Stay on {plan.name} with usage credits",
        low=money.ROUNDED.add(fee, money.ROUNDED.multiply(demand.low, least)),
        high=money.ROUNDED.add(fee, money.ROUNDED.multiply(demand.high, most)),
        blocked="Not blocked while credits last; set a monthly cap.",
        why=(f"The fee of {money.show_price(fee)}, and credits for what the plan does not let through.", reason),
    )


def _next_plan(plan: Plan, bigger: Plan, fee: Decimal) -> Option:
    known = []
    if bigger.weekly_vs_pro is not None and plan.weekly_vs_pro is not None:
        times = money.plain(money.ratio(bigger.weekly_vs_pro, plan.weekly_vs_pro))
        known.append(f"{bigger.name} gives {times} times the week of {plan.name}, by a single source.")
    else:
        known.append(f"How much more a week {bigger.name} gives than {plan.name} is not published.")
    if bigger.session_vs_pro is not None and plan.id == "pro":
        known.append(f"A 5-hour session holds {money.plain(bigger.session_vs_pro)} times that of Pro.")
    return Option(
        id="next_plan",
        name=f"Move up to {bigger.name}",
        low=fee,
        high=fee,
        blocked="Later or not at all; whether it is enough for you cannot be computed from published figures.",
        why=(f"Its published fee: {money.show_price(fee)} a month{' a seat' if bigger.per_seat else ''}.", *known),
    )


def _api(scenario: Scenario, demand: Demand) -> Option:
    share = money.ratio(HUNDRED - scenario.discount, HUNDRED)
    discounted = f", less your discount of {money.plain(scenario.discount)}%" if scenario.discount else ""
    return Option(
        id="api",
        name="API key alone",
        low=money.ROUNDED.multiply(demand.low, share),
        high=money.ROUNDED.multiply(demand.high, share),
        blocked="No 5-hour or weekly limit; a monthly spend cap and per-minute limits instead.",
        why=(f"All of your usage at API list prices{discounted}.", *demand.basis),
    )
