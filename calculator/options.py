"""Each way to pay for a month, priced side by side, in dollars and in blocked hours.

Every option is a list of draws, made from the same draws, so that two options differ only where they really do.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import multiples, replay
from calculator.forecast import DRAWS, MILLION, Purpose, Range, spread, strata
from calculator.scenario import HUNDRED
from calculator.weeks import month_minutes, month_usd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.capacity import Capacity, Evidence
    from calculator.catalog import Catalog, Plan
    from calculator.weeks import Demand

from calculator import money
from calculator.windows import DEFAULT_RULES, Rules

MICRO = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One reader's question: everything that a verdict follows from, beside the catalog and the day."""

    demand: Demand
    plan: Plan
    """The plan they are on, on which the evidence was seen."""
    evidence: tuple[Evidence, ...] = ()
    rules: Rules = DEFAULT_RULES
    hour_usd: Decimal | None = None
    """What a blocked hour costs this reader, in US dollars; None when they do not say."""
    fee: Decimal | None = None
    """What they pay a month; None means the published fee."""
    discount: Decimal = Decimal(0)
    """Own discount on API list prices, in percent."""
    yearly: bool = False
    """Plans are paid by the year, where a price of a year is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to pay."""

    id: str
    """`stay`, `credits`, `overflow`, `api`, `next_plan`, `smaller_plan`, or `plan_` with a plan's id."""
    name: str
    usd: tuple[int, ...]
    """Micro-dollars of each drawn month."""
    minutes: tuple[int, ...] | None
    """Blocked minutes of each drawn month; None where nothing is known of the plan's capacity."""
    blocked: str
    """What it means for being blocked, in a sentence."""
    why: tuple[str, ...]
    """How the amounts come about, one sentence each."""
    notes: tuple[str, ...] = ()
    """What else to know: caps, lost features, credits that expire."""

    @property
    def range(self) -> Range:
        """Micro-dollars a month."""
        return spread(self.usd)

    @property
    def blocked_range(self) -> Range | None:
        """Blocked minutes a month."""
        return None if self.minutes is None else spread(self.minutes)

    @property
    def low(self) -> Decimal:
        """US dollars a month that nine of ten months exceed."""
        return dollars(self.range.low)

    @property
    def mid(self) -> Decimal:
        """US dollars of the middle month."""
        return dollars(self.range.mid)

    @property
    def high(self) -> Decimal:
        """US dollars a month that one of ten months exceeds."""
        return dollars(self.range.high)

    def total(self, hour_usd: Decimal) -> list[int]:
        """Return micro-dollars of each drawn month with blocked hours at their price.

        Raises:
            ValueError: When nothing is known of the blocked hours.
        """
        if self.minutes is None:
            message = f"what {self.id} blocks is not known"
            raise ValueError(message)
        a_minute = int(hour_usd * MILLION) // 60
        return [usd + minutes * a_minute for usd, minutes in zip(self.usd, self.minutes, strict=True)]


def dollars(micro: int) -> Decimal:
    """Return micro-dollars as dollars.

    >>> dollars(1_500_000)
    Decimal('1.500000')
    """
    return Decimal(micro).scaleb(-MICRO)


def micro(amount: Decimal) -> int:
    """Return dollars as whole micro-dollars."""
    return int(amount.scaleb(MICRO).to_integral_value())


def plan_of(plan: str, catalog: Catalog) -> Plan:
    """Return the plan of that id."""
    return next(each for each in catalog.plans if each.id == plan)


def choosable(catalog: Catalog) -> tuple[Plan, ...]:
    """Return the plans that a reader can be on here: those with Claude Code, a published fee and a limit to hit."""
    return tuple(plan for plan in catalog.plans if plan.usd_per_month is not None and plan.weekly_limit)


def fee_of(plan: Plan, *, yearly: bool = False, own: Decimal | None = None) -> Decimal:
    """Return what a month of a plan costs: the reader's own amount, else the published fee.

    Raises:
        LookupError: When no fee is published.
    """
    if own is not None:
        return own
    fee = plan.usd_per_month_annual if yearly and plan.usd_per_month_annual is not None else plan.usd_per_month
    if fee is None:
        message = f"the fee of {plan.name} is not published"
        raise LookupError(message)
    return fee


def others(plan: Plan, catalog: Catalog) -> list[tuple[str, Plan]]:
    """Return the other plans for the same kind of buyer, with the id that each has as an option, smallest first."""
    kin = [other for other in choosable(catalog) if other.per_seat == plan.per_seat and other.id != plan.id]
    place = [each.id for each in choosable(catalog)].index
    smaller = [other for other in kin if place(other.id) < place(plan.id)]
    return [(_plan_option(other, plan, smaller[-1] if smaller else None), other) for other in kin]


def _plan_option(other: Plan, plan: Plan, next_down: Plan | None) -> str:
    if other.id == plan.next_up:
        return "next_plan"
    return "smaller_plan" if other is next_down else f"plan_{other.id}"


