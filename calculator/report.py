"""From responses to totals: tokens and exact dollars by model and by day, and an account of the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.billing import Tariffs, total
from calculator.usage import KINDS, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo
    from decimal import Decimal

    from calculator.billing import Tariff
    from calculator.catalog import Catalog
    from calculator.sources.reading import Reading
    from calculator.usage import Response

SCHEMA = 1
NONE = Tokens()


@dataclass(slots=True, kw_only=True)
class Sum:
    """Responses, tokens and dollars of one model, one day, or everything."""

    responses: int = 0
    tokens: Tokens = NONE
    usd: Decimal = money.ZERO
    priced_responses: int = 0
    web_searches: int = 0

    def add(self, group: _Group, usd: Decimal | None) -> None:
        """Count responses that share a tariff; `usd` is None when they have no price."""
        self.responses += group.responses
        self.tokens = self.tokens.plus(Tokens(*group.tokens))
        self.web_searches += group.web_searches
        if usd is not None:
            self.priced_responses += group.responses
            self.usd = money.add(self.usd, usd)


class _Group:
    """Responses of one model and day at the same rates, so that their tokens may be added before they are priced."""

    __slots__ = ("responses", "tokens", "web_searches")

    def __init__(self) -> None:
        self.responses = 0
        self.tokens = [0] * len(KINDS)
        self.web_searches = 0

    def count(self, response: Response) -> None:
        self.responses += not response.on_top
        self.tokens = list(map(int.__add__, self.tokens, response.tokens))
        self.web_searches += response.web_searches


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

    def add(self, name: str, day: date, tariff: Tariff, group: _Group) -> None:
        """Count responses that share model, day and tariff."""
        tokens = Tokens(*group.tokens)
        usd = None if tariff.rates is None else total(tariff.lines(tokens, group.web_searches))
        for part in (self.total, self.models.setdefault(name, Sum()), self.days.setdefault(day, Sum())):
            part.add(group, usd)
        if usd is None:
            self.unpriced.responses += group.responses
            self.unpriced.tokens += tokens.total
            self.unpriced.reasons.setdefault(name, tariff.rule)

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
            "tokens": self.total.tokens._asdict(),
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
    return {"tokens": part.tokens._asdict(), "usd": money.plain(part.usd) if known else None}


def report(responses: Iterable[Response], catalog: Catalog, *, prices_on: date | None = None) -> Report:
    """Price `responses` and add them up.

    The rates are chosen response by response; only tokens that share every rate are added before they are multiplied,
    which changes no digit.
    """
    tariffs = Tariffs(catalog, prices_on)
    groups: dict[tuple[str, date, int], tuple[Tariff, _Group]] = {}
    for response in responses:
        tariff = tariffs.of(response)
        key = (response.model, response.day, id(tariff))
        if key not in groups:
            groups[key] = (tariff, _Group())
        groups[key][1].count(response)
    result = Report()
    for (name, day, _), (tariff, group) in groups.items():
        result.add(tariff.model.id if tariff.model else name, day, tariff, group)
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
