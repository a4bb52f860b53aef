"""The built site: every link leads somewhere, nothing comes from elsewhere, and it can live under any path."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import pytest

from tests.elements import Element, elements
from tests.site import PREFIX, REPOSITORY, ROOT

if TYPE_CHECKING:
    from tests.host import Host

LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
}
"""Attributes whose address a browser loads by itself; `link` depends on its `rel`."""

LINKS_LOADED = {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "prefetch", "manifest"}


@pytest.fixture(scope="module")
def folder(site: Host) -> Path:
    """Return the folder that holds the site."""
    return site.mounts[PREFIX]


@pytest.fixture(scope="module")
def pages(site: Host, folder: Path) -> dict[str, list[Element]]:
    """Return address -> elements of every page."""
    found = {site.url + file.relative_to(folder).as_posix(): elements(file) for file in folder.rglob("*.html")}
    return {address.removesuffix("index.html"): page for address, page in found.items()}


def test_every_link_inside_the_site_leads_to_a_page_and_to_a_place_on_it(
    site: Host, folder: Path, pages: dict[str, list[Element]]
) -> None:
    lost = []
    for address, page in pages.items():
        for target in filter(None, (element.get("href") for element in page if element.tag == "a")):
            there, _, fragment = urljoin(address, target).partition("#")
            if not there.startswith(site.url):
                continue
            ids = {element.get("id") for element in pages.get(there, [])}
            is_there = there in pages or (folder / there.removeprefix(site.url)).is_file()
            # What stands behind the # of the calculator is a scenario, not a place.
            if not is_there or (fragment and "=" not in fragment and unquote(fragment) not in ids):
                lost.append(f"{address}: {target}")
    assert not lost


def test_links_are_checked_on_every_page(pages: dict[str, list[Element]]) -> None:
    assert len(pages) > 10
    assert all(any(element.tag == "a" for element in page) for page in pages.values())


def test_no_placeholder_is_left(folder: Path) -> None:
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert '="@' not in text, file


def test_ids_are_unique(pages: dict[str, list[Element]]) -> None:
    for address, page in pages.items():
        ids = Counter(element.get("id") for element in page if element.get("id"))
        assert not [name for name, count in ids.items() if count > 1], address


def test_nothing_is_loaded_from_another_origin(site: Host, pages: dict[str, list[Element]]) -> None:
    for address, page in pages.items():
        for element in page:
            rel = set((element.get("rel") or "").split())
            loads = element.tag == "link" and rel & LINKS_LOADED
            target = element.get("href") if loads else element.get(LOADED.get(element.tag, ""))
            if target and not target.startswith("data:"):
                assert urljoin(address, target).startswith(site.url), f"{address}: {target}"


def test_no_stylesheet_or_module_names_another_origin(folder: Path) -> None:
    foreign = re.compile(
        r"url\(\s*['\"]?(?:https?:)?//|@import\s+['\"]?https?:|\bimport\s*\(?['\"]https?:|fetch\(['\"]https?:"
    )
    files = [*folder.glob("assets/*.css"), *folder.glob("assets/*.mjs"), *folder.glob("assets/stylesheets/*.css")]
    assert files
    assert not [file.name for file in files if foreign.search(file.read_text(encoding="utf-8"))]


def test_the_repository_is_asked_for_nothing(pages: dict[str, list[Element]]) -> None:
    """The theme's own link to a repository asks its host's API for the number of stars."""
    for address, page in pages.items():
        links = [element for element in page if "md-source" in (element.get("class") or "").split()]
        assert {link.get("href") for link in links} == {REPOSITORY}, address
        assert not [link for link in links if link.get("data-md-component")], address


def test_wrong_numbers_are_reported_to_the_repository(pages: dict[str, list[Element]]) -> None:
    for address, page in pages.items():
        reports = [link for link in page if (link.get("href") or "").startswith(REPOSITORY + "/issues/new")]
        assert bool(reports) == any(element.get("data-field") for element in page), address
        for report in reports:
            given = parse_qs(urlsplit(report.get("href") or "").query)
            assert given["template"] == ["wrong-number.yml"]
            assert given["seen"] == [address]


def test_a_page_that_is_missing_works_at_any_depth(site: Host, folder: Path) -> None:
    for element in elements(folder / "404.html"):
        loads = element.tag == "link" or element.tag in LOADED
        target = element.get("href") if element.tag in {"a", "link"} else element.get(LOADED.get(element.tag, ""))
        if target and not target.startswith("#") and (loads or element.tag == "a"):
            path = urlsplit(target).path
            assert path.startswith(PREFIX) or not urljoin(site.url, target).startswith(site.origin), target


def test_tables_scroll_in_a_region_that_the_keyboard_reaches(pages: dict[str, list[Element]]) -> None:
    tables = [(address, element) for address, page in pages.items() for element in page if element.tag == "table"]
    assert tables
    for address, table in tables:
        region = [around for around in table.around if "figures__scroll" in (around.get("class") or "").split()]
        assert region, f"{address}: a table outside of a region"
        assert region[-1].get("tabindex") == "0", address
        assert region[-1].get("role") == "region", address
        assert region[-1].get("aria-label"), address


def test_a_page_with_a_figure_says_of_which_day_it_is(pages: dict[str, list[Element]]) -> None:
    for address, page in pages.items():
        priced = any(element.get("data-field") for element in page)
        stamped = any(element.get("class") == "stamp" for element in page)
        assert priced == stamped, address


def test_each_page_describes_itself_to_others(site: Host, folder: Path) -> None:
    for file in folder.rglob("index.html"):
        metas = {e.get("property") or e.get("name"): e.get("content") for e in elements(file) if e.tag == "meta"}
        assert metas["og:description"] == metas["description"]
        assert metas["og:url"] == site.url + file.parent.relative_to(folder).as_posix().removeprefix(".") + (
            "" if file.parent == folder else "/"
        )
        image = (metas["og:image"] or "").removeprefix(site.url)
        assert (folder / image).is_file()
        text = file.read_text(encoding="utf-8")
        data = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
        assert data["@graph"][0]["description"]


@pytest.mark.parametrize("script", sorted((ROOT / "docs/assets").glob("*.mjs")), ids=lambda path: path.name)
def test_a_module_of_the_page_is_whole(script: Path) -> None:
    """A slip in one would only show where a browser loads it."""
    checked = subprocess.run(
        [Path(sys.executable).with_name("node"), "--check", script], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
