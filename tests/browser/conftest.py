"""The three browsers, each started once, and the rule that holds in every test: no request to another origin.

A browser that is not installed fails its tests. `BROWSERS=chromium,firefox` leaves the third out, `BROWSERS=none` all.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.calculator import Calculator
from tests.browser.chromium import Chromium, ChromiumBrowser
from tests.browser.firefox import FirefoxBrowser, preferences
from tests.browser.trap import Trap
from tests.browser.webkit import WebKitBrowser
from tests.corpora import make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser.engines import Engine
    from tests.host import Host

HERE = Path(__file__).parent
BIG_FILES = 400
"""Files of a megabyte: enough to still be reading when something is done meanwhile."""
NAMES = ("chromium", "firefox", "webkit")
CHOSEN = os.environ.get("BROWSERS", ",".join(NAMES)).split(",")

Browser = ChromiumBrowser | FirefoxBrowser | WebKitBrowser


def pytest_report_collectionfinish() -> str:
    """Say which browsers the tests drive, so that none is left out in silence."""
    return f"browsers: {', '.join(name for name in NAMES if name in CHOSEN) or 'none, their tests are left out'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of browsers that were not chosen."""
    left_out = [item for item in items if HERE in item.path.parents and engine_of(item) not in CHOSEN]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def engine_of(item: pytest.Item) -> str:
    """Return the engine that a test drives."""
    call = getattr(item, "callspec", None)
    return call.params.get("engine", "chromium") if call else "chromium"


@pytest.fixture(scope="session")
def browser(site: Host) -> Iterator[Callable[[str], Browser]]:
    """Return a function from an engine's name to its browser, which starts at the first call."""
    running: dict[str, Browser] = {}
    with ExitStack() as stack:

        def start(name: str) -> Browser:
            if name == "firefox":
                dead_end = stack.enter_context(Trap())
                free = site.origin.removeprefix("http://")
                return stack.enter_context(FirefoxBrowser(preferences(dead_end.port, free)))
            return stack.enter_context(ChromiumBrowser() if name == "chromium" else WebKitBrowser())

        yield lambda name: running.get(name) or running.setdefault(name, start(name))


@pytest.fixture
def strangers_allowed() -> list[str]:
    """Return a list of addresses of other origins that this test asks for on purpose. Others fail it."""
    return []


@pytest.fixture
def errors_expected() -> list[str]:
    """Return a list of pieces of error messages that this test provokes. Others fail it."""
    return []


@pytest.fixture
def engine(
    request: pytest.FixtureRequest,
    browser: Callable[[str], Browser],
    site: Host,
    strangers_allowed: list[str],
    errors_expected: list[str],
) -> Iterator[Engine]:
    """Return a fresh page of the engine that the test's parameter names, Chromium if none."""
    page = browser(getattr(request, "param", "chromium")).page(site.origin)
    site.forget()
    try:
        yield page
        page.settle()
        strangers = [url for url in page.strangers() if url not in strangers_allowed]
        errors = [text for text in page.errors if not any(piece in text for piece in errors_expected)]
    finally:
        page.close()
    assert not strangers, "the page asked another origin"
    assert not errors, "the page reported errors"


@pytest.fixture
def chromium(engine: Engine) -> Chromium:
    """Return a fresh page of Chromium, with all that only it can do."""
    assert isinstance(engine, Chromium)
    return engine


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a log folder that takes seconds to read, made in no time: its files are one file under many names."""
    folder = tmp_path_factory.mktemp("big") / "projects"
    folder.mkdir()
    whole = b"".join(file.read_bytes() for file in make("today", folder.parent / "one").files())
    (folder / "000.jsonl").write_bytes(whole[: whole.rindex(b"\n", 0, 1024 * 1024) + 1])
    for number in range(1, BIG_FILES):
        (folder / f"{number:03}.jsonl").hardlink_to(folder / "000.jsonl")
    return folder


@pytest.fixture
def calculator(engine: Engine, site: Host) -> Calculator:
    """Return the calculator's page, not yet opened."""
    return Calculator(engine, site)
