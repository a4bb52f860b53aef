"""What every written page keeps: no figure typed by hand, a description, a length, and commands that parse."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
import yaml
from fences import FENCES

from tests.markdown import BLOCKS, DOCS, PAGES, Block, Written

MOST_WORDS = 1200
DESCRIPTION = range(50, 171)
"""Characters that search engines show without cutting."""

MOST_OF_A_TITLE = 46
"""Characters of a title that search engines show beside the name of the site."""

SHELLS = {"bash": ("bash", "zsh"), "fish": ("fish",)}
"""Shells in which a block of this language is meant to run."""

PLAIN = {"json", "yaml", "text", "powershell", "bat"}
"""Languages of blocks that no shell of these tests can read."""

MONEY = re.compile(
    r"[$€£]\s?\d"
    r"|\b\d[\d,.]*\s?(?:k\s)?(?:US\s)?(?:dollars?|cents?|USD|EUR)\b"
    r"|\b(?:USD|EUR)\s?\d",
    re.IGNORECASE,
)
STRIP = ["You will have", "Takes", "You need", "Last checked"]

by_name = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def blocks(*languages: str) -> pytest.MarkDecorator:
    """Run a test on every block of these languages."""
    found = [block for block in BLOCKS if block.language in languages]
    assert found, f"no block of {languages} is left to test"
    return pytest.mark.parametrize("block", found, ids=lambda block: f"{block.page}:{block.line}")


def typed_money(text: str) -> list[str]:
    """Return every amount of money in the text."""
    return MONEY.findall(text)


@by_name
def test_no_money_is_typed_by_hand(page: Written) -> None:
    commands = [block.body for block in page.blocks if block.language in {*SHELLS, "yaml"}]
    text = page.text
    for command in commands:
        text = text.replace(command, "")
    assert not typed_money(text)
    assert not typed_money(page.meta["description"])


@pytest.mark.parametrize(
    "text",
    ["costs $20 a month", "about $ 1,800", "20 dollars", "5 US dollars", "USD 500", "4.50 USD", "40 cents", "€20"],
)
def test_the_search_for_money_finds_it(text: str) -> None:
    assert typed_money(text)


@pytest.mark.parametrize("text", ["`$HOME/bin`", "`$env:NAME`", "30 days", "1,000 searches", "US dollars per million"])
def test_the_search_for_money_leaves_the_rest(text: str) -> None:
    assert not typed_money(text)


@by_name
def test_a_page_has_a_description_of_a_length_that_is_shown_whole(page: Written) -> None:
    assert len(page.meta["description"]) in DESCRIPTION


def test_descriptions_are_unique() -> None:
    descriptions = [page.meta["description"] for page in PAGES]
    assert len(set(descriptions)) == len(descriptions) > 1


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "index.md"], ids=lambda page: page.name)
def test_a_page_has_a_title_that_says_what_it_is_about_where_the_site_does_not_stand_around_it(page: Written) -> None:
    """As in a list of search results or of tabs; the heading may be one word."""
    title = page.meta["title"]
    assert re.search(r"\b(Claude|API)\b", title)
    assert len(title) <= MOST_OF_A_TITLE


@by_name
def test_what_goes_into_the_head_of_a_page_needs_no_escape(page: Written) -> None:
    """The theme puts it between quotes as it is: a quote in it would end the description that search engines show."""
    assert not re.search(r'["<>&]', page.meta.get("title", "") + page.meta["description"])


def test_titles_are_unique() -> None:
    titles = [page.meta.get("title") for page in PAGES]
    assert len(set(titles)) == len(titles)


@by_name
def test_a_page_is_short(page: Written) -> None:
    assert len(page.text.split()) <= MOST_WORDS


@by_name
def test_a_page_has_one_title(page: Written) -> None:
    assert len(re.findall(r"^# ", page.prose, re.MULTILINE)) == 1


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name.startswith("guide/") or page.name == "blocked.md"],
    ids=lambda p: p.name,
)
def test_a_guide_page_says_first_what_it_gives_and_takes(page: Written) -> None:
    strip = page.text.partition('<div class="strip" markdown>')[2].partition("</div>")[0]
    assert re.findall(r"^(\S.*)\n:   \S", strip, re.MULTILINE) == STRIP
    assert re.search(r"Last checked\n:   \d{1,2} \w{3} \d{4}", strip)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.page}:{block.line}")
def test_the_language_of_a_block_is_known(block: Block) -> None:
    """A typo in the name of a fence would show its source in silence."""
    assert block.language in {*FENCES, *SHELLS, *PLAIN}


@blocks("json")
def test_json_parses(block: Block) -> None:
    json.loads(block.body)


@pytest.mark.parametrize("path", [".github", "mkdocs.yml"])
def test_yaml_parses(path: str) -> None:
    root = DOCS.parent / path
    files = [root] if root.is_file() else sorted(root.rglob("*.yml"))
    assert files
    for file in files:
        assert yaml.safe_load(file.read_text(encoding="utf-8").replace("!ENV ", ""))


def _shell(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is not installed: .ci/run installs it"
    return found


@blocks(*SHELLS)
def test_commands_parse(block: Block) -> None:
    for shell in SHELLS[block.language]:
        parsed = subprocess.run(
            [_shell(shell), "-n"], input=block.body, capture_output=True, text=True, check=False, timeout=30
        )
        assert not parsed.returncode, f"{shell}: {parsed.stderr}"
        assert not parsed.stderr, f"{shell}: {parsed.stderr}"
