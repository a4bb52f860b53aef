"""axe-core on every page, light and dark, and on every state of the calculator; reflow at 320 pixels."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Literal

import pytest

from tests.corpora import make
from tests.site import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium
    from tests.host import Host

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  const where = (nodes) => nodes.map((node) => node.html).join(" ").slice(0, 400);
  return violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${where(nodes)}`);
}"""
SCHEME = "() => document.body.dataset.mdColorScheme"
NARROW, LOW = 320, 640
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120)).slice(-5)"""
OVERLAPS = """() => {
  // the answer is meant to stay in view above the others
  const both = ":is(cost-calculator, .calc-beside) > :is(section, form)";
  const parts = [...document.querySelectorAll(`${both}:not(.calc-answer)`)];
  const places = parts.map((part) => part.getBoundingClientRect());
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const covered = (i) => places.slice(0, i).some((place) => !apart(place, places[i]));
  return parts.filter((_, i) => covered(i)).map((part) => part.className);
}"""
FOCUS = """() => {
  const one = document.activeElement;
  // the field that switches colours is hidden; its picture shows the focus
  const shown = one.matches(".md-option") ? one.nextElementSibling : one;
  const { width, height, bottom } = shown.getBoundingClientRect();
  const outlined = getComputedStyle(shown).outlineStyle !== "none";
  return [one.className, width > 0 && height > 0 && bottom > 0 && outlined];
}"""
Scheme = Literal["light", "dark"]


def violations(page: Chromium) -> list[str]:
    """Return what axe-core objects to in the page as it is now."""
    if not page.evaluate("() => 'axe' in window"):
        page.page.evaluate(AXE)
    return page.evaluate(RUN, TAGS)


def pages(site: Host) -> list[str]:
    """Return every address in the built site's map."""
    listed = ET.parse(site.root / "sitemap.xml").getroot()  # noqa: S314 - our own file
    return [str(place.text) for place in listed.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_a_barrier_is_seen(chromium: Chromium, site: Host) -> None:
    chromium.open(site.url)
    chromium.evaluate("() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert any(barrier.startswith("image-alt") for barrier in violations(chromium))


def test_the_sitemap_lists_the_pages_under_the_sub_path(site: Host) -> None:
    listed = pages(site)
    assert len(listed) > 5
    assert all(url.startswith(site.url) for url in listed)


@pytest.mark.parametrize(("scheme", "shown"), [("light", "default"), ("dark", "slate")])
def test_no_page_has_a_barrier(
    chromium: Chromium, site: Host, scheme: Scheme, shown: str, errors_expected: list[str]
) -> None:
    chromium.prefer(scheme)
    found = {}
    errors_expected.append("404")  # the last page is one that is not there
    for url in [*pages(site), f"{site.url}not/there/"]:
        chromium.open(url)
        assert chromium.evaluate(SCHEME) == shown
        found[url.removeprefix(site.url)] = violations(chromium)
    assert {url: barriers for url, barriers in found.items() if barriers} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, 1280])
def test_no_state_of_the_calculator_has_a_barrier(  # noqa: PLR0913, PLR0917 - fixtures
    calculator: Calculator,
    chromium: Chromium,
    site: Host,
    scheme: Scheme,
    width: int,
    tmp_path: Path,
    errors_expected: list[str],
) -> None:
    errors_expected.append("Failed to load resource")
    chromium.prefer(scheme)
    chromium.resize(width, 800)
    corpus = make("small", tmp_path)
    found = {}

    def look(state: str) -> None:
        found[state] = violations(chromium)

    calculator.open()
    look(calculator.state)
    with site.failing("*.bin", "missing"):
        chromium.choose("select[name=day]", "heavy")
        calculator.wait_for_state("error")
        look(calculator.state)
    with site.failing("*.bin", "hang"):
        chromium.click("[data-action=retry]")
        calculator.wait_for_state("starting")
        look(calculator.state)
    calculator.wait_for_state("live")
    look(calculator.state)
    calculator.read("files", corpus.files())
    chromium.evaluate(
        "() => document.querySelectorAll('cost-calculator details').forEach((one) => { one.open = true; })"
    )
    look("result of an import")
    assert list(found) == ["prerendered", "error", "starting", "live", "result of an import"]
    assert {state: barriers for state, barriers in found.items() if barriers} == {}


