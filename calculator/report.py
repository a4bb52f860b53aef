"""From responses to totals: tokens and exact dollars by model, by day and by every finer part, and their doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import money
from calculator.billing import Tariffs, total
from calculator.cells import Cell, Place
from calculator.usage import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable
    from datetime import date
    from decimal import Decimal

    from calculator.billing import Tariff
    from calculator.catalog import Catalog, Rates
    from calculator.usage import Response

SCHEMA = 1
NO_PRICE_KNOWN = "it had no price when it was exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Responses, tokens and dollars of one part, or of everything."""

    responses: int
    tokens: Tokens
    usd: Decimal
    web_searches: int
    priced: bool
    """False when nothing in it has a price."""

    @classmethod
    def of(cls, cells: Collection[Cell]) -> Sum:
        """Add up some cells."""
        _, responses, tokens, web_searches, usd = zip(*cells, strict=True) if cells else ((),) * len(Cell._fields)
        return cls(
            responses=sum(responses),
            tokens=Tokens(*map(sum, zip(*tokens, strict=True))),
            usd=money.add(*usd),
            web_searches=sum(web_searches),
            priced=any(cell.place.priced for cell in cells) or not cells,
        )

    @property
    def hit_share(self) -> Decimal | None:
        """Prompt tokens read from the cache, as a share of all prompt tokens; None without any."""
        return money.ratio(self.tokens.cache_read, self.tokens.prompt) if self.tokens.prompt else None


class _Alike(NamedTuple):
    """What responses share whose tokens may be added before they are priced."""

    day: date
    model: str
    project: str
    session: str
    sidechain: bool
    on_top: bool
    final: bool
    split_unknown: bool
    tariff: int
    """The id of their tariff, and of the dearest that it may be: tariffs are kept, so these stay their own."""
    dearest: int


class _Group:
    """Responses of one place at the same rates."""

    __slots__ = ("dearest", "fresh", "long", "output", "read", "responses", "short", "tariff", "web_searches")

    def __init__(self, tariff: Tariff, dearest: Tariff) -> None:
        self.tariff = tariff
        self.dearest = dearest
        self.responses = self.web_searches = 0
        self.fresh = self.output = self.read = self.short = self.long = 0

    def count(self, response: Response) -> None:
        fresh, output, read, short, long = response.tokens
        self.responses += not response.on_top
        self.fresh += fresh
        self.output += output
        self.read += read
        self.short += short
        self.long += long
        self.web_searches += response.web_searches

    @property
    def tokens(self) -> Tokens:
        return Tokens(self.fresh, self.output, self.read, self.short, self.long)


@dataclass(slots=True, kw_only=True)
class Unpriced:
    """What has no price: counted, named, never taken for zero."""

    responses: int = 0
    tokens: int = 0
    reasons: dict[str, str] = field(default_factory=dict)
    """Model name -> why it has no price."""
    by_model: dict[str, int] = field(default_factory=dict)
    """Model name -> tokens."""


@dataclass(slots=True, kw_only=True)
class Rows:
    """What became of every row that was read; the four sum to `read` less the responses."""

    read: int = 0
    duplicate: int = 0
    ignored: int = 0
    broken: int = 0


class Output(NamedTuple):
    """Output tokens of responses that share model, rates and whether their counts are final."""

    model: str
    rates: Rates | None
    responses: int
    tokens: int
    final: bool


LONG_PROMPTS = "how long each prompt was is not in the file; all are priced as short ones"
NO_SPLIT = "how long cache writes were kept is not in the file; all are priced as 5-minute ones"


