"""Pages as Markdown for language models: what mkdocs-llmstxt needs to write llms.txt and llms-full.txt.

Registered twice: as a hook, and as the plugin's `preprocess`, which calls `preprocess` with each page.
"""

import re
from pathlib import Path

from bs4 import BeautifulSoup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils.meta import get_data

WRITTEN = ("llms.txt", "llms-full.txt")
DROPPED = (
    "form",
    "button",
    "noscript",
    "[aria-hidden=true]",
    "[hidden]",
    "[data-drop]",
    "[data-progress]",
    "a[href*='figure=']",
    ".calc-dates",
    ".calc-logs",
    ".sources details",
)
"""What only a person in front of the page can use, and what the other pages say the other way round."""
REPEATED = "a[href*='sources/#'], a[href*='history/#'], a.figure"
"""Links of which there are hundreds, to pages that are in the same text."""

_PADDING = re.compile(r"^\|.*\|$", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Say in llms.txt of each page what its front matter says."""
    options = config.plugins["llmstxt"].config
    docs = Path(config.docs_dir)
    options["sections"] = {
        name: [_described(page, docs) for pattern in patterns for page in sorted(docs.glob(pattern))]
        for name, patterns in options["sections"].items()
    }
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Let pages link to what the plugin will write at the end."""
    for name in WRITTEN:
        files.append(File.generated(config, name, content=""))
    return files


def preprocess(soup: BeautifulSoup, _output: str) -> None:
    """Take out what means nothing in text, and leave of a link to a source its id."""
    for element in soup.select(", ".join(DROPPED)):
        element.decompose()
    for element in soup.select(f"{REPEATED}, tfoot"):
        element.unwrap()
    for stamp in soup.select("p.stamp"):
        stamp.string = stamp.get_text().partition(".")[0] + "."


def on_post_build(config: MkDocsConfig) -> None:
    """Take the padding out of the tables: it is a third of the text."""
    site = Path(config.site_dir)
    for file in (*site.rglob("*.md"), site / WRITTEN[-1]):
        file.write_text(_PADDING.sub(_narrow, file.read_text(encoding="utf-8")), encoding="utf-8")


def _narrow(row: re.Match[str]) -> str:
    return re.sub(r"-{3,}", "---", re.sub(r" {2,}", " ", row[0]))


def _described(page: Path, docs: Path) -> dict[str, str]:
    _, meta = get_data(page.read_text(encoding="utf-8"))
    return {page.relative_to(docs).as_posix(): str(meta.get("description", ""))}
