"""The dated changes of prices, plans and limits: a list for a page and a feed for readers that ask again."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from calculator import money
from calculator.changes import changes
from calculator.present.environment import render
from calculator.present.figures import figure, shown, unit_beside
from calculator.price_changes import NAMES

if TYPE_CHECKING:
    from calculator.catalog import Catalog, Fact
    from calculator.changes import Change
    from calculator.price_changes import Amount

PAGE = "reference/changes/"
FEED = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
NAMESPACE = UUID("e4ac8237-a882-44d8-b6a1-e51693607f2a")
"""Entries keep their ids wherever the site lives; never change it."""


def change_list(catalog: Catalog, on: date) -> str:
    """Return every change with its evidence, newest first, under a heading for each year.

    Args:
        catalog: The dated entries.
        on: The day of the drawing; later changes are marked as ahead.
    """
    years = [(year, list(group)) for year, group in groupby(changes(catalog), key=lambda change: change.day.year)]
    return render(
        "changes.html",
        years=years,
        on=on,
        bands=bands,
        names=NAMES,
        eve=timedelta(days=1),
        spans=spans,
        figure=lambda fact: figure(catalog, f"facts.{fact.id}", on),
        unit=unit_beside,
    )


def spans(change: Change) -> list[tuple[str, tuple[Fact, ...]]]:
    """Return the figures that begin with a change and those that end with it, each under its words."""
    both = [("From this day", change.begun), ("Until this day", change.ended)]
    return [(when, facts) for when, facts in both if facts]


def bands(change: Change) -> list[tuple[int | None, list[Amount]]]:
    """Return a change's amounts by the prompt length above which they hold."""
    return [(above, list(group)) for above, group in groupby(change.amounts, key=lambda each: each.above_prompt_tokens)]


def feed(catalog: Catalog, site_url: str, title: str) -> str:
    """Return the changes as an Atom feed.

    Args:
        catalog: The dated entries.
        site_url: Absolute address of the site's root, with a slash at its end.
        title: The site's name.
    """
    found = changes(catalog)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(root, "id", urljoin(site_url, FEED))
    _add(root, "title", f"{title}: changes of prices, plans and limits")
    _add(root, "updated", _moment(max(change.updated for change in found)))
    _add(ET.SubElement(root, "author"), "name", title)
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=urljoin(site_url, FEED))
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=urljoin(site_url, PAGE))
    for change in found:
        _entry(root, change, catalog, urljoin(site_url, PAGE))
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="utf-8"?>\n', "\n")
    )


def anchor(change: Change) -> str:
    """Return the id of a change on its page."""
    return change.id.replace(".", "-")


def _entry(root: ET.Element, change: Change, catalog: Catalog, page: str) -> None:
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", uuid5(NAMESPACE, change.id).urn)
    _add(entry, "title", change.title)
    _add(entry, "updated", _moment(change.updated))
    ET.SubElement(entry, "category", term=change.kind)
    ET.SubElement(entry, "link", rel="alternate", type="text/html", href=f"{page}#{anchor(change)}")
    _add(entry, "content", _content(change, catalog), type="text")


def _content(change: Change, catalog: Catalog) -> str:
    lines = [f"{change.day.isoformat()}: {change.title}.", change.note or ""]
    lines += [f"{when}: {'; '.join(map(_fact_told, facts))}." for when, facts in spans(change)]
    for above, amounts in bands(change):
        told = ", ".join(_told(amount) for amount in amounts)
        lines.append(f"US dollars per million tokens{f', prompts above {above:,} tokens' if above else ''}: {told}.")
    sources = "; ".join(catalog.sources[name].title for name in change.sources)
    lines.append(f"Standing: {change.standing}, checked {change.checked.isoformat()}. Sources: {sources}.")
    return "\n".join(filter(None, lines))


def _told(amount: Amount) -> str:
    before = f" (was {money.show_price(amount.before)})" if amount.before is not None else ""
    return f"{NAMES[amount.kind]} {money.show_price(amount.after)}{before}"


def _fact_told(fact: Fact) -> str:
    return f"{fact.title}: {shown(fact.value, fact.unit)} {unit_beside(fact)}".rstrip()


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