@dataclass(kw_only=True)
class Report:
    """Everything the sources say, exactly. Sums are asked for once all cells are there."""

    rows: Rows = field(default_factory=Rows)
    unpriced: Unpriced = field(default_factory=Unpriced)
    cells: dict[Place, Cell] = field(default_factory=dict)
    """The finest parts, which add up to all others."""
    doubts: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    """Model and what its source leaves out -> dollars by which the truth may be higher."""
    outputs: list[Output] = field(default_factory=list)
    """What was written, to tell how much counts that are not final may hide."""
    untold: frozenset[str] = frozenset()
    """Columns of which some source does not tell; a source of daily sums does not count responses, for one."""

    def add(self, cell: Cell, why_unpriced: str = NO_PRICE_KNOWN) -> None:
        """Count one part."""
        place = cell.place
        known = self.cells.get(place)
        self.cells[place] = cell if known is None else _joined(known, cell)
        if not place.priced:
            self.unpriced.responses += cell.responses
            self.unpriced.tokens += cell.tokens.total
            self.unpriced.reasons.setdefault(place.model, why_unpriced)
            self.unpriced.by_model[place.model] = self.unpriced.by_model.get(place.model, 0) + cell.tokens.total

    def doubt(self, model: str, why: str, usd: Decimal) -> None:
        """Count dollars by which the truth may be higher."""
        self.doubts[model, why] = money.add(self.doubts.get((model, why), money.ZERO), usd)

    @property
    def counted(self) -> bool:
        """Whether the number of responses is known."""
        return "responses" not in self.untold

    @cached_property
    def total(self) -> Sum:
        """The sum of everything."""
        return Sum.of(self.cells.values())

    @cached_property
    def models(self) -> dict[str, Sum]:
        """Catalog id, or the name in the log where the catalog has none, -> sum; dearest first."""
        return self.by(lambda place: place.model)

    @cached_property
    def days(self) -> dict[date, Sum]:
        """Day -> sum, in order."""
        return dict(sorted(self.by(lambda place: place.day).items()))

    def by[Key: Hashable](self, key: Callable[[Place], Key]) -> dict[Key, Sum]:
        """Return the sums of all parts that share a key, dearest first."""
        found = {value: Sum.of(cells) for value, cells in apart(self.cells.values(), key).items()}
        return dict(sorted(found.items(), key=lambda item: (-item[1].usd, str(item[0]))))

    def as_dict(self) -> dict[str, Any]:
        """Return the totals of the object that the command line and the page's download print as JSON."""
        return {
            "schema": SCHEMA,
            "responses": self.total.responses if self.counted else None,
            "rows": {
                "read": self.rows.read,
                "duplicate": self.rows.duplicate,
                "ignored": self.rows.ignored,
                "broken": self.rows.broken,
            },
            "tokens": self.total.tokens._asdict(),
            "web_searches": None if "web_searches" in self.untold else self.total.web_searches,
            "usd": money.plain(self.total.usd),
            "unpriced": {
                "responses": self.unpriced.responses if self.counted else None,
                "tokens": self.unpriced.tokens,
                "models": sorted(self.unpriced.reasons),
            },
            "models": [
                {"id": name, **as_dict(part), "responses": part.responses if self.counted else None}
                for name, part in self.models.items()
            ],
            "days": [{"date": day.isoformat(), **as_dict(part)} for day, part in self.days.items()],
        }


def as_dict(part: Sum) -> dict[str, Any]:
    """Return tokens and exact dollars of a part; no dollars where it has no price."""
    return {"tokens": part.tokens._asdict(), "usd": money.plain(part.usd) if part.priced else None}


def report(
    responses: Iterable[Response],
    catalog: Catalog,
    *,
    prices_on: date | None = None,
    watch: Callable[[Response, Tariff], None] | None = None,
) -> Report:
    """Price `responses` and add them up; `watch` is shown each of them with its tariff.

    The rates are chosen response by response; only tokens that share every rate are added before they are multiplied,
    which changes no digit.
    """
    tariffs = Tariffs(catalog, prices_on)
    groups: dict[tuple[object, ...], _Group] = {}
    for response in responses:
        tariff = tariffs.of(response)
        model, day, _, _, _, _, _, _, on_top, _, session, project, sidechain, prompts, final, split_unknown = response
        dearest = tariff if prompts is None else tariffs.dearest(response)
        key = (day, model, project, session, sidechain, on_top, final, split_unknown, id(tariff), id(dearest))
        group = groups.get(key)
        if group is None:
            group = groups[key] = _Group(tariff, dearest)
        group.count(response)
        if watch is not None:
            watch(response, tariff)
    result = Report()
    for key in tuple(groups):  # of many sessions both are large, so that one goes as the other comes
        _add(result, _Alike(*key), groups.pop(key))  # pyright: ignore[reportArgumentType]
    return result


def _add(result: Report, alike: _Alike, group: _Group) -> None:
    """Price a group and count it, with what it leaves in doubt."""
    tariff, tokens = group.tariff, group.tokens
    name, priced = tariff.model.id if tariff.model else alike.model, tariff.rates is not None
    usd = total(tariff.lines(tokens, group.web_searches))
    place = Place(alike.day, name, alike.project, alike.session, alike.sidechain, priced)
    result.add(Cell(place, group.responses, tokens, group.web_searches, usd), tariff.rule)
    result.outputs.append(Output(name, tariff.rates, group.responses, tokens.output, alike.final))
    if tariff.rates is None:
        return
    if group.dearest is not tariff:
        more = money.EXACT.subtract(total(group.dearest.lines(tokens, group.web_searches)), usd)
        result.doubt(name, LONG_PROMPTS, more)
    if alike.split_unknown and tokens.cache_write_5m:
        longer = money.EXACT.subtract(tariff.rates.cache_write_1h, tariff.rates.cache_write_5m)
        result.doubt(name, NO_SPLIT, money.cost(tokens.cache_write_5m, longer))


def apart[Key: Hashable](cells: Iterable[Cell], key: Callable[[Place], Key]) -> dict[Key, list[Cell]]:
    """Return cells by a key of their places, in the order in which the keys appear."""
    found: dict[Key, list[Cell]] = {}
    for cell in cells:
        found.setdefault(key(cell.place), []).append(cell)
    return found


def usd_of(cells: Iterable[Cell]) -> Decimal:
    """Return exact dollars of some cells."""
    return money.add(*(cell.usd for cell in cells))


def _joined(first: Cell, second: Cell) -> Cell:
    return Cell(
        first.place,
        first.responses + second.responses,
        first.tokens.plus(second.tokens),
        first.web_searches + second.web_searches,
        money.add(first.usd, second.usd),
    )
