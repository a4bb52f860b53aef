"""The finest parts of a report, which add up to all others, and the columns under which they are exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calculator.usage import KINDS

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from calculator.usage import Tokens


class Place(NamedTuple):
    """What the usage of one part was for."""

    day: date
    model: str
    """Catalog id, or the source's name where the catalog has none."""
    project: str
    session: str
    sidechain: bool
    priced: bool
    """Whether it is in the dollars at all."""


class Cell(NamedTuple):
    """One part with its sums, as it stands in an export."""

    place: Place
    responses: int
    tokens: Tokens
    web_searches: int
    usd: Decimal
    """Exact dollars; zero where there is no price."""


COLUMNS = ("date", "model", "project", "session", "sidechain", "responses", *KINDS, "web_searches", "usd")
"""Names of the columns of an exported part; `usd` is empty where there is no price."""
