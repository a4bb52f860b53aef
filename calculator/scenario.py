"""The reader's inputs: one frozen `Scenario`, to and from a form and a link.

What cannot be understood keeps its last good value and gives a sentence, see `calculator.inputs`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from calculator.forecast import HUNDRED
from calculator.inputs import Misread, decimal, one_of, optional, read, show, whole
from calculator.windows import WEEKDAYS, Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHOWN_LENGTH = 40
"""A value that was not understood is quoted up to this many characters."""

OWN = "own"
AGENT_HOURS = "hours"
UNKNOWN = "unknown"
NEVER = "never"

DAYS = ("light", "average", "heavy", AGENT_HOURS, OWN)
"""What a working day is like; `hours` counts hours of agent time, `own` takes the reader's amount per session."""

WALLS = (UNKNOWN, NEVER, "1", "2", "3", "4", "5", "6", "7")
"""On which day of the week's seven the weekly limit is reached."""

MIXES: Mapping[str, tuple[tuple[str, int], ...]] = {
    "opus": (("opus", 100),),
    "opus-sonnet": (("opus", 50), ("sonnet", 50)),
    "mostly-sonnet": (("opus", 20), ("sonnet", 80)),
    "sonnet": (("sonnet", 100),),
    "sonnet-haiku": (("sonnet", 70), ("haiku", 30)),
    "fable": (("fable", 100),),
}
"""Named shares of the tokens by model family, in percent."""

RESETS = (UNKNOWN, *WEEKDAYS)
LOST = (UNKNOWN, "lost", "delayed", "elsewhere")
PAY = ("monthly", "yearly")
TIERS = (UNKNOWN, "start", "build", "scale")
METERS = ("cost", "weights")
WINDOWS = ("anchored", "sliding")
FAMILIES = ("fable", "opus", "sonnet", "haiku")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What the reader says of themselves. Money in US dollars, shares in percent."""

    plan: str = "pro"
    days: int = 5
    """Active days a week."""
    day: str = "average"
    wall: str = UNKNOWN
    models: str = "opus"
    """A named mix, or `own` with the four shares below."""
    fee: Decimal | None = None
    """What the reader pays a month; None means the plan's published fee."""
    session_usd: Decimal | None = None
    """What one session cost by `/usage`; for `day=own`."""
    sessions: Decimal = Decimal(1)
    """Such sessions on an active day; for `day=own`."""
    discount: Decimal = Decimal(0)
    """Own discount on API list prices, in percent."""
    hour: Decimal | None = Decimal(10)
    """What an hour of being blocked costs the reader, in dollars; None when they do not want to say."""
    hours: Decimal = Decimal(6)
    """Hours of work with Claude Code on an active day; for `day=hours`, hours in which an agent runs."""
    agents: int = 1
    """Agents that run side by side."""
    teams: int = 0
    """Percent of the work that agent teams do."""
    growth: int = 100
    """Use in the months to come, in percent of the use that everything else here describes."""
    elsewhere: int = 0
    """Percent of the use of the plan that is not Claude Code, such as chat."""
    used: int | None = None
    """Percent of the week that `/usage` shows as used."""
    left: Decimal | None = None
    """Days until the week resets, seen together with `used`."""
    short: Decimal | None = None
    """Hours of work a week that the five-hour limit takes."""
    reset: str = UNKNOWN
    """Weekday on which the week begins."""
    lost: str = UNKNOWN
    """For logs: what became of blocked work."""
    pay: str = "monthly"
    """Plans are paid by the month or by the year."""
    tier: str = UNKNOWN
    """API tier of the reader's organization, whose monthly cap then binds."""
    meter: str = "cost"
    """For logs: what the plan is taken to count, list prices or third-party weights."""
    window: str = "anchored"
    """For logs: the five-hour limit begins with a first use, or counts the past five hours at every moment."""
    budget: Decimal | None = None
    """Dollars a month that the reader does not want to exceed on the API."""
    fable: int = 0
    opus: int = 0
    sonnet: int = 0
    haiku: int = 0

    @property
    def mix(self) -> tuple[tuple[str, int], ...]:
        """Family and percent of the tokens."""
        if self.models == OWN:
            return tuple((family, getattr(self, family)) for family in FAMILIES if getattr(self, family))
        return MIXES[self.models]

    @property
    def rules(self) -> Rules:
        """How the plan is taken to count."""
        return Rules(
            resets_on=None if self.reset == UNKNOWN else WEEKDAYS.index(self.reset),
            five_hours=self.window,
            meter=self.meter,
        )

    @property
    def fragment(self) -> str:
        """The scenario as a link's fragment; `parse` reads it back."""
        return urlencode([(name, show(value)) for name, value in self.given()])

    def given(self) -> list[tuple[str, Any]]:
        """Return what a link carries: the main inputs always, the others where they differ from the default."""
        return [
            (name, getattr(self, name))
            for name in READERS
            if name in MAIN or getattr(self, name) != getattr(DEFAULT, name)
        ]


