"""A reader with Linux follows the guide with the real program: from a login to a fenced session on a key, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from calculator.credentials import LOGIN
from tests.cli.claude import SECRETS, Home, furnished
from tests.reader import SETTINGS, SWITCH, follow, pages
from tests.walk import SECRET

if TYPE_CHECKING:
    from pathlib import Path

QUICK = " -p 'Say yes'"
"""A session that ends by itself."""
STRAY = "sk-ant-api03-made-up-key-that-should-not-be-there-1"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_reader_who_follows_the_pages_switches_and_comes_back(home: Home, tmp_path: Path, shell: str) -> None:
    at = furnished(home, tmp_path, shell, "linux")
    stray = f"set -gx ANTHROPIC_API_KEY {STRAY}" if shell == "fish" else f"export ANTHROPIC_API_KEY={STRAY}"
    told = pages("linux", shell)
    seen = follow(told, at, stray, QUICK)
    assert seen.glance.endswith("sk-ant-")
    assert seen.plain["authMethod"] == "claude.ai"
    assert (seen.switched["authMethod"], seen.switched["apiKeySource"]) == ("api_key_helper", "apiKeyHelper")
    assert seen.after["authMethod"] == "claude.ai"
    at.run([stray, "claude" + QUICK])
    switched, back = home.api.asked
    assert {switched.api_key, switched.bearer} == {SECRET}
    assert switched.model == "claude-sonnet-5-5"
    assert (back.api_key, back.bearer) == (None, SECRETS[LOGIN])
    left = {path.name for path in (at.home / ".claude").iterdir()}
    assert SETTINGS.rpartition("/")[2] in left, "the guard stays, as the page says"
    assert SWITCH.rpartition("/")[2] not in left
    assert not (at.home / ".ring").exists()


def test_without_the_guard_the_stray_key_is_billed(home: Home, tmp_path: Path) -> None:
    """What the pages protect from: the same reader, one file less."""
    at = furnished(home, tmp_path, "bash", "linux")
    at.run([f"export ANTHROPIC_API_KEY={STRAY}", "claude" + QUICK])
    assert [asked.api_key for asked in home.api.asked] == [STRAY]
