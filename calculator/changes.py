"""What changed when: the dated entries of the catalog as one list, newest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from calculator import money
from calculator.price_changes import Amount, amounts, in_words
from calculator.validation import STANDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.catalog import Catalog, Fact, FastMode, Model, Price

TIMELINE = "timeline."
"""Facts below this name are changes of plans and limits; the value of each is its day."""
DATED = {
    "usage": ("usage", "Figures on Claude Code's use are published", "Published figures on Claude Code's use change"),
    "api": ("rules", "A rule of API prices begins", "Rules of API prices change"),
}
"""Groups of facts whose first and last days are changes: kind, and title without and with facts that end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One dated change with its evidence."""

    id: str
    """Stays the same as long as its day does."""
    day: date
    """May lie ahead."""
    kind: str
    """`release`, `price`, `fast mode`, `retirement`, `plans`, `usage` or `rules`."""
    title: str
    sources: tuple[str, ...]
    """Ids into `Catalog.sources`."""
    checked: date
    standing: str
    note: str | None = None
    model: str | None = None
    """Id of the model whose prices `amounts` are."""
    amounts: tuple[Amount, ...] = field(default=())
    begun: tuple[Fact, ...] = field(default=())
    """Figures that hold from this day."""
    ended: tuple[Fact, ...] = field(default=())
    """Figures that held until this day."""

    @property
    def updated(self) -> date:
        """The day from which it could be known: its own, or for one ahead the day on which it was last checked."""
        return min(self.day, self.checked)


def changes(catalog: Catalog) -> tuple[Change, ...]:
    """Return every dated change of models, prices, plans, limits and usage, newest first; those ahead stand on top.

    >>> from calculator.catalog import load
    >>> cheaper = next(change for change in changes(load()) if change.id == "claude-sonnet-5-5.price.2026-10-07")
    >>> cheaper.title, cheaper.amounts[0].before, cheaper.amounts[0].after
    ('Claude Sonnet 5.5: cache reads get cheaper', Decimal('0.20'), Decimal('0.10'))
    """
    found = [change for model in catalog.models for change in _of_model(model)]
    found += [_of_plan(fact) for name, fact in catalog.facts.items() if name.startswith(TIMELINE)]
    found += [change for group in DATED for change in _of_facts(catalog, group)]
    return tuple(sorted(found, key=lambda change: change.day, reverse=True))


def _of_model(model: Model) -> Iterator[Change]:
    if model.released:
        yield _release(model, model.released)
    if model.deprecated:
        yield _life(model, "deprecated", model.deprecated, "its retirement is announced")
    if model.retired:
        yield _life(model, "retired", model.retired, "retires from Anthropic's platforms")
    first = model.prices[0] if model.prices else None
    if first is not None and first.valid_from and first.valid_from != model.released:
        yield _price(model, None, first)
    for before, after in pairwise(model.prices):
        yield _price(model, before, after)
    yield from _fast_modes(model)


def _release(model: Model, day: date) -> Change:
    price = model.price_on(day)
    evidence = (model, price) if price else (model,)
    return Change(
        id=f"{model.id}.released",
        day=day,
        kind="release",
        title=f"{model.name} is released" + (" with limited availability" if model.availability != "general" else ""),
        sources=tuple(dict.fromkeys(source for entry in evidence for source in entry.sources)),
        checked=min(entry.checked for entry in evidence),
        standing=max((entry.standing for entry in evidence), key=STANDINGS.index),
        model=model.id,
        amounts=amounts(None, price, model.context_tokens) if price else (),
    )


def _life(model: Model, step: str, day: date, told: str) -> Change:
    return Change(
        id=f"{model.id}.{step}",
        day=day,
        kind="retirement",
        title=f"{model.name}{':' if step == 'deprecated' else ''} {told}",
        sources=model.sources,
        checked=model.checked,
        standing=model.standing,
    )


def _price(model: Model, before: Price | None, after: Price) -> Change:
    """Return the change that `after` brings; only a first price has no first day, and that one comes with a release."""
    day = after.valid_from or date.min
    return Change(
        id=f"{model.id}.price.{day.isoformat()}",
        day=day,
        kind="price",
        title=f"{model.name}: {in_words(before, after)}",
        sources=after.sources,
        checked=after.checked,
        standing=after.standing,
        note=after.note,
        model=model.id,
        amounts=amounts(before, after, model.context_tokens),
    )


def _fast_modes(model: Model) -> Iterator[Change]:
    """Yield where fast mode begins after the release, changes, or ends."""
    begins = {fast.valid_from for fast in model.fast}
    ends = {fast.valid_until for fast in model.fast}
    for fast in model.fast:
        if fast.valid_from and fast.valid_from != model.released:
            flat = " whatever the prompt's length" if fast.ignores_steps else ""
            comes = "fast mode now costs" if fast.valid_from in ends else "fast mode comes, at"
            told = f"{comes} {money.plain(fast.multiplier)} times the price{flat}"
            yield _fast(model, fast, fast.valid_from, f"{model.name}: {told}")
        if fast.valid_until and fast.valid_until not in begins:
            yield _fast(model, fast, fast.valid_until, f"{model.name}: fast mode ends")


def _fast(model: Model, fast: FastMode, day: date, title: str) -> Change:
    return Change(
        id=f"{model.id}.fast.{day.isoformat()}",
        day=day,
        kind="fast mode",
        title=title,
        sources=fast.sources,
        checked=fast.checked,
        standing=fast.standing,
        note=fast.note if day == fast.valid_from else None,
    )


def _of_plan(fact: Fact) -> Change:
    if not isinstance(fact.value, date):
        message = f"{fact.id} is no date but {fact.value!r}"
        raise TypeError(message)
    return Change(
        id=fact.id,
        day=fact.value,
        kind="plans",
        title=fact.title,
        sources=fact.sources,
        checked=fact.checked,
        standing=fact.standing,
        note=fact.note,
    )


def _of_facts(catalog: Catalog, group: str) -> Iterator[Change]:
    """Yield one change for each day on which figures of a group begin or end."""
    kind, first, other = DATED[group]
    facts = [fact for name, fact in catalog.facts.items() if name.startswith(f"{group}.")]
    for day in sorted({day for fact in facts for day in (fact.valid_from, fact.valid_until) if day}):
        begun = tuple(fact for fact in facts if fact.valid_from == day)
        ended = tuple(fact for fact in facts if fact.valid_until == day)
        yield Change(
            id=f"{group}.{day.isoformat()}",
            day=day,
            kind=kind,
            title=other if ended else first,
            sources=tuple(dict.fromkeys(source for fact in (*begun, *ended) for source in fact.sources)),
            checked=min(fact.checked for fact in (*begun, *ended)),
            standing=max((fact.standing for fact in (*begun, *ended)), key=STANDINGS.index),
            begun=begun,
            ended=ended,
        )