def test_reading_has_no_barrier(calculator: Calculator, chromium: Chromium, big: Path) -> None:
    calculator.open("plan=max")
    calculator.wait_for_state("live")
    chromium.page.evaluate(AXE)
    chromium.set_files("cost-calculator input[name=folder]", [big])
    chromium.wait_for("() => document.querySelector('[data-progress] progress')?.value > 0")
    found = violations(chromium)
    assert calculator.state == "importing", "it was over before it was looked at"
    assert found == []


@pytest.mark.parametrize("width", [NARROW, 768, 1280])
def test_no_part_of_the_calculator_covers_another(
    calculator: Calculator, chromium: Chromium, width: int, tmp_path: Path
) -> None:
    chromium.resize(width, 800)
    calculator.open("plan=max")
    calculator.read("files", make("small", tmp_path).files())
    assert chromium.evaluate("() => document.querySelectorAll('cost-calculator section').length") >= 4
    assert chromium.evaluate(OVERLAPS) == []


def test_home_shows_its_doors_and_a_whole_example_without_scrolling(chromium: Chromium, site: Host) -> None:
    chromium.resize(1280, 800)
    chromium.open(site.url)
    bottoms = (
        "() => ['.doors', '.calc-example'].map((part) => document.querySelector(part).getBoundingClientRect().bottom)"
    )
    assert max(chromium.evaluate(bottoms)) <= 800
    shown = "() => [...document.querySelectorAll('.calc-option__blocked')].map((one) => one.checkVisibility())"
    assert all(chromium.evaluate(shown)), "dollars alone would make the smallest plan look best"


def test_nothing_in_the_header_takes_the_focus_unseen(chromium: Chromium, site: Host) -> None:
    chromium.resize(1280, 800)
    chromium.open(site.url)
    stops = []
    while not stops or not stops[-1][0].startswith("md-nav__link"):
        chromium.press("Tab")
        stops.append(chromium.evaluate(FOCUS))
    assert len(stops) > 4
    assert [name for name, seen in stops if not seen] == []


def test_nothing_is_wider_than_a_small_phone(chromium: Chromium, site: Host) -> None:
    chromium.resize(NARROW, LOW)
    found = {}
    for url in pages(site):
        chromium.open(url)
        assert chromium.evaluate("() => innerWidth") == NARROW
        found[url.removeprefix(site.url)] = chromium.evaluate(TOO_WIDE)
    assert {url: wide for url, wide in found.items() if wide} == {}


def test_a_result_is_no_wider_than_a_small_phone(calculator: Calculator, chromium: Chromium, tmp_path: Path) -> None:
    chromium.resize(NARROW, LOW)
    calculator.open("plan=max")
    calculator.read("files", make("small", tmp_path).files())
    chromium.evaluate(
        "() => document.querySelectorAll('cost-calculator details').forEach((one) => { one.open = true; })"
    )
    assert chromium.evaluate(TOO_WIDE) == []


IN_VIEW = """() => {
  const { top, bottom } = document.querySelector("[data-status]").getBoundingClientRect();
  return 0 < top && bottom < innerHeight;
}"""
PLACE = "(selector) => document.querySelector(selector).getBoundingClientRect().top"
FOCUSED = "(selector) => document.activeElement.matches(selector)"
HEARD = "() => document.querySelector('[data-announce]').textContent"


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_what_is_said_of_an_action_is_seen_there_and_moves_nothing(
    calculator: Calculator, chromium: Chromium, width: int
) -> None:
    chromium.resize(width, LOW)
    calculator.open("plan=max")
    calculator.wait_for_state("live")
    button = "[data-action=keep]"
    chromium.evaluate(f"() => document.querySelector('{button}').scrollIntoView({{ block: 'center' }})")
    place = chromium.evaluate(PLACE, button)
    chromium.click(button)
    chromium.wait_for("() => document.querySelector('[data-status]').textContent.startsWith('Kept')")
    assert chromium.evaluate(IN_VIEW)
    assert chromium.evaluate(PLACE, button) == place


def test_nothing_moves_while_python_starts(calculator: Calculator, chromium: Chromium, site: Host) -> None:
    chromium.resize(NARROW, LOW)
    with site.failing("*.bin", "hang"):
        calculator.open()
        place = chromium.evaluate(PLACE, "select[name=plan]")
        chromium.evaluate("() => document.querySelector('select[name=plan]').focus({ preventScroll: true })")
        chromium.wait_for("() => document.querySelector('[data-status] progress') !== null")
        assert chromium.evaluate(PLACE, "select[name=plan]") == place
        assert chromium.evaluate(IN_VIEW)


