"""The search: it lays out its index when somebody searches, and finds as if it had been there all along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NAMES

if TYPE_CHECKING:
    from tests.browser.engines import Engine
    from tests.host import Host

FOUND = "(page) => [...document.querySelectorAll('.md-search-result__link')].some(({ href }) => href.includes(page))"
QUERY = "input[name=query]"


def search(engine: Engine, text: str) -> None:
    engine.fill(QUERY, text)
    engine.press("End")  # the theme looks when a key is let go; not every driver types key by key


@pytest.mark.parametrize("engine", NAMES, indirect=True)
def test_it_finds_a_page_and_then_another(engine: Engine, site: Host) -> None:
    engine.open(site.url)
    engine.press("/")
    search(engine, "two accounts side by side")
    engine.wait_for(FOUND, "guide/both/")
    search(engine, "revoke the key")
    engine.wait_for(FOUND, "guide/go-back/")


def test_a_link_that_searches_finds(engine: Engine, site: Host) -> None:
    engine.open(f"{site.url}?q=revoke+the+key")
    engine.wait_for(FOUND, "guide/go-back/")
