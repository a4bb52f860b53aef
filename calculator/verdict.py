"""The verdict in words: one sentence first, then the reasons, and where to go next."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import TYPE_CHECKING

from calculator import money
from calculator.nouns import counted
from calculator.windows import MINUTES_OF_HOUR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from calculator.capacity import Capacity
    from calculator.case import Case
    from calculator.choosing import Choice
    from calculator.forecast import Range
    from calculator.option import Option

MOST_NAMED = 2
"""So many options are named as equal to the best; of more, how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a decision."""

    verdict: str
    reasons: tuple[str, ...]
    sure: str
    next_page: str
    """Path of the page to go on with, from the site's root."""
    next_step: str
    """What the reader does there."""
    question: str | None
    """The one question whose answer would settle most; None when it has been answered."""


def words(case: Case, capacity: Capacity, options: Sequence[Option], choice: Choice) -> Words:
    """Return what to say of a decision."""
    by_id = {option.id: option for option in options}
    page, step = NEXT.get(choice.recommended or "", ("blocked/", "See every way past a wall"))
    if "plan" in (choice.recommended or ""):
        page, step = "reference/plans/", "Compare the plans"
    return Words(
        verdict=_sentence(case, capacity, by_id, choice),
        reasons=tuple(_reasons(case, by_id, choice)),
        sure=_sure(choice, by_id, capacity),
        next_page=page,
        next_step=step,
        question=_question(case, capacity),
    )


NEXT = {
    "stay": ("blocked/", "Get past the limit without switching"),
    "credits": ("blocked/", "Buy usage credits with a cap"),
    "overflow": ("guide/both/", "Use a plan and a key side by side"),
    "api": ("guide/", "Switch safely"),
    "api_1h": ("guide/", "Switch safely"),
}


ON_WHICH_DAY = (
    " That rests on what was published of plans, not on yours: if you hit the weekly limit, say on which day."
)


def _sentence(case: Case, capacity: Capacity, by_id: Mapping[str, Option], choice: Choice) -> str:
    return _answer(case, by_id, choice) + ("" if capacity.known else ON_WHICH_DAY)


def _answer(case: Case, by_id: Mapping[str, Option], choice: Choice) -> str:
    if choice.best is None:
        return _frontier(by_id, choice)
    best = by_id[choice.best]
    if {best.id, *choice.equal} == KEY_ALONE:
        return f"{_on_a_key(best, by_id['stay'], case)} {AS_GOOD[best.id]}"
    if choice.equal:
        return _too_close(best, [by_id[name] for name in choice.equal])
    if best.id == "stay" or "stay" in choice.alike:
        return _stay(case, by_id["stay"], by_id["api"]) + IF_IT_COMES.get(best.id, "")
    if best.id.startswith("api"):
        return _on_a_key(best, by_id["stay"], case)
    return f"{_do(best, case)}: {_cost(best)}; the API alone would cost {_of_api(by_id['api'])}."


IF_IT_COMES = {
    name: f" The limit comes in at most one month in ten; where it does, {past} past it cost less than waiting."
    for name, past in (("credits", "usage credits"), ("overflow", "API prices"))
}


KEY_ALONE = {"api", "api_1h"}
"""The two differ in how long the cache lives. Whether to switch does not hang on that."""
AS_GOOD = {"api": "A 1-hour cache is as good.", "api_1h": "The usual cache is as good."}


def _on_a_key(best: Option, stay: Option, case: Case) -> str:
    return f"{_do(best, case)}: {_cost(best)}, against {_cost(stay)} on {case.plan.name}."


def _of_api(api: Option) -> str:
    """Return what an API key alone costs; with its blocked hours, where a monthly cap stops it."""
    return f"{_dollars(api)}{_stopped(api)}"


def _stopped(api: Option) -> str:
    blocked = api.blocked_range
    return f", with {show_hours(blocked)} at its monthly cap" if blocked is not None and blocked.high else ""


def _do(option: Option, case: Case) -> str:
    """Return an option as advice."""
    plan = case.plan.name
    return {
        "stay": f"Stay on {plan}",
        "credits": f"Stay on {plan} and buy usage credits past the limit",
        "overflow": f"Stay on {plan} and use an API key past the limit",
        "api": "Switch to an API key",
        "api_1h": "Switch to an API key, with a 1-hour cache",
    }.get(option.id, option.name)


