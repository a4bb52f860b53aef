"""How much more one plan gives than another: published multiples only, an interval where none is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calculator import money
from calculator.forecast import MILLION

if TYPE_CHECKING:
    from calculator.catalog import Catalog, Plan


class Multiple(NamedTuple):
    """A plan's week over another's, in millionths."""

    low: int
    high: int
    said: str
    """What it rests on, in a sentence."""


def weekly(plan: Plan, over: Plan, catalog: Catalog) -> Multiple:
    """Return how much more a week `plan` gives than `over`."""
    if plan.id == over.id:
        return Multiple(MILLION, MILLION, f"{plan.name} is the plan you measured.")
    (low, high), (least, most) = vs_pro(plan, catalog), vs_pro(over, catalog)
    first, last = low * MILLION // most, high * MILLION // least
    times = _show(first) if first == last else f"between {_show(first)} and {_show(last)}"
    return Multiple(
        first, last, f"{plan.name} is taken to give {times} times the week of {over.name}. {_why(plan, over)}"
    )


def prior(plan: Plan, catalog: Catalog) -> tuple[int, int]:
    """Return micro-dollars at list prices, from and to, that a plan's week may hold by published facts alone."""
    low, high = (catalog.facts[f"plan_limits.week.pro_usd.{end}"].number for end in ("low", "high"))
    least, most = vs_pro(plan, catalog)
    return int(low * least), int(high * most)


def vs_pro(plan: Plan, catalog: Catalog) -> tuple[int, int]:
    """Return bounds on a plan's week over Pro's, in millionths."""
    if plan.weekly_vs_pro is not None:
        exact = int(plan.weekly_vs_pro * MILLION)
        return exact, exact
    facts = (catalog.facts[f"plan_limits.week.{plan.id}_vs_pro.{end}"] for end in ("low", "high"))
    low, high = (int(fact.number * MILLION) for fact in facts)
    return low, high


def _why(plan: Plan, over: Plan) -> str:
    unpublished = " and ".join(each.name for each in (plan, over) if each.weekly_vs_pro is None)
    weak = " and ".join(each.name for each in (plan, over) if each.weekly_vs_pro_standing is not None)
    return " ".join(
        said
        for said in (
            f"For {unpublished} no weekly multiple is published: the least is what the hours published in 2025 give,"
            " the most its published multiple in five hours."
            if unpublished
            else "",
            f"That of {weak} over Pro rests on a single source, which is not Anthropic's." if weak else "",
        )
        if said
    )


def _show(millionths: int) -> str:
    return money.plain(money.two_figures(money.ratio(millionths, MILLION)))
