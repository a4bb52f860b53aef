"""A reader's way through the calculator: first paint, live numbers, links, the back button, the keyboard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.browser.calculator import CHARTED, command, flat

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium, ChromiumBrowser
    from tests.host import Host

EVERYWHERE = pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"], indirect=True)
OPTIONS = {"stay", "credits", "next_plan", "api"}
LEAVE_A_MARK = "() => { window.sameDocument = true; }"
SAME_DOCUMENT = "() => window.sameDocument === true"
FOCUSED = "() => document.activeElement?.name ?? document.activeElement?.tagName"


def options_shown(fields: dict[str, str]) -> set[str]:
    return {name.split(".")[1] for name in fields if name.startswith("options.")}


def is_runtime(path: str) -> bool:
    """Tell what may only be fetched once the reader means to calculate."""
    return path.endswith((".wasm", ".bin", ".whl")) or "/runtime/" in path


@EVERYWHERE
def test_the_first_paint_is_a_complete_example(calculator: Calculator, site: Host) -> None:
    calculator.open()
    assert calculator.state == "prerendered"
    assert options_shown(calculator.fields()) >= OPTIONS
    assert "Example" in calculator.engine.text("cost-calculator output")
    assert calculator.verdict()
    assert [sent.path for sent in site.sent if is_runtime(sent.path)] == []


def test_the_first_paint_needs_no_javascript(browser: Callable[[str], ChromiumBrowser], site: Host) -> None:
    context = browser("chromium").browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{site.url}calculator/")
        figures = page.locator("cost-calculator data[data-field]")
        shown = {figure.get_attribute("data-field"): figure.get_attribute("value") for figure in figures.all()}
        assert figures.first.is_visible()
        assert page.locator("cost-calculator noscript").is_visible()
        assert page.locator("cost-calculator svg").first.is_visible()
    finally:
        context.close()
    estimate = command("estimate", "")
    expected = {name: value for name, value in flat(estimate) if name in shown}
    assert expected == {name: value for name, value in shown.items() if name in expected}
    assert options_shown(expected) >= OPTIONS


@EVERYWHERE
def test_live_numbers_equal_the_command_line(calculator: Calculator) -> None:
    calculator.open()
    calculator.engine.choose("select[name=day]", "heavy")
    assert calculator.wait_for_state("live", "error") == "live"
    calculator.expect_scenario("plan=pro&days=5&day=heavy&wall=unknown&models=opus")
    calculator.engine.choose("select[name=plan]", "ultra")
    calculator.engine.fill("input[name=days]", "7")
    calculator.expect_scenario("plan=ultra&days=7&day=heavy&wall=unknown&models=opus")


@EVERYWHERE
def test_a_link_opens_its_scenario(calculator: Calculator) -> None:
    calculator.open("plan=max&days=3&day=light&models=mostly-sonnet")
    assert calculator.wait_for_state("live", "error") == "live"
    calculator.expect_scenario("plan=max&days=3&day=light&wall=unknown&models=mostly-sonnet")
    assert calculator.engine.evaluate("() => document.querySelector('select[name=plan]').value") == "max"
    assert "Example" not in calculator.engine.text("cost-calculator output")


@EVERYWHERE
def test_the_back_button_undoes(calculator: Calculator) -> None:
    calculator.open("plan=max&days=5&day=average&wall=unknown&models=opus")
    calculator.wait_for_state("live")
    calculator.engine.evaluate(LEAVE_A_MARK)
    # a typed change: WebKit skips steps of a page that nobody has touched, and its driver cannot work a menu
    calculator.engine.fill("input[name=days]", "2")
    calculator.expect_scenario("plan=max&days=2&day=average&wall=unknown&models=opus")
    calculator.engine.back()
    calculator.expect_scenario("plan=max&days=5&day=average&wall=unknown&models=opus")
    assert calculator.engine.evaluate("() => document.querySelector('input[name=days]').value") == "5"
    assert calculator.engine.evaluate(SAME_DOCUMENT)


def test_a_damaged_link_gives_defaults_and_names_the_field(calculator: Calculator) -> None:
    calculator.open("plan=gold&days=99&colour=%3Cimg%20src%3Dx%20onerror%3Dwindow.pwned%3D1%3E&day=heavy")
    calculator.wait_for_state("live")
    estimate = command("estimate", "day=heavy")
    calculator.expect(dict(flat(estimate)), at_least=len(estimate["options"]))
    said = calculator.engine.text("cost-calculator")
    for piece in ("Plan: one of", "Days: a whole number", "colour"):
        assert piece in said
    assert calculator.engine.evaluate("() => window.pwned === undefined && !document.querySelector('img[src=x]')")


def test_each_recalculation_is_measured_and_announced_once(calculator: Calculator) -> None:
    calculator.open()
    calculator.engine.choose("select[name=day]", "heavy")
    calculator.wait_for_state("live")
    calculator.expect_scenario("day=heavy")
    spoken = "(verdict) => document.querySelector('[data-announce]').textContent.includes(verdict)"
    calculator.engine.wait_for(spoken, calculator.verdict())
    calculator.engine.evaluate(
        """() => {
          const region = document.querySelector("[data-announce]");
          window.announced = [];
          new MutationObserver(() => announced.push(region.textContent)).observe(region, {
            childList: true, characterData: true, subtree: true });
        }"""
    )
    measured = "() => performance.getEntriesByName('calculator:update').length"
    before = calculator.engine.evaluate(measured)
    calculator.engine.choose("select[name=day]", "light")
    calculator.expect_scenario("day=light")
    assert calculator.engine.evaluate(measured) == before + 1
    calculator.engine.wait_for(spoken, calculator.verdict())
    said = calculator.engine.evaluate("() => announced.filter(Boolean)")
    assert len(said) == 1, said


def test_typing_keeps_focus_and_place(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open("plan=max&days=5&day=own&session_usd=2&sessions=1")
    calculator.wait_for_state("live")
    field = chromium.page.locator("input[name=session_usd]")
    field.click()
    chromium.press("End")
    place = field.evaluate("(field) => field.getBoundingClientRect().top")
    for key in (".", "5", "0"):
        chromium.press(key)
    calculator.expect_scenario("plan=max&days=5&day=own&wall=unknown&models=opus&session_usd=2.5&sessions=1")
    assert chromium.evaluate(FOCUSED) == "session_usd"
    assert field.input_value() == "2.50"
    assert field.evaluate("(field) => field.selectionStart") == 4
    assert abs(field.evaluate("(field) => field.getBoundingClientRect().top") - place) < 2


def tab_to(page: Chromium, name: str) -> None:
    """Press Tab until the field of this name has the focus, as someone without a mouse does."""
    for _ in range(120):
        page.press("Tab")
        if page.evaluate(FOCUSED) == name:
            return
    pytest.fail(f"Tab never reaches {name}")


def test_the_keyboard_alone_is_enough(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open()
    tab_to(chromium, "plan")
    chromium.press("ArrowDown")
    calculator.expect_scenario("plan=max")
    assert chromium.evaluate(FOCUSED) == "plan"
    tab_to(chromium, "days")
    chromium.page.keyboard.type("2")  # Tab has selected what stood there
    calculator.expect_scenario("plan=max&days=2")
    assert chromium.evaluate(FOCUSED) == "days"
    hidden = "() => getComputedStyle(document.activeElement).outlineStyle === 'none'"
    assert not chromium.evaluate(hidden), "the focus must be visible"
    chromium.evaluate("() => document.querySelector('#calc-more summary').focus()")
    chromium.press("Enter")
    tab_to(chromium, "fee")
    chromium.page.keyboard.type("18")
    calculator.expect_scenario("plan=max&days=2&fee=18")
    assert chromium.page.locator("#calc-more").get_attribute("open") is not None
    tab_to(chromium, "folder")


def test_instant_navigation_away_and_back(calculator: Calculator, chromium: Chromium, site: Host) -> None:
    calculator.open("plan=max&day=heavy")
    calculator.wait_for_state("live")
    calculator.expect_scenario("plan=max&day=heavy")
    chromium.evaluate(LEAVE_A_MARK)
    chromium.page.locator("cost-calculator a[href*='prices']").first.click()
    chromium.wait_for("() => !document.querySelector('cost-calculator') && location.pathname.endsWith('/prices/')")
    site.forget()
    chromium.page.locator("a[href$='calculator/']").first.click()
    chromium.wait_for("() => document.querySelector('cost-calculator')")
    chromium.choose("select[name=day]", "light")
    calculator.expect_scenario("day=light")
    assert chromium.evaluate(SAME_DOCUMENT), "the page was loaded again instead of navigated"
    assert [sent.path for sent in site.sent if sent.path.endswith((".wasm", ".bin"))] == []


def test_back_to_a_scenario_after_instant_navigation(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open("plan=max&day=heavy")
    calculator.expect_scenario("plan=max&day=heavy")
    chromium.page.locator("cost-calculator a[href*='prices']").first.click()
    chromium.wait_for("() => !document.querySelector('cost-calculator')")
    chromium.back()
    chromium.wait_for("() => document.querySelector('cost-calculator')")
    calculator.expect_scenario("plan=max&day=heavy")


IN_TURNS = """async () => {
  const { draw } = await import(new URL("../assets/chart.mjs", location));
  let turns = 0;
  const other = setInterval(() => turns++); // what else waits for the page
  const encoding = { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } };
  const { drawing } = await draw({ data: { values: [{ x: 1, y: 2 }, { x: 2, y: 1 }] }, mark: "line", encoding });
  clearInterval(other);
  return [turns, drawing.querySelectorAll("svg path").length > 0];
}"""


def test_a_chart_gives_way_to_what_waits_while_it_is_drawn(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open("plan=max")
    calculator.wait_for_state("live")
    chromium.wait_for(CHARTED)
    turns, drawn = chromium.evaluate(IN_TURNS)
    assert drawn
    assert turns >= 2


def test_a_second_visit_fetches_no_runtime_again(calculator: Calculator, chromium: Chromium, site: Host) -> None:
    calculator.open("plan=max")
    calculator.wait_for_state("live")
    chromium.wait_for(CHARTED)
    first = {sent.path for sent in site.sent if is_runtime(sent.path)}
    assert first, "nothing that counts as runtime was fetched at all"
    site.forget()
    chromium.page = chromium.context.new_page()
    calculator.open("plan=ultra")
    calculator.wait_for_state("live")
    chromium.wait_for(CHARTED)
    assert [sent for sent in site.sent if sent.bytes and is_runtime(sent.path)] == []


def test_a_visit_weeks_later_fetches_no_python_again(calculator: Calculator, chromium: Chromium, site: Host) -> None:
    """The host lets its files be cached for ten minutes; what the page itself keeps lasts."""
    calculator.open("plan=max")
    calculator.wait_for_state("live")
    chromium.wait_for(CHARTED)
    session = chromium.context.new_cdp_session(chromium.page)
    session.send("Network.clearBrowserCache")
    session.detach()
    site.forget()
    calculator.open("plan=ultra")
    chromium.reload()
    calculator.wait_for_state("live")
    chromium.wait_for(CHARTED)
    again = {sent.path.rpartition("/")[2] for sent in site.sent if sent.bytes}
    assert "vega.js" in again, "the browser's cache was not empty"
    assert [name for name in again if name.endswith((".wasm", ".bin", "asm.js"))] == []


def test_the_json_download_is_the_command_lines(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open("plan=max&days=3&day=heavy")
    calculator.wait_for_state("live")
    calculator.expect_scenario("plan=max&days=3&day=heavy")
    downloaded = json.loads(chromium.download("[data-action=download-json]"))
    assert downloaded == command("estimate", "plan=max&days=3&day=heavy")


def test_what_was_changed_before_the_script_came_counts(calculator: Calculator, chromium: Chromium) -> None:
    chromium.page.add_init_script(
        "addEventListener('readystatechange', () => { document.querySelector('select[name=day]').value = 'heavy'; },"
        " { once: true, capture: true })"
    )
    calculator.open()
    calculator.expect_scenario("plan=pro&days=5&day=heavy&wall=unknown&models=opus")
