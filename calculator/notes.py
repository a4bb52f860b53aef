"""What stands beside an option's numbers: caps, ways round a wall, features and credits that are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import fable, money
from calculator.forecast import HUNDRED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.case import Case
    from calculator.catalog import Catalog, Plan

FREE_WAYS = ("banked_reset", "limit_reset", "low_priority")
BUNDLES = ("discount_50", "discount_1000")
"""The least and the most that a bundle of usage credits saves."""


def of_waiting(catalog: Catalog) -> tuple[str, ...]:
    """Return the free ways past a wall; they are not in the blocked hours."""
    ways = [catalog.facts[f"ways.{name}"] for name in FREE_WAYS]
    return (
        "Free ways past the limit come first; the blocked hours here are without them.",
        *(f"{way.title}: {way.value}." for way in ways),
    )


def of_fable(case: Case, plan: Plan, catalog: Catalog) -> tuple[str, ...]:
    """Return how a plan treats Fable, for a reader who uses it."""
    return (fable.note(plan, catalog),) if case.demand.apart == fable.FAMILY else ()


def of_windows(plan: Plan) -> tuple[str, ...]:
    """Return on what condition a plan has no five-hour limit, where it has none."""
    if not plan.five_hour_window.startswith("no"):
        return ()
    return (f"A five-hour limit on {plan.name}: {plan.five_hour_window}. None is counted here.",)


def of_credits(catalog: Catalog) -> tuple[str, ...]:
    """Return the limits of usage credits."""
    most = catalog.facts["usage_credits.usd_per_day"].number
    less = [money.plain(catalog.facts[f"usage_credits.bundle.{name}"].number * HUNDRED) for name in BUNDLES]
    return (
        "Every feature of the plan is kept. Cache writes fall to five minutes.",
        f"At most {money.show_price(most)} a day can be redeemed.",
        f"Bought ahead in bundles, credits cost {less[0]}–{less[-1]}% less; that is not counted here.",
    )


def of_a_key(case: Case, catalog: Catalog) -> tuple[str, ...]:
    """Return what an API key brings with it."""
    months = catalog.facts["api.prepaid.expire_after_months"].number
    found = [
        "Some features need a claude.ai login and are lost on an API key.",
        f"Prepaid API credit expires {money.plain(months)} months after its purchase.",
    ]
    if case.elsewhere:
        share = f"{case.elsewhere}% of what you use it for"
        found.append(f"Chat and other programs end with the plan: {share} is not in these numbers.")
    if case.plan.api_credit_usd_per_month is not None:
        found.append(
            f"{case.plan.name} comes with {money.show_price(case.plan.api_credit_usd_per_month)} of API credit a month,"
            " which by Anthropic's page does not pay for Claude Code: it is not in these numbers."
        )
    return tuple(found)


def of_the_cap(case: Case, amounts: Sequence[int], catalog: Catalog) -> tuple[str, ...]:
    """Return how likely the monthly cap of a new organization is reached, for a reader who did not name their tier."""
    if case.tier is not None:
        return ()
    cap = catalog.facts["limits.start.usd_per_month"].number
    most = money.micro(cap)
    above = sum(amount > most for amount in amounts) * HUNDRED // len(amounts)
    if not above:
        return ()
    return (
        f"A new organization stops at {money.show_price(cap)} a month, or earlier, until its tier is raised: {above} of"
        " 100 such months would reach that.",
    )


def of_a_plan(plan: Plan, *, yearly: bool) -> tuple[str, ...]:
    """Return what the fee would be when paid the other way."""
    if plan.usd_per_month_annual is None:
        return ("No price of a year was seen.",) if yearly else ()
    other, how = (plan.usd_per_month, "month") if yearly else (plan.usd_per_month_annual, "year")
    return () if other is None else (f"Paid by the {how}: {money.show_price(other)} a month.",)
