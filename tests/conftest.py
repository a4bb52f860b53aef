"""The site, built once and served as its host will serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from calculator.browser.page import PAGE
from calculator.sources import door
from tests.host import Host
from tests.site import PREFIX, build_site

if TYPE_CHECKING:
    from collections.abc import Iterator

# no test depends on how busy the machine is
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

door.UNFORESEEN = ()

BROWSERS = "tests/browser/"
APART = "tests/browser/test_accessibility.py"
"""The tests of browsers that come last and go to whoever is free: with them one process would work for longer."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that are apart last."""
    items.sort(key=lambda item: item.nodeid.startswith(APART))


class OneForBrowsers(LoadScopeScheduling):
    """Gives a process whole files, and one of them nearly all of browsers: two at once would wait for each other."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return BROWSERS if file.startswith(BROWSERS) and file != APART else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneForBrowsers:
    """Say which process runs what, where there are several."""
    return OneForBrowsers(config, log)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Return the host that serves the built site."""
    folder = tmp_path_factory.mktemp("site")
    with Host(folder, PREFIX) as host:
        build_site(folder, host.url)
        yield host


@pytest.fixture
def fresh_page() -> Iterator[None]:
    """Let a test start as a page that was just opened, and leave nothing behind."""
    PAGE.__init__()
    yield
    PAGE.__init__()
