"""The site, built once and served as its host will serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

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
