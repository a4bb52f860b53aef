"""Each way to pay for a month, priced side by side, in dollars and in blocked hours.

Every option is priced in the same worlds, so that two options differ only where they really do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from calculator import fable, five_hours, money, multiples, notes, replay
from calculator.case import fee_of, others
from calculator.forecast import HUNDRED, MILLION, Range, spread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from calculator.case import Case
    from calculator.catalog import Catalog, Plan
    from calculator.worlds import Worlds

WHOLE = HUNDRED * HUNDRED
"""All of a price, in hundredths of a percent."""
WITH_CREDITS = "_credits"
"""Ends the id of another plan with usage credits."""
NOT_BLOCKED = "Not blocked while credits last; set a monthly cap."


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to pay."""

    id: str
    """`stay`, `credits`, `overflow`, `api`, `api_1h`, `next_plan`, `smaller_plan`, or `plan_` with a plan's id; other
    plans with usage credits end in `_credits`."""
    name: str
    short: str
    """What to call it within a sentence or a chart."""
    usd: tuple[int, ...]
    """Micro-dollars of the month in each world."""
    minutes: tuple[int, ...]
    """Blocked minutes of work of the month in each world."""
    blocked: str
    """What it means for being blocked, in a sentence."""
    why: tuple[str, ...]
    """How the amounts come about, one sentence each."""
    assumed: bool = False
    """Whether the minutes rest on published facts alone: then they weigh in the choice, and are not shown as known."""
    notes: tuple[str, ...] = ()
    """What else to know: caps, lost features, credits that expire."""

    @cached_property
    def range(self) -> Range:
        """Micro-dollars a month."""
        return spread(self.usd)

    @cached_property
    def blocked_range(self) -> Range | None:
        """Blocked minutes a month; None where the reader has given no evidence of them."""
        return None if self.assumed else spread(self.minutes)

    @property
    def shown(self) -> tuple[Range, Range | None]:
        """All of its figures that a reader sees: options with the same differ only in months that are rare."""
        return self.range, self.blocked_range

    @property
    def low(self) -> Decimal:
        """US dollars a month that nine of ten worlds exceed."""
        return money.dollars(self.range.low)

    @property
    def mid(self) -> Decimal:
        """US dollars of the middle month."""
        return money.dollars(self.range.mid)

    @property
    def high(self) -> Decimal:
        """US dollars a month that one of ten worlds exceeds."""
        return money.dollars(self.range.high)

    def total(self, hour_usd: Decimal) -> list[int]:
        """Return micro-dollars of the month in each world with blocked hours at their price."""
        if not any(self.minutes):
            return list(self.usd)
        an_hour = money.micro(hour_usd)
        return [usd + minutes * an_hour // 60 for usd, minutes in zip(self.usd, self.minutes, strict=True)]


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
        _api(case, worlds, catalog),
    ]
    if "1h" in case.demand.variants:
        found.append(_api_with_an_hour(case, worlds, catalog))
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
        usd=(money.micro(case.own_fee),) * worlds.count,
        minutes=tuple(over.minutes),
        assumed=worlds.assumed,
        blocked=_blocked(worlds, "Blocked from the weekly limit until it resets."),
        why=(f"The fee you pay: {_fee(case.own_fee, case.plan)}.", *([short] if short else [])),
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
        usd=_past_the_limit(case.own_fee, over),
        minutes=(0,) * worlds.count,
        blocked=NOT_BLOCKED,
        why=(
            f"The fee of {money.show_price(case.own_fee)}, and credits for what the plan does not let through.",
            "What comes after the limit, at API list prices; your own API discount does not apply.",
            *_assumed(worlds, catalog),
        ),
        notes=(*notes.of_fable(case, case.plan, catalog), *notes.of_credits(catalog)),
    )


