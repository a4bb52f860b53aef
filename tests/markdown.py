"""The pages as they are written: front matter, text and code blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).parent.parent / "docs"
_FENCE = re.compile(
    r'^(?P<indent>[ ]*)```(?P<language>[\w-]*)(?: title="(?P<title>[^"\n]*)")?\n'
    r"(?P<body>.*?)^(?P=indent)```[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_TAB = re.compile(r'^ *=== "([^"]+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block."""

    page: str
    line: int
    """Line of the page on which it opens."""
    language: str
    tab: str
    """Label of the tab in which it stands; empty outside of tabs."""
    title: str
    """What stands above it, such as the name of a file; empty when nothing does."""
    body: str
    """Without the indentation that a tab or a list adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One page as it is written."""

    name: str
    """Path from docs/, such as `guide/start.md`."""
    meta: dict[str, Any]
    text: str
    """Everything after the front matter."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every fenced block, in order."""
        return tuple(self._block(match) for match in _FENCE.finditer(self.text))

    @property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return _FENCE.sub("", self.text)

    def _block(self, match: re.Match[str]) -> Block:
        line = self.text.count("\n", 0, match.start()) + 1
        body = re.sub(f"^{match['indent']}", "", match["body"], flags=re.MULTILINE)
        tabs = _TAB.findall(self.text, 0, match.start()) if match["indent"] else []
        return Block(
            page=self.name,
            line=line,
            language=match["language"],
            tab=tabs[-1] if tabs else "",
            title=match["title"] or "",
            body=body,
        )


def read(path: Path) -> Written:
    """Read one page.

    Raises:
        ValueError: the page has no front matter.
    """
    _, meta, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return Written(name=path.relative_to(DOCS).as_posix(), meta=yaml.safe_load(meta), text=text)


PAGES = tuple(read(path) for path in sorted(DOCS.rglob("*.md")))
BLOCKS = tuple(block for page in PAGES for block in page.blocks)
