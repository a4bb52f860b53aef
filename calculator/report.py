"""From responses to totals: tokens and exact dollars by model and by day, and an account of the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.billing import bill
from calculator.usage import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo
    from decimal import Decimal

    from calculator.billing import Bill
    from calculator.catalog import Catalog
    from calculator.sources.reading import Reading
    from calculator.usage import Response

SCHEMA = 1


@dataclass(slots=True, kw_only=True)
class Sum:
    """Responses, tokens and dollars of one model, one day, or everything."""

    responses: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    usd: Decimal = money.ZERO
    priced_responses: int = 0
    web_searches: int = 0

    def add(self, response: Response, priced: Bill) -> None:
        """Count one response and its bill."""
        self.responses += not response.on_top
        self.tokens += response.tokens
        self.web_searches += response.web_searches
        if priced.priced:
            self.priced_responses += not response.on_top
            self.usd = money.add(self.usd, priced.usd)


@dataclass(slots=True, kw_only=True)
class Unpriced:
    """What has no price: counted, named, never taken for zero."""

    responses: int = 0
    tokens: int = 0
    reasons: dict[str, str] = field(default_factory=dict)
    """Model name -> why it has no price."""


@dataclass(slots=True, kw_only=True)
class Rows:
    """What became of every row that was read; the four sum to `read` less the responses."""

    read: int = 0
    duplicate: int = 0
    ignored: int = 0
    broken: int = 0


@dataclass(slots=True, kw_only=True)
class Report:
    """Everything the logs say, exactly."""

    rows: Rows = field(default_factory=Rows)
    total: Sum = field(default_factory=Sum)
    unpriced: Unpriced = field(default_factory=Unpriced)
    models: dict[str, Sum] = field(default_factory=dict)
    """Catalog id, or the name in the log where the catalog has none, -> sum; dearest first once settled."""
    days: dict[date, Sum] = field(default_factory=dict)
    """Day -> sum, in order."""

    def add(self, response: Response, priced: Bill) -> None:
        """Count one response under its model and its day."""
        name = priced.model.id if priced.model else response.model
        for part in (self.total, self.models.setdefault(name, Sum()), self.days.setdefault(response.day, Sum())):
            part.add(response, priced)
        if not priced.priced:
            self.unpriced.responses += not response.on_top
            self.unpriced.tokens += response.tokens.total
            self.unpriced.reasons.setdefault(name, priced.rule)

    def as_dict(self) -> dict[str, Any]:
        """Return the object that the command line and the page's download print as JSON."""
        return {
            "schema": SCHEMA,
            "responses": self.total.responses,
            "rows": {
                "read": self.rows.read,
                "duplicate": self.rows.duplicate,
                "ignored": self.rows.ignored,
                "broken": self.rows.broken,
            },
            "tokens": self.total.tokens.as_dict(),
            "web_searches": self.total.web_searches,
            "usd": money.plain(self.total.usd),
            "unpriced": {
                "responses": self.unpriced.responses,
                "tokens": self.unpriced.tokens,
                "models": sorted(self.unpriced.reasons),
            },
            "models": [{"id": name, **_sum(part), "responses": part.responses} for name, part in self.models.items()],
            "days": [{"date": day.isoformat(), **_sum(part)} for day, part in self.days.items()],
        }


def _sum(part: Sum) -> dict[str, Any]:
    known = part.priced_responses or not part.responses
    return {"tokens": part.tokens.as_dict(), "usd": money.plain(part.usd) if known else None}


def report(responses: Iterable[Response], catalog: Catalog, *, prices_on: date | None = None) -> Report:
    """Price `responses` one by one and add them up."""
    result = Report()
    for response in responses:
        result.add(response, bill(response, catalog, prices_on=prices_on))
    result.models = dict(sorted(result.models.items(), key=lambda item: (-item[1].usd, item[0])))
    result.days = dict(sorted(result.days.items()))
    return result


def report_of_logs(reading: Reading, catalog: Catalog, *, prices_on: date | None = None, zone: tzinfo = UTC) -> Report:
    """Return the report of everything `reading` took in, with the account of its rows."""
    result = report(reading.responses(zone), catalog, prices_on=prices_on)
    responses = result.total.responses
    result.rows = Rows(
        read=reading.rows,
        duplicate=reading.sightings - responses,
        ignored=reading.rows - reading.sightings - reading.broken,
        broken=reading.broken,
    )
    return result