def _overflow(case: Case, worlds: Worlds, over: replay.Overflow, catalog: Catalog) -> Option:
    share, fee = _share(case), money.micro(case.own_fee)
    past = [usd * share // WHOLE for usd in over.usd]
    usd, minutes = _capped(case, past, over.minutes, catalog)
    return Option(
        id="overflow",
        name=f"{case.plan.name} first, an API key for the rest",
        short=f"{case.plan.name} and a key",
        usd=tuple(fee + amount for amount in usd),
        minutes=minutes,
        blocked=_stopped(case)
        if any(minutes)
        else "Not blocked, but you switch by hand at the wall and back at the reset.",
        why=(
            f"The fee of {money.show_price(case.own_fee)}, and API prices for what the plan does not let through.",
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


def _past_the_limit(fee: Decimal, over: replay.Overflow) -> tuple[int, ...]:
    """Return the fee and the overflow at list prices."""
    paid = money.micro(fee)
    return tuple(paid + usd for usd in over.usd)


def _share(case: Case) -> int:
    return int((HUNDRED - case.discount) * HUNDRED)


def _api(case: Case, worlds: Worlds, catalog: Catalog) -> Option:
    discounted = f", less your discount of {money.plain(case.discount)}%" if case.discount else ""
    return _key_alone(
        case,
        worlds,
        catalog,
        worlds.usd(),
        id="api",
        name="API key alone",
        short="API alone",
        why=(f"All of your usage at API list prices{discounted}.", *case.demand.basis),
    )


def _api_with_an_hour(case: Case, worlds: Worlds, catalog: Catalog) -> Option:
    return _key_alone(
        case,
        worlds,
        catalog,
        worlds.usd(case.demand.variants.index("1h")),
        id="api_1h",
        name="API key alone, with a 1-hour cache",
        short="API with a 1-hour cache",
        why=(
            "The same responses with promptCacheTtl set to an hour: dearer writes, but no second write after a pause"
            " of 5 to 60 minutes. Sub-agents keep five minutes.",
        ),
    )


def _key_alone(case: Case, worlds: Worlds, catalog: Catalog, usd: Sequence[int], **named: object) -> Option:
    """Return all of the usage on an API key: from the monthly cap of the organization's tier on it stands still."""
    share = _share(case)
    amounts = [amount * share // WHOLE for amount in usd]
    paid, minutes = _capped(case, amounts, worlds.minutes(), catalog)
    return Option(
        usd=paid,
        minutes=minutes,
        blocked=_stopped(case)
        if any(minutes)
        else "No 5-hour or weekly limit; a monthly spend cap and per-minute limits instead.",
        notes=(*notes.of_the_cap(case, amounts, catalog), *notes.of_a_key(case, catalog)),
        **named,  # pyright: ignore[reportArgumentType]
    )


def monthly_cap(case: Case, catalog: Catalog) -> int | None:
    """Return micro-dollars at which an API key stops for the month; None where the reader's tier is not known."""
    return None if case.tier is None else money.micro(catalog.facts[f"limits.{case.tier}.usd_per_month"].number)


def _capped(
    case: Case, amounts: Sequence[int], minutes: Sequence[int], catalog: Catalog
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return micro-dollars that are spent on a key until its monthly cap, and the minutes of work that come after it.

    Args:
        case: Names the tier.
        amounts: Micro-dollars of all that is wanted of the key in each world.
        minutes: Of that work.
        catalog: Knows the caps.
    """
    cap = monthly_cap(case, catalog)
    if cap is None:
        return tuple(amounts), (0,) * len(amounts)
    return tuple(min(amount, cap) for amount in amounts), tuple(
        whole * (amount - cap) // amount if amount > cap else 0 for whole, amount in zip(minutes, amounts, strict=True)
    )


def _stopped(case: Case) -> str:
    return f"Blocked from the monthly cap of the {case.tier} tier until the next month."


def _other_plan(
    case: Case, worlds: Worlds, other: tuple[str, Plan], of_pro: Sequence[int] | None, catalog: Catalog
) -> tuple[Option, Option]:
    """Return another plan, with waiting at its limit and with usage credits past it."""
    name, plan = other
    fee = fee_of(plan, yearly=case.yearly)
    multiple = multiples.weekly(plan, case.plan, catalog)
    over = _run(case, worlds, plan, of_pro, catalog, times=worlds.multiples(multiple.low, multiple.high))
    move = f"Move {'up' if catalog.plans.index(plan) > catalog.plans.index(case.plan) else 'down'} to {plan.name}"
    why = (f"Its published fee: {_fee(fee, plan)}.", multiple.said)
    waiting = Option(
        id=name,
        name=move,
        short=plan.name,
        usd=(money.micro(fee),) * worlds.count,
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
        usd=_past_the_limit(fee, over),
        minutes=(0,) * worlds.count,
        blocked=NOT_BLOCKED,
        why=(*why, "What comes after its limit, at API list prices.", *_assumed(worlds, catalog)),
        notes=(*notes.of_fable(case, plan, catalog), *notes.of_credits(catalog)),
    )
    return waiting, paying


def _fee(fee: Decimal, plan: Plan) -> str:
    return f"{money.show_price(fee)} a month{' a seat' if plan.per_seat else ''}"
