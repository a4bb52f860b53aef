"""The Content-Security-Policy: one for all pages, first in each, and true to the scripts that stand there."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import policy
import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.host import Host

JAVASCRIPT = {None, "", "module", "text/javascript"}


class Page(HTMLParser):
    """What a browser would run or obey in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.in_head: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self._code: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("html", "head"):
            self.in_head.append((tag, given))
        if tag == "script" and "src" not in given and given.get("type") in JAVASCRIPT:
            self._code = []
        self.handlers += [name for name in given if name.startswith("on")]
        self.handlers += [value for value in given.values() if value and value.strip().startswith("javascript:")]

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._code is not None:
            self.scripts.append("".join(self._code))
            self._code = None

    @property
    def policies(self) -> list[str]:
        return [
            given["content"] or ""
            for tag, given in self.in_head
            if tag == "meta" and (given.get("http-equiv") or "").lower() == "content-security-policy"
        ]


@pytest.fixture(scope="module")
def pages(site: Host) -> Mapping[str, Page]:
    """Return every page of the built site, by its path."""
    (root,) = site.mounts.values()
    return {str(path.relative_to(root)): Page(path.read_text()) for path in root.rglob("*.html")}


def test_every_page_has_the_same_policy_before_all_else(pages: Mapping[str, Page]) -> None:
    assert "calculator/index.html" in pages
    assert "404.html" in pages
    for path, page in pages.items():
        tag, given = page.in_head[0]
        assert (tag, given.get("http-equiv")) == ("meta", "Content-Security-Policy"), path
    assert {tuple(page.policies) for page in pages.values()} == {tuple(pages["index.html"].policies)}
    assert len(pages["index.html"].policies) == 1


def test_every_inline_script_is_allowed_by_its_hash(pages: Mapping[str, Page]) -> None:
    (written,) = pages["index.html"].policies
    scripts = {code for page in pages.values() for code in page.scripts}
    assert len(scripts) > 1, "the theme's script that differs by depth is in no page"
    for code in scripts:
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in written, code[:80]
    assert written.count("'sha256-") == len(scripts), "the policy allows scripts that are not there"


def test_the_policy_lets_nothing_out(pages: Mapping[str, Page]) -> None:
    (written,) = pages["index.html"].policies
    rules = dict(rule.strip().split(" ", 1) for rule in written.split(";"))
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == "'self'"
    assert rules["form-action"] == rules["object-src"] == "'none'"
    assert "unsafe-inline" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]
    sources = {source for rule in rules.values() for source in rule.split()}
    assert {source for source in sources if not source.startswith("'")} == {"blob:", "data:"}


def test_nothing_relies_on_handlers_that_the_policy_refuses(pages: Mapping[str, Page]) -> None:
    assert {path: page.handlers for path, page in pages.items() if page.handlers} == {}


def test_the_character_set_is_declared_where_browsers_look_for_it(site: Host) -> None:
    (root,) = site.mounts.values()
    for path in root.rglob("*.html"):
        assert b"<meta charset" in path.read_bytes()[:1024], f"{path}: the policy has grown too long"


def test_a_served_site_allows_the_script_that_reloads_it() -> None:
    written = policy.policy(["<script>changes()</script>"], any_inline=True)
    assert "'unsafe-inline'" in written
    assert "sha256-" not in written, "a hash would switch 'unsafe-inline' off"
    assert "connect-src 'self'" in written


def test_data_in_scripts_needs_no_permission() -> None:
    page = '<script type="application/ld+json">{}</script><script type="module">go()</script>'
    assert policy.inline_scripts(page) == ["go()"]


def test_a_page_without_a_head_is_refused() -> None:
    with pytest.raises(ValueError, match="without <head>"):
        policy.with_policy("<p>bare</p>", "default-src 'self'")
    assert policy.with_policy('<head lang="en"><title>', "x").startswith('<head lang="en"><meta http-equiv=')
