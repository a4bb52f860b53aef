"""Each way to pay for a month, priced side by side, in dollars and in blocked hours.

Every option is priced in the same worlds, so that two options differ only where they really do.
"""

from __future__ import annotations

from operator import add
from typing import TYPE_CHECKING

from calculator import api_key, fable, five_hours, money, multiples, notes, replay
from calculator.case import fee_of, others
from calculator.forecast import MILLION, spread
from calculator.option import Option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from calculator.case import Case
    from calculator.catalog import Catalog, Plan
    from calculator.worlds import Worlds

WITH_CREDITS = "_credits"
"""Ends the id of another plan with usage credits."""
NOT_BLOCKED = "Not blocked while credits last; set a monthly cap."


def options(case: Case, worlds: Worlds, catalog: Catalog) -> tuple[Option, ...]:
    """Return every way to pay that this reader has, cheapest first by the middle of its dollars.

    Args:
        case: The question.
        worlds: Possible months in which it is known or assumed what the plan holds.
        catalog: Prices, plans and published figures.
    """
    of_pro = five_hours.of_pro(case, worlds, catalog)
    over = _run(case, worlds, case.plan, of_pro, catalog)
    found = [
        _stay(case, worlds, over, catalog),
        _credits(case, worlds, over, catalog),
        _overflow(case, worlds, over, catalog),
        api_key.alone(case, worlds, catalog),
    ]
    if "1h" in case.demand.variants:
        found.append(api_key.alone_with_an_hour(case, worlds, catalog))
    for other in others(case.plan, catalog):
        found += _other_plan(case, worlds, other, of_pro, catalog)
    return tuple(sorted(found, key=lambda option: (option.range.mid, option.id)))


def _run(  # noqa: PLR0913  # the last for other plans alone
    case: Case,
    worlds: Worlds,
    plan: Plan,
    of_pro: Sequence[int] | None,
    catalog: Catalog,
    *,
    times: Sequence[int] | None = None,
) -> replay.Overflow:
    """Run the months through the windows of a plan whose weeks give so many millionths of those of the reader's."""
    window, of_a_model = case.window(plan), case.week_of_a_model
    holds, own = worlds.holds or (), of_a_model and worlds.own_weeks(*of_a_model)
    if times is not None:
        holds = _multiplied(holds, times)
        own = own and _multiplied(own, times)
    if own is None and case.demand.apart == fable.FAMILY:
        own = _multiplied(holds, (fable.share(plan, catalog),) * worlds.count)
    if window is not None:
        return replay.months(worlds, holds, five_hours=worlds.five_hours(*window), own=own)
    return replay.months(worlds, holds, five_hours.open_shares(case, plan, of_pro, worlds.growth), own=own)


