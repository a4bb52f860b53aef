"""The hooks: what goes wrong in a fence stops the build, and addresses are completed for the page they stand on."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import fences
import markdown
import pytest
from links import UnknownTargetError, resolve
from mkdocs.exceptions import ConfigurationError, PluginError
from pymdownx.inlinehilite import InlineHiliteException
from pymdownx.superfences import SuperFencesException

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

HOOKS = Path(__file__).parent.parent / "hooks"


def _site_hook() -> ModuleType:
    """Load hooks/site.py as MkDocs does, by its path: the standard library has a `site`, too."""
    spec = importlib.util.spec_from_file_location("site_hook", HOOKS / "site.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def convert() -> Callable[[str], str]:
    """Return a function from Markdown to HTML with this site's fences and roles."""
    configs: dict[str, Any] = {}
    fences.register(configs)
    extensions = ["pymdownx.superfences", "pymdownx.inlinehilite"]
    return markdown.Markdown(extensions=extensions, extension_configs=configs).convert


def test_a_role_draws_a_figure_inside_its_sentence(convert: Callable[[str], str]) -> None:
    drawn = convert("It costs `#!fact plans.pro.usd_per_month`.")
    assert drawn.startswith("<p>It costs <a ")
    assert 'data-field="plans.pro.usd_per_month"' in drawn


def test_a_role_that_stands_alone_keeps_its_paragraph(convert: Callable[[str], str]) -> None:
    assert convert("`#!fact plans.pro.usd_per_month`").startswith("<p><a ")


def test_a_fence_is_no_paragraph(convert: Callable[[str], str]) -> None:
    assert convert("```calculator\n```").startswith(fences.BLOCK + "<cost-calculator ")


@pytest.mark.parametrize(
    ("source", "failure"),
    [
        ("`#!fact plans.none.usd_per_month`", InlineHiliteException),
        ("`#!fact facts.none`", InlineHiliteException),
        ("`#!estimate plan=none | api`", InlineHiliteException),
        ("```estimate\nplan=none\n```", SuperFencesException),
        ("```calculator\ndays=9\n```", SuperFencesException),
    ],
)
def test_a_figure_that_is_not_there_stops_the_build(
    convert: Callable[[str], str], source: str, failure: type[Exception]
) -> None:
    with pytest.raises(failure, match=r"none|days=9"):
        convert(source)


def test_any_exception_of_any_fence_or_role_stops_the_build() -> None:
    configs: dict[str, Any] = {}
    fences.register(configs)

    def broken(_: str) -> str:
        message = "broken on purpose"
        raise RuntimeError(message)

    shown = fences._entry("broken", broken, SuperFencesException)
    with pytest.raises(SuperFencesException, match="broken on purpose"):
        shown["format"]("source", "broken", "broken", {}, None)
    assert {entry["name"] for entry in configs["pymdownx.superfences"]["custom_fences"]} == set(fences.FENCES)
    assert {entry["name"] for entry in configs["pymdownx.inlinehilite"]["custom_inline"]} == set(fences.ROLES)


def test_a_chart_is_one_image_with_a_name_and_not_searched() -> None:
    spec = {"description": 'One & "two"', "data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {}}
    drawn = fences.draw_chart({"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **spec})
    assert drawn.startswith('<svg role="img" aria-label="One &amp; &quot;two&quot;" data-search-exclude ')


def test_the_build_day_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert fences.build_day() == dt.date(2026, 9, 21)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert fences.build_day() == dt.datetime.now(dt.UTC).date()


def _resolved(text: str, page: str = "guide/start/", repository: str | None = None) -> str:
    seen = "https://example.org/repo/" + page
    return resolve(text, page=page, targets={"", "prices/", "a/b.png"}, repository=repository, seen=seen)


@pytest.mark.parametrize(
    ("page", "target", "expected"),
    [
        ("", "@/prices/#pro", "prices/#pro"),
        ("guide/start/", "@/prices/", "../../prices/"),
        ("prices/", "@/prices/#plan=pro&amp;days=5", "./#plan=pro&amp;days=5"),
        ("guide/start/", "@/", "../../"),
        ("", "@/", "./"),
        ("guide/start/", "@/a/b.png", "../../a/b.png"),
        ("guide/start/", "@report?field=plans.pro", "../../corrections/#figure=plans.pro"),
        ("guide/start/", "mailto:a@b", "mailto:a@b"),
    ],
)
def test_an_address_is_completed_for_its_page(page: str, target: str, expected: str) -> None:
    assert _resolved(f'<a href="{target}">', page) == f'<a href="{expected}">'


def test_only_links_must_lead_to_a_page() -> None:
    assert _resolved('<x data-runtime="@/assets/none/">') == '<x data-runtime="../../assets/none/">'
    with pytest.raises(UnknownTargetError, match=r"guide/start/: .*none"):
        _resolved('<a href="@/none/">')


def test_a_report_names_the_figure_and_the_page() -> None:
    report = _resolved('<a href="@report?field=plans.pro&amp;x">', repository="https://github.com/you/fork")
    assert report == (
        '<a href="https://github.com/you/fork/issues/new?template=wrong-number.yml'
        '&amp;seen=https%3A%2F%2Fexample.org%2Frepo%2Fguide%2Fstart%2F&amp;figure=plans.pro%26x">'
    )


def test_the_page_can_complete_a_report_itself() -> None:
    assert _resolved('<x data-report="@report?field=">') == '<x data-report="../../corrections/#figure=">'


def test_a_page_without_a_description_stops_the_build() -> None:
    page = SimpleNamespace(meta={}, file=SimpleNamespace(src_uri="new.md"))
    with pytest.raises(PluginError, match=r"new\.md"):
        _site_hook().on_page_markdown("", page, None, None)


def test_an_empty_site_url_stops_the_build() -> None:
    with pytest.raises(ConfigurationError, match="SITE_URL"):
        _site_hook().on_config(SimpleNamespace(site_url="", mdx_configs={}))