def test_the_focus_stays_near_what_is_gone(calculator: Calculator, chromium: Chromium, tmp_path: Path) -> None:
    def press(selector: str) -> None:
        chromium.evaluate("(selector) => document.querySelector(selector).focus()", selector)
        chromium.press("Enter")

    calculator.open("plan=max")
    calculator.wait_for_state("live")
    press("[data-action=keep]")
    chromium.choose("select[name=day]", "heavy")
    chromium.wait_for("() => document.querySelector('[data-action=drop-kept]') !== null")
    press("[data-action=drop-kept]")
    chromium.wait_for("() => document.querySelector('[data-action=drop-kept]') === null")
    assert chromium.evaluate(FOCUSED, "[data-behind] summary")
    calculator.read("files", make("small", tmp_path).files())
    press(".calc-report [data-action=clear]")
    chromium.wait_for("() => document.querySelector('.calc-report') === null")
    assert chromium.evaluate(FOCUSED, "#calc-sample button")


def test_the_focus_stays_near_a_cancelled_reading(calculator: Calculator, chromium: Chromium, big: Path) -> None:
    calculator.open("plan=max")
    calculator.wait_for_state("live")
    chromium.set_files("cost-calculator input[name=folder]", [big])
    chromium.wait_for("() => document.querySelector('[data-action=cancel]') !== null")
    chromium.evaluate("() => document.querySelector('[data-action=cancel]').focus()")
    chromium.press("Enter")
    calculator.wait_for_state("live")
    assert chromium.evaluate(FOCUSED, "#calc-sample button")


def test_what_came_of_files_is_heard(calculator: Calculator, chromium: Chromium, tmp_path: Path) -> None:
    calculator.open("plan=max")
    calculator.read("files", make("small", tmp_path).files())
    chromium.wait_for(f"() => ({HEARD})().includes(' responses would have cost $')")
    assert calculator.verdict() in chromium.evaluate(HEARD)
    chromium.click(".calc-report [data-action=clear]")
    chromium.wait_for(f"() => !({HEARD})().includes(' responses would have cost $')")
    assert calculator.verdict() == chromium.evaluate(HEARD)
    assert chromium.evaluate("() => document.querySelector('cost-calculator output').ariaLive") == "off"


LETTERS = """() => Math.min(...[...document.querySelectorAll("[data-chart] svg")].map((one) =>
  12 * one.getBoundingClientRect().width / one.viewBox.baseVal.width))"""
"""Pixels of the smallest text in a chart, whose axes are set in 12."""
UNCOVERED = """() => {
  const one = document.activeElement;
  const bar = document.querySelector(".calc-answer");
  return bar.contains(one) || one.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top;
}"""
ON_PAPER = """() => [".calc-option__blocked", ".calc-hint", "figcaption", "caption"].map((one) =>
  getComputedStyle(document.querySelector(`cost-calculator :is(.calc-answer, [data-behind]) ${one}`)).color)"""


def test_the_text_of_charts_is_readable_on_a_small_phone(calculator: Calculator, chromium: Chromium) -> None:
    chromium.resize(NARROW, LOW)
    calculator.open()
    assert chromium.evaluate(LETTERS) >= 9


def test_the_bar_of_a_phone_covers_nothing_that_has_the_focus(calculator: Calculator, chromium: Chromium) -> None:
    chromium.resize(NARROW, LOW)
    calculator.open("plan=max")
    calculator.wait_for_state("live")
    chromium.evaluate("() => document.querySelector('#calc-files').focus()")
    for field in ("TEXTAREA", "SUMMARY"):
        chromium.press("Tab")
        assert chromium.evaluate("() => document.activeElement.tagName") == field
        assert chromium.evaluate(UNCOVERED)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_black_on_white_and_has_no_buttons(calculator: Calculator, chromium: Chromium, scheme: Scheme) -> None:
    chromium.prefer(scheme)
    calculator.open("plan=max&wall=4")
    calculator.wait_for_state("live")
    chromium.click("[data-action=keep]")
    chromium.choose("select[name=day]", "heavy")
    chromium.wait_for("() => document.querySelector('[data-action=drop-kept]') !== null")
    chromium.page.emulate_media(media="print")
    assert set(chromium.evaluate(ON_PAPER)) <= {"rgba(0, 0, 0, 0.62)", "rgba(0, 0, 0, 0.87)"}
    seen = (
        "() => [...document.querySelectorAll('cost-calculator button')].filter((one) => one.checkVisibility()).length"
    )
    assert chromium.evaluate(seen) == 0
