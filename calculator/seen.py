"""What files say of the reader's plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from calculator.capacity import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWeek:
    """A weekly limit of a single model, beside that of all."""

    walls: int
    """How many weeks reached it."""
    family: str = ""
    """The model family; empty where no known one is named."""
    holds: tuple[int, int] | None = None
    """What it gives on the reader's plan a week, from and to, in the units of `Slot.meter`; None where it moves no
    number, since nothing measures it or the reader goes on with another model."""
    goes_on: bool = False
    """Whether the logs show that the reader went on with other models where it was reached."""

    @property
    def stops(self) -> str:
        """The family that it stops; empty where it moves no number."""
        return self.family if self.holds else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What files say of the reader's plan."""

    evidence: tuple[Evidence, ...] = ()
    short_hours: Decimal | None = None
    """Hours of work a week that the five-hour limit took; None when nothing tells."""
    five_hours: tuple[int, int] | None = None
    """What the plan gives in five hours, in the units of `Slot.meter`; None when nothing tells."""
    wall: Evidence | None = None
    """What logs say where the reader names a day of the wall; it takes that day's place."""
    used: Evidence | None = None
    """What they say where the reader types a percentage of the week; it takes its place."""
    least: tuple[int, int, int] = (0, 0, 0)
    """What the logs show that the plan holds at least, a week and in five hours, in the units of `Slot.meter`, and the
    share of five-hour windows that look full, in millionths."""
    own_week: OwnWeek | None = None
    """The weekly limit of a single model; None where no file tells of one."""


NOTHING = Seen()
