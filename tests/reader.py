"""A reader who follows the guide: from a login to a session on a fenced key and back, with the pages' own commands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tests.markdown import BLOCKS, Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

TABS = {"macos": "macOS", "linux": "Linux", "windows": "Windows"}
LANGUAGES = {"powershell": "powershell", "cmd": "bat"}
"""Language of the blocks for a shell; of the shells of Unix, these commands are the same in all."""
SETTINGS, SWITCH = "~/.claude/settings.json", "~/.claude/api.json"


class Terminal(Protocol):
    """What a reader types into."""

    @property
    def home(self) -> Path:
        """The home folder."""
        ...

    def run(self, lines: Iterable[str]) -> str:
        """Run lines in a new window; returns what they print."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What the pages tell one reader to type and to save, in their order."""

    keep: tuple[str, ...]
    """Before you switch: put the key into the keychain, and look how it begins."""
    files: Mapping[str, str]
    """Switch: the guard and the switch, by path."""
    start: str
    """Switch: a session on the key."""
    plain: str
    """Prove it: what is billed without the switch."""
    switched: str
    """Prove it: what is billed with it."""
    delete: str
    """Go back: delete the switch."""
    prove: str
    """Go back: what is billed now."""
    forget: tuple[str, ...]
    """Go back: take the key out of the keychain; nothing where a password manager keeps it."""


def block(page: str, *, title: str = "", language: str = "", says: str = "") -> Block:
    """Return the one block of a page that fits.

    Args:
        page: path from docs/.
        title: what stands above the block.
        language: its language.
        says: what it begins with.
    """
    found = [
        each
        for each in BLOCKS
        if each.page == page
        and (not title or each.title == title)
        and (not language or each.language == language)
        and each.body.startswith(says)
    ]
    assert len(found) == 1, f"{page}: {len(found)} blocks for {title!r}, {language!r}, {says!r}"
    return found[0]


def way(title: str, language: str) -> tuple[str, ...]:
    """Return the blocks of a way to start with the key in a variable: ask for it, start, and forget it if need be."""
    titles = (f"{title}: key", title, f"{title}: forget")
    mine = [each for each in BLOCKS if each.page == "guide/start.md" and each.language == language]
    return tuple(each.body for named in titles for each in mine if each.title == named)


def files(system: str) -> dict[str, str]:
    """Return the files of the switch as the page shows them, by path."""
    shown = [each for each in BLOCKS if each.page == "guide/start.md" and each.language == "json"]
    mine = [each for each in shown if each.tab in {"", TABS[system]} and each.title.endswith(".json")]
    # the tab for Windows names the folder in its text
    return {SWITCH if each.title == "api.json" else each.title: each.body for each in mine}


def pages(system: str, shell: str) -> Pages:
    """Return what the pages tell a reader with this system and this shell."""
    language = LANGUAGES.get(shell, "bash")
    where = TABS[system]
    keep = [each for each in BLOCKS if each.page == "guide/create-key.md" and each.tab == where]
    forget = [each for each in BLOCKS if each.title == "forget" and each.tab == where]
    starts = [each for each in BLOCKS if each.page == "guide/start.md" and each.tab == where]
    (start,) = [each.body for each in starts if each.body.startswith("claude --settings") and each.language == language]
    return Pages(
        keep=tuple(each.body for each in keep),
        files=files(system),
        start=start,
        plain=block("guide/check.md", language="bash", says="claude auth status").body,
        switched=block("guide/check.md", language=language, says="claude --settings").body,
        delete=block("guide/go-back.md", title="delete the switch", language=language).body,
        prove=block("guide/go-back.md", title="prove").body,
        forget=tuple(each.body for each in forget),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a reader saw."""

    glance: str
    """How the key in the keychain begins; on Windows the whole key."""
    plain: dict[str, Any]
    """`claude auth status` with the switch in place, but not used."""
    switched: dict[str, Any]
    """The same for the switch."""
    after: dict[str, Any]
    """The same after going back."""


def follow(told: Pages, at: Terminal, first: str = "", then: str = "") -> Followed:
    """Do what the pages say, in their order.

    Args:
        told: what they say.
        at: where it is typed.
        first: what stands in the shell's profile, in its own syntax, such as a key that should not be there.
        then: what is typed behind the command that starts a session, for one that ends by itself.
    """
    glance = at.run([first, *told.keep])
    for path, content in told.files.items():
        (at.home / path.removeprefix("~/")).write_text(content)
    plain, switched = (json.loads(at.run([first, command])) for command in (told.plain, told.switched))
    at.run([first, told.start.rstrip("\n") + then])
    at.run([first, told.delete])
    after = json.loads(at.run([first, told.prove]))
    at.run([first, *told.forget])
    return Followed(glance=glance.strip(), plain=plain, switched=switched, after=after)
