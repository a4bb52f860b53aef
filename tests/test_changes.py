"""The list of changes holds every dated entry once, in order, and the feed says the same."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from calculator import catalog, datafiles
from calculator.catalog import CatalogError
from calculator.changes import TIMELINE, Change, changes
from calculator.present.changes import FEED, anchor, change_list, feed
from tests.site import PREFIX

if TYPE_CHECKING:
    from tests.host import Host

LOADED = catalog.load()
FOUND = changes(LOADED)
BY_ID = {change.id: change for change in FOUND}
ON = date(2026, 11, 23)
SITE = "https://example.org/sub/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_changes_are_newest_first_and_each_has_an_id_of_its_own() -> None:
    assert all(later.day >= earlier.day for later, earlier in pairwise(FOUND))
    assert len(BY_ID) == len(FOUND) == len({anchor(change) for change in FOUND})


def test_each_change_has_its_evidence() -> None:
    for change in FOUND:
        assert change.sources, change.id
        assert set(change.sources) <= set(LOADED.sources), change.id
        assert change.checked
        assert change.standing


def days_on_record() -> set[tuple[str, date]]:
    """Return every date in the data at which a price, a model or a plan changes, with the id that it must have."""
    found: set[tuple[str, date]] = set()
    for model in LOADED.models:
        found |= {
            (f"{model.id}.{name}", day)
            for name in ("released", "deprecated", "retired")
            if (day := getattr(model, name)) is not None
        }
        found |= {
            (f"{model.id}.price.{price.valid_from}", price.valid_from) for price in model.prices if price.valid_from
        }
        edges = {edge for fast in model.fast for edge in (fast.valid_from, fast.valid_until) if edge}
        found |= {(f"{model.id}.fast.{edge}", edge) for edge in edges - {model.released}}
    for name, fact in LOADED.facts.items():
        group = name.partition(".")[0]
        if name.startswith(TIMELINE) and isinstance(fact.value, date):
            found.add((fact.id, fact.value))
        elif group in {"usage", "api"}:
            found |= {(f"{group}.{day}", day) for day in (fact.valid_from, fact.valid_until) if day}
    return found


def test_every_dated_entry_is_a_change_and_every_change_is_a_dated_entry() -> None:
    assert {(change.id, change.day) for change in FOUND} == days_on_record()


def test_every_renaming_of_a_plan_is_in_the_timeline() -> None:
    for plan in LOADED.plans:
        if plan.renamed:
            named = [change for change in FOUND if plan.former_names[-1] in change.title and plan.name in change.title]
            assert [change.day.isoformat() for change in named] == [re.findall(r"\d{4}-\d\d-\d\d", plan.renamed)[-1]]


@pytest.mark.parametrize(
    ("name", "title", "amounts"),
    [
        (
            "claude-sonnet-5-5.price.2026-10-07",
            "Claude Sonnet 5.5: cache reads get cheaper",
            [("cache_read", None, "0.20", "0.10")],
        ),
        ("claude-sonnet-4-5-20250929.price.2026-04-30", "the prices for prompts above 200,000 tokens end", []),
        (
            "claude-sonnet-4-20250514.price.2025-08-12",
            "prompts above 200,000 tokens get prices of their own",
            [
                ("input", 200_000, "3", "6"),
                ("output", 200_000, "15", "22.50"),
                ("cache_read", 200_000, "0.30", "0.60"),
                ("cache_write_5m", 200_000, "3.75", "7.50"),
                ("cache_write_1h", 200_000, "6", "12"),
            ],
        ),
        (
            "claude-opus-4-6.price.2026-03-13",
            "the prices for prompts above 200,000 tokens end",
            [
                ("input", 200_000, "10", "5"),
                ("output", 200_000, "37.50", "25"),
                ("cache_read", 200_000, "1", "0.50"),
                ("cache_write_5m", 200_000, "12.50", "6.25"),
                ("cache_write_1h", 200_000, "20", "10"),
            ],
        ),
        ("claude-3-5-haiku-20241022.price.2024-12-03", "first price on record", None),
        ("claude-opus-4-6.fast.2026-02-07", "fast mode comes, at 6 times the price", []),
        ("claude-opus-4-6.fast.2026-02-22", "now costs 6 times the price whatever the prompt's length", []),
        ("claude-opus-4-6.fast.2026-06-29", "fast mode ends", []),
        ("claude-sonnet-4-5-20250929.retired", "retires", []),
        ("timeline.max_and_ultra", "Max 20x Ultra", []),
    ],
)
def test_a_change_says_what_changed(name: str, title: str, amounts: list[tuple[object, ...]] | None) -> None:
    change = BY_ID[name]
    assert title in change.title
    if amounts is not None:
        assert [(a.kind, a.above_prompt_tokens, str(a.before), str(a.after)) for a in change.amounts] == amounts


def test_amounts_are_what_the_catalog_says_of_the_day_and_the_day_before() -> None:
    seen = 0
    for change in FOUND:
        model = LOADED.find(change.model or "")
        for amount in change.amounts:
            assert model is not None
            prompt = (amount.above_prompt_tokens or 0) + 1
            now, then = model.price_on(change.day), model.price_on(change.day - timedelta(days=1))
            assert now is not None
            assert getattr(now.rates_for(prompt), amount.kind) == amount.after
            if amount.before is not None:
                assert then is not None
                assert getattr(then.rates_for(prompt), amount.kind) == amount.before
            seen += 1
    assert seen > 100


def test_figures_on_use_are_told_with_those_that_they_replace() -> None:
    change = BY_ID["usage.2026-04-10"]
    assert "usage.average.usd_per_active_day" in {fact.id for fact in change.begun}
    assert "usage.past.average_usd_per_day" in {fact.id for fact in change.ended}
    (shown,) = re.findall(rf'<li id="{anchor(change)}">.*?</li>', change_list(LOADED, ON), re.DOTALL)
    told = " ".join(unescape(re.sub("<[^>]+>", "", shown)).split())
    assert "From this day: An average day, in enterprises, $13 per developer and active day" in told
    assert "Until this day: Anthropic's average day until April 2026, $6 per developer and day" in told
    text = feed(LOADED, SITE, "Site")
    assert "Until this day: Anthropic's average day until April 2026: $6 per developer and day" in text


def test_a_rule_of_prices_that_begins_is_a_change() -> None:
    change = BY_ID["api.2026-02-05"]
    assert (change.kind, change.title) == ("rules", "A rule of API prices begins")
    text = feed(LOADED, SITE, "Site")
    assert "From this day: US-only inference: every token rate, for models of 4.6 and later: 1.1 times" in text


def test_every_dated_fact_is_told_or_stands_beside_an_entry_of_the_timeline() -> None:
    """Limits of plans and of the API are told by the timeline, in words."""
    told = {fact.id for change in FOUND for fact in (*change.begun, *change.ended)}
    days = {change.day for change in FOUND if change.kind == "plans"}
    for fact in LOADED.facts.values():
        edges = {day for day in (fact.valid_from, fact.valid_until) if day}
        assert not edges or fact.id in told or edges <= days or fact.id.startswith(TIMELINE), fact.id


def edited(change: str, by: str) -> tuple[Change, ...]:
    texts = datafiles.texts()
    assert texts["models.toml"].count(change) == 1
    return changes(catalog.read({**texts, "models.toml": texts["models.toml"].replace(change, by)}))


SONNET = "from = 2026-10-07\ninput = 2\noutput = 10\ncache_read = 0.10"


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("from = 2026-10-07\ninput = 3\noutput = 12\ncache_read = 0.30", "input, output and cache reads get dearer"),
        ("from = 2026-10-07\ninput = 3\noutput = 9\ncache_read = 0.20", "input and output change in price"),
    ],
)
def test_the_words_follow_the_data(by: str, told: str) -> None:
    (change,) = [each for each in edited(SONNET, by) if each.id == "claude-sonnet-5-5.price.2026-10-07"]
    assert change.title == f"Claude Sonnet 5.5: {told}"


def test_a_timeline_entry_without_a_day_stops_the_build() -> None:
    texts = datafiles.texts()
    broken = texts["limits.toml"].replace('value = 2025-08-28, unit = "date"', 'value = "August", unit = "text"', 1)
    with pytest.raises((TypeError, CatalogError), match=r"weekly_limits"):
        changes(catalog.read({**texts, "limits.toml": broken}))


def test_the_page_shows_every_change_and_marks_those_ahead() -> None:
    drawn = change_list(LOADED, ON)
    assert re.findall(r'<li id="([^"]+)"', drawn) == [anchor(change) for change in FOUND]
    until = re.findall(r'<span data-ahead-until="([^"]+)"> \(ahead\)</span>', drawn)
    assert until == [change.day.isoformat() for change in FOUND if change.day > ON]
    assert until
    assert "(ahead)" not in change_list(LOADED, date(2027, 12, 31))


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # made a line above, from our own data


def test_the_feed_is_atom_and_says_what_the_page_says() -> None:
    root = parsed(feed(LOADED, SITE, "A & B"))
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.findtext("a:id", namespaces=ATOM) == SITE + FEED
    assert (root.findtext("a:title", namespaces=ATOM) or "").startswith("A & B: ")
    assert root.findtext("a:author/a:name", namespaces=ATOM) == "A & B"
    assert [link.get("href") for link in root.findall("a:link", ATOM)] == [SITE + FEED, SITE + "reference/changes/"]
    entries = root.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == [change.title for change in FOUND]
    for entry, change in zip(entries, FOUND, strict=True):
        link = entry.find("a:link", ATOM)
        assert link is not None
        assert link.get("href") == f"{SITE}reference/changes/#{anchor(change)}"
        content = entry.findtext("a:content", namespaces=ATOM) or ""
        assert change.day.isoformat() in content
        assert change.standing in content
        assert all(LOADED.sources[source].title in content for source in change.sources)


def test_entries_are_updated_when_they_could_be_known() -> None:
    root = parsed(feed(LOADED, SITE, "Site"))
    updated = [entry.findtext("a:updated", namespaces=ATOM) or "" for entry in root.findall("a:entry", ATOM)]
    assert root.findtext("a:updated", namespaces=ATOM) == max(updated)
    for moment, change in zip(updated, FOUND, strict=True):
        assert datetime.fromisoformat(moment).date() == min(change.day, change.checked)


def ids(text: str) -> list[str]:
    return [entry.findtext("a:id", namespaces=ATOM) or "" for entry in parsed(text).findall("a:entry", ATOM)]


def test_ids_stay_wherever_the_site_lives_and_whatever_comes_later() -> None:
    here = ids(feed(LOADED, SITE, "Site"))
    assert len(set(here)) == len(here)
    assert here == ids(feed(LOADED, "https://elsewhere.example/", "Other"))
    known = {change.id: entry for change, entry in zip(FOUND, here, strict=True)}
    # Written down on 2026-11-23. A reader of the feed has seen these: they never change.
    assert known["timeline.weekly_limits"] == "urn:uuid:8ddf467a-f776-561e-abc8-bd2eec1a2f6f"
    assert known["claude-sonnet-5-5.price.2026-10-07"] == "urn:uuid:945e8978-10fb-5da0-a7e9-62e37e174157"


def test_the_site_has_the_feed_and_names_it_on_every_page(site: Host) -> None:
    folder = site.mounts[PREFIX]
    assert (folder / FEED).read_text(encoding="utf-8") == feed(LOADED, site.url, "No Weekly Limit")
    for page in folder.rglob("index.html"):
        link = re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', page.read_text())
        assert link is not None, page
        assert (page.parent / link[1]).resolve() == folder / FEED
    anchors = set(re.findall(r'id="([^"]+)"', (folder / "reference/changes/index.html").read_text()))
    links = [link.get("href") or "" for link in parsed((folder / FEED).read_text()).iterfind("a:entry/a:link", ATOM)]
    assert {urlsplit(link).fragment for link in links} <= anchors


def test_money_keeps_its_digits_in_the_feed() -> None:
    text = feed(LOADED, SITE, "Site")
    assert "cache reads $0.10 (was $0.20)" in text
    assert Decimal("0.10") in {amount.after for amount in BY_ID["claude-sonnet-5-5.price.2026-10-07"].amounts}
