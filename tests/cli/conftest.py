"""What the checks share, and the record that the pages show when all have passed."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.api import Api
from tests.cli.claude import ROOT, VERSION, Home, install, system

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = 5
"""Files of checks: only a run of all of them is recorded."""


@pytest.fixture(scope="session")
def programs() -> Path:
    """Return the folder that holds the real `claude`."""
    if sys.platform != "linux":
        pytest.skip("logins are stored elsewhere on this system")
    return install()


@pytest.fixture
def api() -> Iterator[Api]:
    """Return a running stand-in for the API; at the end nothing may have asked for a host but Anthropic's own."""
    with Api() as running:
        yield running
    assert set(running.refused) <= {"api.anthropic.com:443"}


@pytest.fixture
def home(tmp_path: Path, api: Api, programs: Path) -> Home:
    """Return an empty home folder."""
    return Home(path=tmp_path, api=api, programs=programs)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write down with what everything was checked."""
    files = {item.path.name for item in getattr(session, "items", ())}
    part = hasattr(session.config, "workerinput") or session.config.option.keyword or session.config.option.lf
    if exitstatus == 0 and len(files) == FILES and not part:
        today = dt.datetime.now(dt.UTC).date()
        text = f'version = "{VERSION}"\non = {today}\nsystem = "{system()}"\n'
        (ROOT / "calculator/data/checked.toml").write_text(CHECKED + text)


CHECKED = """\
# With what the guide's claims about credentials were last checked; written by `make test-cli` when all of it passed.
"""