def parse(query: str, plans: tuple[str, ...], last: Scenario | None = None) -> tuple[Scenario, tuple[Misread, ...]]:
    """Read a form's data or a link's fragment.

    Args:
        query: `name=value` pairs joined by `&`, percent-encoded. A leading `#` is dropped.
        plans: Ids of the plans that can be chosen.
        last: What stands for an input that is not understood; the defaults when None.

    Returns:
        The scenario, and one `Misread` for each input that was not understood.

    >>> scenario, misread = parse("#plan=max&days=9", ("pro", "max"))
    >>> scenario.plan, scenario.days, misread[0].sentence
    ('max', 5, 'Days: a whole number from 1 to 7 is expected; 5 stands.')
    """
    fallback = last or DEFAULT
    good, unread = read(query, {**READERS, "plan": one_of(plans)}, fallback, EMPTY)
    misread = [
        _misread(name, value, said or "is no input of this page; it was left out.") for name, value, said in unread
    ]
    return _checked(Scenario(**good), fallback, misread)


def _checked(scenario: Scenario, fallback: Scenario, misread: list[Misread]) -> tuple[Scenario, tuple[Misread, ...]]:
    """Mend what is only wrong taken together."""
    if scenario.models == OWN and sum(share for _, share in scenario.mix) != HUNDRED:
        total = sum(share for _, share in scenario.mix)
        stands = fallback if fallback.models != OWN or sum(share for _, share in fallback.mix) == HUNDRED else DEFAULT
        shares = {name: getattr(stands, name) for name in ("models", *FAMILIES)}
        misread.append(_misread("models", "own shares", f"the four shares add up to {total}, not 100; they wait."))
        scenario = replace(scenario, **shares)
    if scenario.day == OWN and scenario.session_usd is None:
        stands = fallback if fallback.day != OWN or fallback.session_usd is not None else DEFAULT
        misread.append(_misread("session_usd", "", "type what one session cost; until then another day stands."))
        scenario = replace(scenario, day=stands.day, session_usd=stands.session_usd)
    return scenario, tuple(misread)


def _misread(name: str, value: str, sentence: str) -> Misread:
    shown = value if len(value) <= SHOWN_LENGTH else value[:SHOWN_LENGTH] + "…"
    label = LABELS.get(name, name[:SHOWN_LENGTH])
    return Misread(field=name, value=shown, sentence=f"{label}: {sentence}")


READERS: Mapping[str, Callable[[str], Any]] = {
    "plan": str,  # `parse` knows which plans there are
    "days": whole(1, 7),
    "day": one_of(DAYS),
    "wall": one_of(WALLS),
    "models": one_of((*MIXES, OWN)),
    "fee": optional(decimal(0, 100_000, "an amount in dollars")),
    "session_usd": optional(decimal(0, 100_000, "an amount in dollars")),
    "sessions": decimal(0, 1_000, "a number"),
    "discount": decimal(0, 100, "a percentage"),
    "hour": optional(decimal(0, 10_000, "an amount in dollars")),
    "hours": decimal(0, 24, "a number of hours"),
    "agents": whole(1, 100),
    "teams": whole(0, 100),
    "growth": whole(0, 10_000),
    "elsewhere": whole(0, 95),
    "used": optional(whole(0, 100)),
    "left": optional(decimal(0, 7, "a number of days")),
    "short": optional(decimal(0, 100, "a number of hours")),
    "reset": one_of(RESETS),
    "lost": one_of(LOST),
    "pay": one_of(PAY),
    "tier": one_of(TIERS),
    "meter": one_of(METERS),
    "window": one_of(WINDOWS),
    "budget": optional(decimal(0, 1_000_000, "an amount in dollars")),
    "fable": whole(0, 100),
    "opus": whole(0, 100),
    "sonnet": whole(0, 100),
    "haiku": whole(0, 100),
}

EMPTY = {"fee": "the published fee"}
"""What stands for an optional input that is left empty; of the others nothing is known then."""

LABELS: Mapping[str, str] = {
    "plan": "Plan",
    "days": "Days",
    "day": "Day",
    "wall": "Weekly limit",
    "models": "Models",
    "fee": "Fee",
    "session_usd": "Cost of a session",
    "sessions": "Sessions a day",
    "discount": "Discount",
    "hour": "A blocked hour",
    "hours": "Hours a day",
    "agents": "Agents",
    "teams": "Agent teams",
    "growth": "Use to come",
    "elsewhere": "Use outside the logs",
    "used": "Used of the week",
    "left": "Days to the reset",
    "short": "Hours lost to the five-hour limit",
    "reset": "Reset day",
    "lost": "Blocked work",
    "pay": "Plan paid",
    "tier": "API tier",
    "meter": "Meter",
    "window": "Five-hour limit",
    "budget": "Budget",
    "fable": "Fable share",
    "opus": "Opus share",
    "sonnet": "Sonnet share",
    "haiku": "Haiku share",
}

MAIN = frozenset({"plan", "days", "day", "wall", "models"})
DEFAULT = Scenario()
