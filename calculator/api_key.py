"""Paying by an API key: the reader's discount, the monthly cap of their tier, and a key for all of the usage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import money, notes
from calculator.forecast import HUNDRED
from calculator.option import Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calculator.case import Case
    from calculator.catalog import Catalog
    from calculator.worlds import Worlds

WHOLE = HUNDRED * HUNDRED
"""All of a price, in hundredths of a percent."""


def alone(case: Case, worlds: Worlds, catalog: Catalog) -> Option:
    """Return an API key for all of the usage, as Claude Code runs on one by itself."""
    discounted = f", less your discount of {money.plain(case.discount)}%" if case.discount else ""
    return _alone(
        case,
        worlds,
        catalog,
        worlds.usd(),
        id="api",
        name="API key alone",
        short="API alone",
        why=(f"All of your usage at API list prices{discounted}.", *case.demand.basis),
    )


def alone_with_an_hour(case: Case, worlds: Worlds, catalog: Catalog) -> Option:
    """Return it with the cache written for an hour."""
    return _alone(
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


def _alone(case: Case, worlds: Worlds, catalog: Catalog, usd: Sequence[int], **named: object) -> Option:
    """Return all of the usage on an API key: from the monthly cap of the organization's tier on it stands still."""
    amounts = after_discount(case, usd)
    paid, minutes = capped(case, amounts, worlds.minutes(), catalog)
    return Option(
        usd=paid,
        minutes=minutes,
        blocked=stopped(case)
        if any(minutes)
        else "No 5-hour or weekly limit; a monthly spend cap and per-minute limits instead.",
        notes=(*notes.of_the_cap(case, amounts, catalog), *notes.of_a_key(case, catalog)),
        **named,  # pyright: ignore[reportArgumentType]
    )


def after_discount(case: Case, amounts: Iterable[int]) -> list[int]:
    """Return what micro-dollars at list prices come to for this reader."""
    share = int((HUNDRED - case.discount) * HUNDRED)
    return [amount * share // WHOLE for amount in amounts]


def monthly_cap(case: Case, catalog: Catalog) -> int | None:
    """Return micro-dollars at which an API key stops for the month; None where the reader's tier is not known."""
    return None if case.tier is None else money.micro(catalog.facts[f"limits.{case.tier}.usd_per_month"].number)


def capped(
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


def stopped(case: Case) -> str:
    """Say how its monthly cap blocks."""
    return f"Blocked from the monthly cap of the {case.tier} tier until the next month."
