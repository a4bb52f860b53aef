"""What the catalog holds beside models: sources, facts and plans."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where figures come from."""

    id: str
    title: str
    date: str
    """When it was written, as exactly as is known."""
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure that is known, disputed or known to be unknown, named by its dotted place in the data."""

    id: str
    title: str
    value: Decimal | date | str | None
    """None exactly when the standing is `unknown`."""
    unit: str
    """`date` and `text` say what the value is; any other unit belongs to a number."""
    valid_from: date | None
    valid_until: date | None
    """Exclusive."""
    sources: tuple[str, ...]
    """Ids into `Catalog.sources`."""
    checked: date
    standing: str
    note: str | None

    @property
    def number(self) -> Decimal:
        """The value where it must be a number.

        Raises:
            TypeError: For a date, a text or an unknown value.
        """
        if not isinstance(self.value, Decimal):
            message = f"the fact {self.id} is no number but {self.value!r}"
            raise TypeError(message)
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One subscription plan. What is not published is None, never zero."""

    id: str
    name: str
    former_names: tuple[str, ...]
    renamed: str | None
    """When the last former name ended, as exactly as is known."""
    usd_per_month: Decimal | None
    """Fee of a month when paid monthly, per seat where seats are sold."""
    usd_per_month_annual: Decimal | None
    """Fee of a month when paid by the year."""
    per_seat: bool
    next_up: str | None
    """Id of the plan that holds more for the same kind of buyer."""
    weekly_vs_pro: Decimal | None
    """Published multiple of Pro's weekly allowance."""
    weekly_vs_pro_standing: str | None
    """How well that stands, where it is not as the plan does."""
    session_vs_pro: Decimal | None
    """Published multiple of Pro's allowance in five hours."""
    five_hour_window: str
    """`yes`, `no`, or the condition."""
    weekly_limit: bool
    claude_code: bool
    """Whether Claude Code is part of the plan."""
    usage_included: bool
    """False where the fee holds no usage and all of it is billed at API rates."""
    includes_fable: bool
    """Whether Fable is part of the fee, up to a share of the week; else it runs on usage credits."""
    api_credit_usd_per_month: Decimal | None
    """Credit for the API, which does not pay for Claude Code; per seat where seats are sold."""
    sources: tuple[str, ...]
    checked: date
    standing: str
    note: str | None
