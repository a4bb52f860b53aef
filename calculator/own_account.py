"""Claude Code's own running totals beside ours: a cross-check that is never added to anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator import money

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from calculator.report import Sum

SAME = money.usd("0.000001")
"""Totals of a session that differ by less are the same: Claude Code adds binary fractions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Totals of the sessions for which Claude Code wrote one."""

    sessions: int
    same: int
    """Sessions whose total is ours."""
    own_usd: Decimal
    """What Claude Code says they cost."""
    usd: Decimal
    """What their responses cost here."""

    @property
    def remainder(self) -> Decimal:
        """Dollars in Claude Code's totals that belong to no response in the files."""
        return money.EXACT.subtract(self.own_usd, self.usd)


def agreement(own: Mapping[str, Decimal], sessions: Mapping[str, Sum]) -> Agreement | None:
    """Compare totals by session; None where Claude Code wrote none."""
    if not own:
        return None
    ours = {session: sessions[session].usd if session in sessions else money.ZERO for session in own}
    return Agreement(
        sessions=len(own),
        same=sum(abs(usd - ours[session]) < SAME for session, usd in own.items()),
        own_usd=money.add(*own.values()),
        usd=money.add(*ours.values()),
    )
