"""The switch kit's element: complete without a script, the same in the page, and nothing where a key could go."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import fences
import pytest
from pymdownx.superfences import SuperFencesException

from calculator import browser, catalog
from calculator.choice import LABELS, data, parse
from calculator.kit import kit
from calculator.present.kit import pinnable, switch_kit
from tests.test_hooks import convert  # noqa: F401  # a fixture

if TYPE_CHECKING:
    from collections.abc import Callable

ON = "2026-11-23"
DAY = date.fromisoformat(ON)
LOADED = catalog.load()
pytestmark = pytest.mark.usefixtures("fresh_page")


def codes(html: str) -> list[str]:
    """Return every block that can be copied."""
    return [unescape(code) for code in re.findall(r"<pre><code>(.*?)</code></pre>", html, re.DOTALL)]


def test_every_common_kit_is_whole_without_a_script() -> None:
    drawn = switch_kit(LOADED, "", DAY)
    assert '<switch-kit class="kit" data-state="prerendered">' in drawn
    found = codes(drawn)
    for name, fragment in data()["common"].items():
        assert f"<summary>{name}</summary>" in drawn
        choice, misread = parse(fragment, pinnable(LOADED, DAY))
        assert not misread
        made = kit(choice)
        for step in (*made.steps, made.check, made.start, *made.undo, *made.forget):
            assert not step.command or step.command in found
            assert step.file is None or step.file.content.strip() in [code.strip() for code in found]


def test_a_model_that_retires_is_offered_with_that_day_and_not_from_it_on() -> None:
    before, after = (switch_kit(LOADED, "", date(2026, 11, day)) for day in (29, 30))
    assert ">Claude Sonnet 4.5, retires 30 Nov 2026</option>" in before
    assert "Sonnet 4.5" not in after


def test_the_page_draws_what_the_build_draws() -> None:
    built = switch_kit(LOADED, "system=linux&shell=fish&keep=pass", DAY)
    live = json.loads(browser.kit("system=linux&shell=fish&keep=pass", ON))["html"]
    output = r'<output class="kit-output".*?</output>'
    (first,), (second,) = (re.findall(output, html, re.DOTALL) for html in (built, live))
    assert first == second
    assert "kit-common" not in live


def test_the_form_has_every_input_and_none_for_a_key() -> None:
    form = re.search(r"<form.*?</form>", switch_kit(LOADED, "", DAY), re.DOTALL)
    assert form is not None
    assert set(re.findall(r'name="(\w+)"', form[0])) == set(LABELS)
    assert "password" not in form[0]


def test_what_cannot_be_had_is_said_at_its_input_and_aloud() -> None:
    answer = json.loads(browser.kit("system=windows&shell=zsh&keep=pass", ON))
    assert 'id="calc-shell-problem"' in answer["html"]
    assert 'id="calc-keep-problem"' in answer["html"]
    assert "PowerShell stands" in answer["announce"]
    assert answer["fragment"].startswith("system=windows&shell=powershell&keep=op")


def test_a_wrong_input_keeps_its_last_good_value() -> None:
    browser.kit("system=linux&shell=bash&cap=70", ON)
    answer = json.loads(browser.kit("system=linux&shell=bash&cap=lots", ON))
    assert "cap=70" in answer["fragment"]


@pytest.mark.parametrize(
    "query", ["key=sk-ant-api03-SECRET", "cap=sk-ant-api03-SECRET", "sk-ant-api03-SECRET=1", "SECRET"]
)
def test_nothing_given_is_shown_again(query: str) -> None:
    assert "SECRET" not in browser.kit(query, ON)


def test_what_was_not_run_says_so() -> None:
    for shell in ("powershell", "cmd"):
        assert "Unverified" in json.loads(browser.kit(f"system=windows&shell={shell}&keep=op", ON))["html"]
    assert "Nothing was run on macOS" in json.loads(browser.kit("system=macos&shell=zsh", ON))["html"]
    linux = json.loads(browser.kit("system=linux&shell=zsh", ON))["html"]
    assert "Unverified" not in linux
    assert "macOS." not in linux


def test_links_lead_to_pages() -> None:
    html = switch_kit(LOADED, "", DAY)
    assert set(re.findall(r'href="([^"]+)"', html)) <= {"@/guide/create-key/", "@/guide/check/", "@/guide/go-back/"}


@pytest.mark.parametrize("name", ["switch-kit", "diagnosis", "credentials"])
def test_a_fence_is_a_block(convert: Callable[[str], str], name: str) -> None:  # noqa: F811
    drawn = convert(f"```{name}\n```")
    assert not drawn.startswith("<p>")
    assert len(drawn) > 1000


@pytest.mark.parametrize("source", ["```switch-kit\nsystem=amiga\n```", "```diagnosis\nnonsense\n```"])
def test_a_damaged_fence_stops_the_build(convert: Callable[[str], str], source: str) -> None:  # noqa: F811
    with pytest.raises(SuperFencesException):
        convert(source)


def test_the_first_choice_can_be_named_in_the_fence() -> None:
    drawn = fences.FENCES["switch-kit"]("system=windows&shell=cmd&keep=op&lasts=always")
    assert "%USERPROFILE%\\.claude\\settings.json" in codes(drawn.partition("<details")[0])[2]
