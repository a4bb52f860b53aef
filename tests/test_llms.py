"""llms.txt lists the pages, and what it leads to is readable Markdown with the generated figures in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from calculator import catalog, money
from tests.markdown import PAGES
from tests.site import PREFIX

if TYPE_CHECKING:
    from pathlib import Path

    from tests.host import Host

LOADED = catalog.load()
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)")


@pytest.fixture(scope="module")
def folder(site: Host) -> Path:
    return site.mounts[PREFIX]


def test_every_page_is_listed_with_its_description(site: Host, folder: Path) -> None:
    lines = (folder / "llms.txt").read_text(encoding="utf-8").splitlines()
    listed = {line.partition("](")[2].partition(")")[0]: line for line in lines if line.startswith("- [")}
    assert len(listed) == len(PAGES)
    for page in PAGES:
        address = page.name if page.name.endswith("index.md") else page.name.removesuffix(".md") + "/index.md"
        assert listed[site.url + address].endswith(f": {page.meta['description']}")


def test_every_link_leads_to_a_file(site: Host, folder: Path) -> None:
    links = set(LINK.findall((folder / "llms.txt").read_text(encoding="utf-8")))
    links |= set(LINK.findall((folder / "llms-full.txt").read_text(encoding="utf-8")))
    inside = {link.partition("#")[0].removeprefix(site.url) for link in links if link.startswith(site.url)}
    assert len(inside) > 15
    assert "data/v1/catalog.json" in inside
    assert not [path for path in inside if not ((folder / path).is_file() or (folder / path / "index.html").is_file())]


def test_generated_tables_are_tables(folder: Path) -> None:
    text = (folder / "llms-full.txt").read_text(encoding="utf-8")
    for model in LOADED.models:
        name = re.escape(model.name.removeprefix("Claude "))
        for price in model.prices:
            rates = [price.rates.input, price.rates.cache_write_5m, price.rates.cache_write_1h, price.rates.cache_read]
            # A cell may say more behind its price, such as that it changed.
            cells = r"\b[^|]*\| ".join(re.escape(money.show_price(rate)) for rate in (*rates, price.rates.output))
            assert re.search(rf"^\| (?:Claude )?{name} .*\| {cells}\b[^|]*\|", text, re.MULTILINE), model.id
    for plan in LOADED.plans:
        assert re.search(rf"^\| {re.escape(plan.name)}[ |]", text, re.MULTILINE), plan.id
    for source in LOADED.sources.values():
        assert source.title in text


def test_it_is_markdown_without_what_only_a_person_can_use(folder: Path) -> None:
    text = (folder / "llms-full.txt").read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not re.findall(r"</?(?:a|data|div|li|p|small|span|svg|table|td|tr)\b[^>]*>", prose)
    assert '="@' not in text
    assert "](@" not in text
    assert "[Wrong" not in prose
    assert "How heavy is a day?" not in prose
    assert "Single files" not in prose
    assert "·\n" not in prose
    assert "days ago" not in prose, "a notice that is hidden until it is due"
    assert not re.findall(r"^\|.* {2,}.*\|$", text, re.MULTILINE), "padding"


def test_rows_of_a_table_have_as_many_cells_as_its_head(folder: Path) -> None:
    widths: list[int] = []
    rules = 0
    for line in (folder / "llms-full.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            widths, rules = [], 0
            continue
        widths.append(len(re.findall(r"(?<!\\)\|", line)))
        rules += set(line) <= set("| -:") and "-" in line
        assert widths[-1] == widths[0], line
        assert rules <= 1, "a second head inside of a table"
