"""What a file that is no log says: usage added up by its maker, dollars as its maker states them, or both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator.sources import fields
from calculator.sources.reading import EXAMPLES, Problem
from calculator.usage import Response

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from calculator.cells import Cell
    from calculator.sources.marks import Mark, Time
    from calculator.usage import Tokens

ONE_PAGE = "The file says that more pages follow: what they hold is missing."


COUNTED_BY_FEW = frozenset({"responses", "web_searches", "sidechain"})
"""Of `calculator.cells.COLUMNS`, those that most kinds of files do not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file that is known by its content."""

    id: str
    name: str
    """As in the sentence: this is a NAME."""
    utc: bool
    """Its days are UTC; otherwise they are those of whoever made it."""


class Stated(NamedTuple):
    """Dollars as the source itself states them; they are shown beside ours and never mixed with them."""

    day: date
    model: str
    """As the source names it; empty where it names none."""
    what: str
    """What they were for, in the source's words."""
    usd: Decimal
    project: str = ""
    """The workspace and key that it was for; empty where the source names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The content of one file."""

    kind: Kind
    file: str
    rows: int
    broken: int = 0
    responses: tuple[Response, ...] = ()
    """Usage, each of many responses added up."""
    stated: tuple[Stated, ...] = ()
    problems: tuple[Problem, ...] = ()
    """The first rows that could not be read."""
    assumed: tuple[str, ...] = ()
    """What had to be taken for granted, one sentence each."""
    period: str = "day"
    """What one entry spans: day, week, month or session; the day given is the first of it, of a session the last."""
    untold: frozenset[str] = COUNTED_BY_FEW
    """Columns of which it does not tell, so that none of them is not known to be none."""
    cells: tuple[Cell, ...] = ()
    """Parts that were priced when they were exported from here."""
    marks: tuple[Mark, ...] = ()
    """What each entry is of, in their order; empty where the entries tell all that is known of it."""
    time: Time | None = None
    """What a page of a report spans, times without usage included; None where it does not say."""
    zone: str = ""
    """The time zone of its days by name; empty where it does not say."""


class RefusedError(ValueError):
    """A file that cannot be used, with a reason for the reader."""


class Rows:
    """Counts the rows of a file as they are read, and names the first broken ones."""

    def __init__(self, file: str) -> None:
        """Start at the top of `file`."""
        self.file = file
        self.read = 0
        self.broken = 0
        self.problems: list[Problem] = []

    def broke(self, line: int | None, reason: str) -> None:
        """Note a row that is left out."""
        self.broken += 1
        if len(self.problems) < EXAMPLES:
            self.problems.append(Problem(file=self.file, line=line or 0, reason=reason))

    def export(self, kind: Kind, **content: Any) -> Export:
        """Return the file's content with the account of its rows."""
        return Export(
            kind=kind, file=self.file, rows=self.read, broken=self.broken, problems=tuple(self.problems), **content
        )


BATCH = "batch"
LIST_PRICED = frozenset({"", "standard", BATCH})
"""Service tiers whose price is known."""
NO_TIER_PRICE = "Some usage is of a service tier without a list price, such as priority: its tokens have no price."
_TIER = re.compile(r"[a-z][a-z_-]{0,39}")


def at_tier(model: str, tier: object) -> str:
    """Return the name of a model with its service tier, where that has no list price: it is a model without one.

    >>> at_tier("claude-opus-5-5", "standard"), at_tier("claude-opus-5-5", "priority")
    ('claude-opus-5-5', 'claude-opus-5-5 (priority tier)')

    Raises:
        FieldError: For what is no name of a tier.
    """
    if tier in (None, *LIST_PRICED):
        return model
    if not isinstance(tier, str) or not _TIER.fullmatch(tier):
        message = f"{str(tier)[:40]!r} is no service tier"
        raise fields.FieldError(message)
    return f"{model} ({tier} tier)"


def tiers_assumed(responses: Iterable[Response]) -> list[str]:
    """Return what is to be said of responses of tiers without a list price; nothing when there are none."""
    return [NO_TIER_PRICE] * any(response.model.endswith(" tier)") for response in responses)


def added_up(
    model: str, day: date, tokens: Tokens, *, least: int = 0, most: int | None = None, **more: Any
) -> Response:
    """Return usage of many responses of one day.

    Args:
        model: As the source names it.
        day: The day whose prices apply.
        tokens: Their sum.
        least: Tokens that every prompt has at least.
        most: Tokens that no prompt exceeds; their sum if the source says nothing.
        more: Further fields of `Response`.
    """
    longest = tokens.prompt if most is None else min(most, tokens.prompt)
    return Response(
        model=model, day=day, priced_on=day, tokens=tokens, prompts=(min(least, longest), longest), on_top=True, **more
    )