def options(case: Case, capacity: Capacity, catalog: Catalog) -> tuple[Option, ...]:
    """Return every way to pay that this reader has, cheapest first by the middle of its dollars."""
    fee = fee_of(case.plan, yearly=case.yearly, own=case.fee)
    over = replay.months(case.demand, capacity.draws()) if capacity.known else None
    found = [_stay(case, fee, over), _credits(case, fee, over), _overflow(case, fee, over), _api(case)]
    found += [_other_plan(case, name, plan, capacity, catalog) for name, plan in others(case.plan, catalog)]
    return tuple(sorted(found, key=lambda option: (option.range.mid, option.id)))


def _flat(amount: Decimal) -> tuple[int, ...]:
    return (micro(amount),) * DRAWS


def _seat(plan: Plan) -> str:
    return " a seat" if plan.per_seat else ""


NOT_KNOWN = "How much of your week this plan holds is not published, and you have given no evidence of it."


def _stay(case: Case, fee: Decimal, over: replay.Overflow | None) -> Option:
    plan = case.plan
    return Option(
        id="stay",
        name=f"Stay on {plan.name} and wait",
        usd=_flat(fee),
        minutes=None if over is None else tuple(over.minutes),
        blocked=NOT_KNOWN if over is None else "Blocked from the weekly limit until it resets.",
        why=(f"The fee you pay: {money.show_price(fee)} a month{_seat(plan)}.",),
    )


def _past_the_limit(fee: Decimal, over: Sequence[int], share: int) -> tuple[int, ...]:
    """Return the fee and so many percent-hundredths of the overflow at list prices."""
    return tuple(micro(fee) + usd * share // (HUNDRED * HUNDRED) for usd in over)


def _credits(case: Case, fee: Decimal, over: replay.Overflow | None) -> Option:
    spent = [0] * DRAWS if over is None else over.usd
    usd = _past_the_limit(fee, spent, HUNDRED * HUNDRED) if over else _none_to_all(case, fee, HUNDRED * HUNDRED)
    return Option(
        id="credits",
        name=f"Stay on {case.plan.name} with usage credits",
        usd=usd,
        minutes=(0,) * DRAWS,
        blocked="Not blocked while credits last; set a monthly cap.",
        why=(
            f"The fee of {money.show_price(fee)}, and credits for what the plan does not let through.",
            "From none to all of your usage, since the page does not know when you reach the limit."
            if over is None
            else "What comes after the weekly limit, at API list prices; your own API discount does not apply.",
        ),
    )


def _none_to_all(case: Case, fee: Decimal, share: int) -> tuple[int, ...]:
    """Return the fee and from none to all of the usage: without evidence every share is as likely."""
    usd = [
        amount * drawn // MILLION
        for amount, drawn in zip(month_usd(case.demand), strata(Purpose.CAPACITY), strict=True)
    ]
    return _past_the_limit(fee, usd, share)


def _share(case: Case) -> int:
    return int((HUNDRED - case.discount) * HUNDRED)


def _overflow(case: Case, fee: Decimal, over: replay.Overflow | None) -> Option:
    share = _share(case)
    return Option(
        id="overflow",
        name=f"{case.plan.name} first, an API key for the rest",
        usd=_past_the_limit(fee, over.usd, share) if over else _none_to_all(case, fee, share),
        minutes=(0,) * DRAWS,
        blocked="Not blocked, but you switch by hand at the wall and back at the reset.",
        why=(f"The fee of {money.show_price(fee)}, and API prices for what the plan does not let through.",),
    )


def _api(case: Case) -> Option:
    share = _share(case)
    discounted = f", less your discount of {money.plain(case.discount)}%" if case.discount else ""
    return Option(
        id="api",
        name="API key alone",
        usd=tuple(usd * share // (HUNDRED * HUNDRED) for usd in month_usd(case.demand)),
        minutes=(0,) * DRAWS,
        blocked="No 5-hour or weekly limit; a monthly spend cap and per-minute limits instead.",
        why=(f"All of your usage at API list prices{discounted}.", *case.demand.basis),
    )


def _other_plan(case: Case, name: str, plan: Plan, capacity: Capacity, catalog: Catalog) -> Option:
    fee = fee_of(plan, yearly=case.yearly)
    multiple = multiples.weekly(plan, case.plan, catalog)
    minutes = None
    if capacity.known:
        holds = [own * times // MILLION for own, times in zip(capacity.draws(), multiple.draws(), strict=True)]
        minutes = tuple(replay.months(case.demand, holds).minutes)
    up = catalog.plans.index(plan) > catalog.plans.index(case.plan)
    return Option(
        id=name,
        name=f"Move {'up' if up else 'down'} to {plan.name}",
        usd=_flat(fee),
        minutes=minutes,
        blocked=NOT_KNOWN if minutes is None else "Blocked from its weekly limit until it resets.",
        why=(f"Its published fee: {money.show_price(fee)} a month{_seat(plan)}.", multiple.said),
    )


def all_minutes(case: Case) -> list[int]:
    """Return the minutes of wanted work in each drawn month: the most that can be blocked."""
    return month_minutes(case.demand)
