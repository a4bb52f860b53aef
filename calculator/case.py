"""One reader's question, as a scenario asks it, and the plans it is about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import money
from calculator.capacity import NeverBlocked, Used, WallDay
from calculator.forecast import MILLION
from calculator.scenario import NEVER, UNKNOWN
from calculator.seen import NOTHING, Seen
from calculator.windows import DEFAULT_RULES, Rules

if TYPE_CHECKING:
    from calculator.capacity import Evidence
    from calculator.catalog import Catalog, Plan
    from calculator.scenario import Scenario
    from calculator.seen import OwnWeek
    from calculator.weeks import Demand


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that a verdict follows from, beside the catalog and the day."""

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
    short_hours: Decimal | None = None
    """Hours of work a week that the five-hour limit of the reader's plan takes; None when nothing is known of it."""
    five_hours: tuple[int, int] | None = None
    """What the reader's plan gives in five hours, from and to, in the units of `Slot.meter`; None when not measured.
    What the reader types of lost hours comes before it."""
    least: tuple[int, int, int] = (0, 0, 0)
    """What logs show that the plan holds at least, see `calculator.seen.Seen`."""
    own_week: OwnWeek | None = None
    """The weekly limit of a single model; None where nothing tells of one."""
    elsewhere: int = 0
    """Percent of the use of the plan that is not Claude Code. It shares the plan's windows in proportion, so that it
    moves no number here, and an API key does not replace it."""
    tier: str | None = None
    """The API tier of their organization, whose monthly cap then binds; None when they do not say."""

    @property
    def measured(self) -> bool:
        """Whether five hours were measured in files, and nothing that the reader types comes before that."""
        return self.five_hours is not None and self.short_hours is None

    def window(self, plan: Plan) -> tuple[int, int] | None:
        """Return what a plan gives in five hours, in millionths of an ordinary week; None where that is not known."""
        own = self.five_hours
        if own is None or not self.measured or plan.five_hour_window.startswith("no"):
            return None
        times = 1 if plan.id == self.plan.id else _over(plan.session_vs_pro, self.plan.session_vs_pro)
        low, high = (int(end * MILLION * times) // self.demand.mean_meter for end in own)
        return low, high

    @property
    def week_of_a_model(self) -> tuple[int, int] | None:
        """What the week of a single model holds on the reader's plan, from and to, in millionths of an ordinary week.

        None where files tell of none, or of none that moves a number.
        """
        if self.own_week is None or self.own_week.holds is None:
            return None
        low, high = (end * MILLION // self.demand.mean_meter for end in self.own_week.holds)
        return low, high

    @property
    def own_fee(self) -> Decimal:
        """What they pay for their plan a month, in US dollars."""
        return self.fee if self.fee is not None else fee_of(self.plan, yearly=self.yearly)


def _over(session: Decimal | None, own: Decimal | None) -> Decimal:
    """Return how much more one plan gives in five hours; as much where a multiple is not published."""
    return Decimal(1) if session is None or own is None else money.ratio(session, own)


def case_of(scenario: Scenario, demand: Demand, catalog: Catalog, seen: Seen = NOTHING) -> Case:
    """Return the question that a scenario asks.

    Args:
        scenario: The reader's inputs.
        demand: What a month of them looks like.
        catalog: The plans.
        seen: What files say of the plan. It comes before what the scenario says, which gives way if they disagree.
    """
    return Case(
        demand=demand,
        plan=catalog.plan(scenario.plan),
        evidence=(*seen.evidence, *evidence_of(scenario, seen)),
        rules=scenario.rules,
        hour_usd=scenario.hour,
        fee=scenario.fee,
        discount=scenario.discount,
        yearly=scenario.pay == "yearly",
        short_hours=scenario.short if scenario.short is not None or seen.five_hours else seen.short_hours,
        five_hours=seen.five_hours,
        least=seen.least,
        own_week=seen.own_week,
        elsewhere=scenario.elsewhere,
        tier=None if scenario.tier == UNKNOWN else scenario.tier,
    )


def evidence_of(scenario: Scenario, seen: Seen = NOTHING) -> tuple[Evidence, ...]:
    """Return what the reader typed of their own plan; what files say of the same takes its place."""
    found: list[Evidence] = []
    if scenario.wall == NEVER:
        found.append(NeverBlocked())
    elif scenario.wall != UNKNOWN:
        found.append(seen.wall or WallDay(day=int(scenario.wall)))
    if scenario.used is not None and scenario.left is not None:
        found.append(seen.used or Used(percent=Decimal(scenario.used), days_left=scenario.left))
    return tuple(found)


def choosable(catalog: Catalog) -> tuple[Plan, ...]:
    """Return the plans that a reader can be on here: those with Claude Code, a published fee and a limit to hit."""
    return tuple(plan for plan in catalog.plans if plan.usd_per_month is not None and plan.weekly_limit)


def fee_of(plan: Plan, *, yearly: bool = False) -> Decimal:
    """Return the published fee of a month; by the year where that is wanted and known.

    Raises:
        LookupError: When no fee is published.
    """
    fee = plan.usd_per_month_annual if yearly and plan.usd_per_month_annual is not None else plan.usd_per_month
    if fee is None:
        message = f"the fee of {plan.name} is not published"
        raise LookupError(message)
    return fee


def others(plan: Plan, catalog: Catalog) -> list[tuple[str, Plan]]:
    """Return the other plans for the same kind of buyer with the id that each has as an option, smallest first.

    >>> from calculator import catalog
    >>> loaded = catalog.load()
    >>> [(name, other.id) for name, other in others(loaded.plan("ultra"), loaded)]
    [('plan_pro', 'pro'), ('smaller_plan', 'max')]
    """
    kin = [other for other in choosable(catalog) if other.per_seat == plan.per_seat]
    place = kin.index(plan)
    names = {place - 1: "smaller_plan", place + 1: "next_plan"}
    return [(names.get(at, f"plan_{other.id}"), other) for at, other in enumerate(kin) if at != place]
