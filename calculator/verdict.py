"""The verdict in words: one sentence first, then the reasons."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from calculator import money
from calculator.options import fee_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.capacity import Capacity
    from calculator.choosing import Choice
    from calculator.forecast import Range
    from calculator.options import Case, Option

MINUTES_OF_HOUR = 60


def words(case: Case, capacity: Capacity, options: Sequence[Option], choice: Choice) -> tuple[str, tuple[str, ...]]:
    """Return the sentence and its reasons."""
    by_id = {option.id: option for option in options}
    api, fee = by_id["api"], fee_of(case.plan, yearly=case.yearly, own=case.fee)
    reasons = [f"API key alone: {_dollars(api)} a month, against a fee of {money.show_price(fee)}."]
    reasons += [f"{option.name}: {_cost(option)}." for option in options if option.id != "api"]
    return _sentence(case, capacity, by_id, choice, fee), tuple(reasons)


def _sentence(case: Case, capacity: Capacity, by_id: dict[str, Option], choice: Choice, fee: Decimal) -> str:
    api = by_id["api"]
    plan = case.plan.name
    if not capacity.known:
        return _without_evidence(plan, api, fee)
    if choice.best is None:
        cheap, free = by_id[choice.frontier[0]], by_id[choice.frontier[-1]]
        if cheap is free:
            return f"{cheap.name}: {_cost(cheap)}. Nothing else is cheaper or blocks less."
        prices = f"{_cost(cheap)} ({cheap.name}), or {_cost(free)} ({free.name})"
        return f"It depends on what an hour is worth to you: {prices}."
    best = by_id[choice.best]
    sentence = f"{best.name}: {_cost(best)}."
    if choice.equal:
        names = ", ".join(by_id[name].name for name in choice.equal)
        return f"Too close to call between {best.name} and {names}: {_cost(best)} for the first."
    if best.id != "api":
        return f"{sentence.removesuffix('.')}; the API alone would cost {_dollars(api)}."
    return f"{sentence.removesuffix('.')}, against {money.show_price(fee)} for {plan}."


def _without_evidence(plan: str, api: Option, fee: Decimal) -> str:
    if not fee:
        return f"Stay on {plan}: it costs you nothing, and the API would cost {_dollars(api)} a month."
    if api.high < fee:
        return f"The API would cost less than {plan}: {_dollars(api)} a month against {money.show_price(fee)}."
    if api.low <= fee:
        return (
            f"Too close to call: the API would cost {_dollars(api)} a month, and {plan} costs {money.show_price(fee)}."
            " Staying is the safer choice, since a plan cannot cost more than its fee."
        )
    return (
        f"Stay on {plan} while it carries you: the API would cost {show_times(api.low, api.high, fee)} as much. If you"
        " hit the weekly limit, say on which day: nothing else would settle more."
    )


def _cost(option: Option) -> str:
    blocked = option.blocked_range
    if blocked is None:
        return f"{_dollars(option)} a month, blocked hours not known"
    return f"{_dollars(option)} a month and {show_hours(blocked)}"


def show_hours(blocked: Range) -> str:
    """Return blocked hours a month as a range of whole hours.

    >>> from calculator.forecast import Range
    >>> show_hours(Range(0, 0, 0)), show_hours(Range(30, 300, 400)), show_hours(Range(600, 600, 620))
    ('no blocked hours', '0–7 blocked hours', '10–11 blocked hours')
    """
    low, high = blocked.low // MINUTES_OF_HOUR, -(-blocked.high // MINUTES_OF_HOUR)
    if not high:
        return "no blocked hours"
    return f"{low}–{high} blocked hours" if low != high else f"{low} blocked hours"


def show_times(low: Decimal, high: Decimal, base: Decimal) -> str:
    """Return a range of ratios to two significant figures, rounded outwards.

    >>> from decimal import Decimal
    >>> show_times(Decimal(210), Decimal(338), Decimal(100))
    '2.1 to 3.4 times'
    """
    first = money.plain(money.two_figures(money.ratio(low, base), ROUND_FLOOR))
    last = money.plain(money.two_figures(money.ratio(high, base), ROUND_CEILING))
    return f"{first} times" if first == last else f"{first} to {last} times"


def _dollars(option: Option) -> str:
    return money.show_range(option.low, option.high)