def _stay(case: Case, stay: Option, api: Option) -> str:
    hours, fee = _expected(stay), case.own_fee
    if stay.high > fee:
        return f"Stay on {case.plan.name}: {_dollars(stay)} a month with fast mode, the API {_of_api(api)}; {hours}."
    if not fee:
        return f"Stay on {case.plan.name}: it costs you nothing a month, the API {_of_api(api)}; {hours}."
    if api.low > fee:
        times = show_times(api.low, api.high, fee)
        return f"Stay on {case.plan.name}: the API would cost {times} as much{_stopped(api)}; {hours}."
    return f"Stay on {case.plan.name}: {money.show_price(fee)} a month, the API {_of_api(api)}; {hours}."


def _expected(stay: Option) -> str:
    """Return the blocked hours of staying as a part of a sentence."""
    blocked = stay.blocked_range
    if blocked is None:
        return "blocked hours are not known"
    return f"expect {show_hours(blocked)} a month" if any(stay.minutes) else "you are not blocked"


def _frontier(by_id: Mapping[str, Option], choice: Choice) -> str:
    cheap, free = by_id[choice.frontier[0]], by_id[choice.frontier[-1]]
    if cheap is free:
        return f"{cheap.name}: {_cost(cheap)}. Nothing else is cheaper or blocks less."
    if cheap.shown == free.shown:
        return f"{cheap.name}: {_cost(cheap)}. In at most one month in ten something else blocks less."
    return f"It depends on what an hour is worth to you: {_named(cheap)}, or {_named(free)}."


def _too_close(best: Option, equal: Sequence[Option]) -> str:
    named = [_named(option) for option in (best, *equal[:MOST_NAMED])]
    more = f", and {len(equal) - MOST_NAMED} more" if len(equal) > MOST_NAMED else ""
    safe = ""
    stay = next((option for option in (best, *equal) if option.id == "stay"), None)
    if stay is not None and not any(stay.minutes) and stay.range.low == stay.range.high:
        safe = " Staying is the safer choice, since a plan cannot cost more than its fee."
    return f"Too close to call: {'; '.join(named)}{more}.{safe}"


def _named(option: Option) -> str:
    return f"{option.short} at {_cost(option)}"


def _reasons(case: Case, by_id: Mapping[str, Option], choice: Choice) -> list[str]:
    api, fee = by_id["api"], money.show_price(case.own_fee)
    found = [f"API key alone: {_dollars(api)} a month{_stopped(api)}, against a fee of {fee}."]
    ranked = [name for name in (choice.best, *choice.equal) if name is not None] or list(choice.frontier)
    found += [f"{by_id[name].name}: {_cost(by_id[name])}." for name in ranked if name != "api"]
    if choice.unknown:
        names = ", ".join(by_id[name].name for name in choice.unknown)
        found.append(f"Blocked hours are not known for: {names}.")
    return found


def _sure(choice: Choice, by_id: Mapping[str, Option], capacity: Capacity) -> str:
    if choice.best is None:
        return "Without a price of a blocked hour there is no single winner: these are the ways that no other beats."
    worse = "any option that is not called equal to it" if choice.equal else "any other option here"
    best = by_id[choice.best].short
    sure = f"n {choice.sure_percent} of 100 possible months {best} costs no more than {worse}, blocked hours included."
    if capacity.known:
        return f"I{sure}"
    return f"Nothing here says how much of your week your plan holds. Over all that published facts allow, i{sure}"


def _question(case: Case, capacity: Capacity) -> str | None:
    if not capacity.known:
        return "On which day after the reset do you hit the weekly limit, if ever? Nothing else would settle more."
    if len(capacity.bounds) > 1:
        return "On which weekday does your week reset? Settings > Usage shows it."
    if case.demand.route == "exports":
        return "What do your logs say? They tell hours and pauses, which exports do not."
    if case.demand.route != "logs":
        return "What do your logs say? They replace the described day by your own weeks."
    return None


def _cost(option: Option) -> str:
    blocked = option.blocked_range
    if blocked is None:
        return f"{_dollars(option)} a month, blocked hours not known"
    return f"{_dollars(option)} a month, {show_hours(blocked)}"


def show_hours(blocked: Range) -> str:
    """Return blocked hours of a month as a range of whole hours, rounded outwards.

    >>> from calculator.forecast import Range
    >>> show_hours(Range(0, 0, 0)), show_hours(Range(30, 300, 400)), show_hours(Range(600, 600, 600))
    ('no blocked hours', '0–7 blocked hours', '10 blocked hours')
    >>> show_hours(Range(60, 60, 60))
    '1 blocked hour'
    """
    low, high = blocked.low // MINUTES_OF_HOUR, -(-blocked.high // MINUTES_OF_HOUR)
    if not high:
        return "no blocked hours"
    if low != high:
        return f"{low}–{high} blocked hours"
    return counted(low, "blocked hour")


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