def _multiplied(holds: Sequence[int], times: Sequence[int]) -> list[int]:
    return [own * each // MILLION for own, each in zip(holds, times, strict=True)]


def _blocked(worlds: Worlds, said: str) -> str:
    if worlds.assumed:
        return "How much of your week it holds is not published, and you have given no evidence of it."
    return said


def _stay(case: Case, worlds: Worlds, over: replay.Overflow, catalog: Catalog) -> Option:
    short = five_hours.said(case, catalog, assumed=worlds.assumed)
    return Option(
        id="stay",
        name=f"Stay on {case.plan.name} and wait",
        short=f"{case.plan.name} and waiting",
        usd=_paid(case.own_fee, worlds),
        minutes=tuple(over.minutes),
        assumed=worlds.assumed,
        blocked=_blocked(worlds, "Blocked from the weekly limit until it resets."),
        why=(f"The fee you pay: {_fee(case.own_fee, case.plan)}.", *_fast(worlds), *([short] if short else [])),
        notes=(
            *(notes.of_a_plan(case.plan, yearly=case.yearly) if case.fee is None else ()),
            *notes.of_fable(case, case.plan, catalog),
            *notes.of_windows(case.plan),
            *notes.of_waiting(catalog),
        ),
    )


def _credits(case: Case, worlds: Worlds, over: replay.Overflow, catalog: Catalog) -> Option:
    return Option(
        id="credits",
        name=f"Stay on {case.plan.name} with usage credits",
        short=f"{case.plan.name} with credits",
        usd=_past_the_limit(case.own_fee, over, worlds),
        minutes=(0,) * worlds.count,
        blocked=NOT_BLOCKED,
        why=(
            f"The fee of {money.show_price(case.own_fee)}, and credits for what the plan does not let through.",
            "What comes after the limit, at API list prices; your own API discount does not apply.",
            *_fast(worlds),
            *_assumed(worlds, catalog),
        ),
        notes=(*notes.of_fable(case, case.plan, catalog), *notes.of_credits(catalog)),
    )


def _overflow(case: Case, worlds: Worlds, over: replay.Overflow, catalog: Catalog) -> Option:
    usd, minutes = api_key.capped(case, api_key.after_discount(case, over.usd), over.minutes, catalog)
    return Option(
        id="overflow",
        name=f"{case.plan.name} first, an API key for the rest",
        short=f"{case.plan.name} and a key",
        usd=tuple(map(add, _paid(case.own_fee, worlds), usd)),
        minutes=minutes,
        blocked=api_key.stopped(case)
        if any(minutes)
        else "Not blocked, but you switch by hand at the limit and back at the reset.",
        why=(
            f"The fee of {money.show_price(case.own_fee)}, and API prices for what the plan does not let through.",
            *_fast(worlds),
            *_assumed(worlds, catalog),
        ),
        notes=notes.of_a_key(case, catalog),
    )


def _assumed(worlds: Worlds, catalog: Catalog) -> tuple[str, ...]:
    """Return what stands in for the evidence where there is none."""
    if not worlds.assumed:
        return ()
    low, high = (money.show_price(catalog.facts[f"plan_limits.week.pro_usd.{end}"].number) for end in ("low", "high"))
    return (
        "You have given no evidence of what the plan holds, so this rests on what was published of plans: Pro's week is"
        f" taken to hold between {low} and {high} of use at list prices.",
    )


def _fast(worlds: Worlds) -> tuple[str, ...]:
    """Return what fast mode adds to the fee of every plan, where files show it."""
    if not any(worlds.beside):
        return ()
    low, _, high = map(money.dollars, spread(worlds.beside))
    return (f"Fast mode, which no plan holds: {money.show_range(low, high)} a month of usage credits, at list prices.",)


def _paid(fee: Decimal, worlds: Worlds) -> tuple[int, ...]:
    """Return the fee and what no plan holds."""
    paid = money.micro(fee)
    return tuple(paid + usd for usd in worlds.beside)


def _past_the_limit(fee: Decimal, over: replay.Overflow, worlds: Worlds) -> tuple[int, ...]:
    """Return the same and the overflow at list prices."""
    return tuple(map(add, _paid(fee, worlds), over.usd))


def _other_plan(
    case: Case, worlds: Worlds, other: tuple[str, Plan], of_pro: Sequence[int] | None, catalog: Catalog
) -> tuple[Option, Option]:
    """Return another plan, with waiting at its limit and with usage credits past it."""
    name, plan = other
    fee = fee_of(plan, yearly=case.yearly)
    multiple = multiples.weekly(plan, case.plan, catalog)
    over = _run(case, worlds, plan, of_pro, catalog, times=worlds.multiples(multiple.low, multiple.high))
    move = f"Move {'up' if catalog.plans.index(plan) > catalog.plans.index(case.plan) else 'down'} to {plan.name}"
    why = (f"Its published fee: {_fee(fee, plan)}.", multiple.said, *_fast(worlds))
    waiting = Option(
        id=name,
        name=move,
        short=plan.name,
        usd=_paid(fee, worlds),
        minutes=tuple(over.minutes),
        assumed=worlds.assumed,
        blocked=_blocked(worlds, "Blocked from its weekly limit until it resets."),
        why=why,
        notes=(
            *notes.of_fable(case, plan, catalog),
            *notes.of_windows(plan),
            *notes.of_a_plan(plan, yearly=case.yearly),
        ),
    )
    paying = Option(
        id=f"{name}{WITH_CREDITS}",
        name=f"{move} with usage credits",
        short=f"{plan.name} with credits",
        usd=_past_the_limit(fee, over, worlds),
        minutes=(0,) * worlds.count,
        blocked=NOT_BLOCKED,
        why=(*why, "What comes after its limit, at API list prices.", *_assumed(worlds, catalog)),
        notes=(*notes.of_fable(case, plan, catalog), *notes.of_credits(catalog)),
    )
    return waiting, paying


def _fee(fee: Decimal, plan: Plan) -> str:
    return f"{money.show_price(fee)} a month{' a seat' if plan.per_seat else ''}"
