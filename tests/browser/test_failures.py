"""When Python cannot be had, the result stays readable, a sentence says so, and a retry needs no reload."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.calculator import Calculator

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.chromium import Chromium, ChromiumBrowser
    from tests.host import Fault, Host

LARGE = 50_000
"""Bytes from which a file counts as large: a fault in the middle of it is tried too."""
TROUBLE = ["Failed to load resource", "net::ERR"]
"""What the browser itself logs of a file that fails."""

WATCH = """() => {
  window.states = [];
  const watched = document.querySelector("cost-calculator");
  new MutationObserver(() => states.at(-1) === watched.dataset.state || states.push(watched.dataset.state))
    .observe(watched, { attributeFilter: ["data-state"] });
}"""
NEXT_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"


@pytest.fixture(scope="session")
def runtime(browser: Callable[[str], ChromiumBrowser], site: Host) -> dict[str, int]:
    """Return path and bytes of every file that is fetched between intent and live numbers."""
    page = browser("chromium").page(site.origin)
    try:
        calculator = Calculator(page, site)
        calculator.open()
        page.page.wait_for_load_state("networkidle")
        site.forget()
        page.choose("select[name=day]", "heavy")
        calculator.wait_for_state("live")
        return {sent.path: sent.bytes for sent in site.sent if sent.bytes and not is_chart(sent.path)}
    finally:
        page.close()


def is_chart(path: str) -> bool:
    return "vega" in path or "chart" in path


def expect_failure_and_retry(calculator: Calculator, site: Host, path: str, fault: Fault) -> None:
    """Let one file fail, look at what the reader sees, and let them try again."""
    with site.failing(path, fault):
        calculator.open()
        before, verdict = calculator.fields(), calculator.verdict()
        calculator.engine.evaluate(WATCH)
        calculator.engine.choose("select[name=day]", "heavy")
        assert calculator.wait_for_state("error", "live") == "error", f"{path} {fault} went unnoticed"
        calculator.engine.evaluate(NEXT_FRAMES)
        assert calculator.engine.evaluate("() => window.states") == ["starting", "error"]
        assert (calculator.fields(), calculator.verdict()) == (before, verdict)
        assert calculator.engine.text("[data-status]"), "nothing is said"
    calculator.engine.click("[data-action=retry]")
    calculator.wait_for_state("live")
    calculator.expect_scenario("day=heavy")
    assert calculator.engine.evaluate("() => Array.isArray(window.states)"), "the page was loaded again"


def test_the_runtime_is_what_it_should_be(runtime: dict[str, int]) -> None:
    names = " ".join(runtime)
    assert ".bin" in names
    assert sum(size > LARGE for size in runtime.values()) >= 2, runtime


@pytest.mark.parametrize("fault", ["missing", "cut", "short", "garbled"])
def test_any_file_may_fail(
    browser: Callable[[str], ChromiumBrowser], runtime: dict[str, int], site: Host, fault: Fault
) -> None:
    for path, size in runtime.items():
        if fault == "missing" or size > LARGE:
            page = browser("chromium").page(site.origin)
            try:
                expect_failure_and_retry(Calculator(page, site), site, path, fault)
                assert page.strangers() == []
            finally:
                page.close()


@pytest.mark.parametrize("engine", ["firefox", "webkit"], indirect=True)
def test_a_missing_file_elsewhere(
    calculator: Calculator, runtime: dict[str, int], site: Host, errors_expected: list[str]
) -> None:
    errors_expected.append("")  # each browser words it in its own way; other tests look at errors
    path = max(runtime, key=lambda path: runtime[path])
    expect_failure_and_retry(calculator, site, path, "missing")


def test_a_fault_is_not_kept(browser: Callable[[str], ChromiumBrowser], runtime: dict[str, int], site: Host) -> None:
    """A garbled file that went into a cache would fail every later visit too."""
    for path in (path for path, size in runtime.items() if size > LARGE):
        page = browser("chromium").page(site.origin)
        calculator = Calculator(page, site)
        try:
            with site.failing(path, "garbled"):
                calculator.open("day=heavy")
                assert calculator.wait_for_state("error", "live") == "error", path
                page.open("about:blank")
            calculator.open("day=heavy")
            assert calculator.wait_for_state("error", "live") == "live", path
        finally:
            page.close()


def test_a_file_that_never_comes_ends_in_a_sentence(
    calculator: Calculator, chromium: Chromium, runtime: dict[str, int], site: Host
) -> None:
    path = max(runtime, key=lambda path: runtime[path])
    chromium.page.clock.install()
    with site.failing(path, "hang"):
        calculator.open()
        verdict = calculator.verdict()
        chromium.choose("select[name=day]", "heavy")
        calculator.wait_for_state("starting")
        chromium.wait_until(lambda: f"{site.origin}{path}" in chromium.requests, "the file is asked for")
        assert calculator.verdict() == verdict
        chromium.page.clock.fast_forward("05:00")
        calculator.wait_for_state("error")
        assert calculator.verdict() == verdict
    chromium.click("[data-action=retry]")
    chromium.page.clock.resume()
    calculator.wait_for_state("live")
    calculator.expect_scenario("day=heavy")


def test_inputs_made_while_it_starts_are_not_lost(
    calculator: Calculator, chromium: Chromium, runtime: dict[str, int], site: Host
) -> None:
    path = max(runtime, key=lambda path: runtime[path])
    with site.failing(path, "hang"):
        calculator.open()
        chromium.choose("select[name=day]", "heavy")
        calculator.wait_for_state("starting")
        chromium.choose("select[name=plan]", "ultra")
        chromium.fill("input[name=days]", "6")
    calculator.wait_for_state("live")
    calculator.expect_scenario("plan=ultra&days=6&day=heavy")


def test_without_charts_the_numbers_come_all_the_same(
    calculator: Calculator, chromium: Chromium, site: Host, errors_expected: list[str]
) -> None:
    errors_expected += TROUBLE
    with site.failing("*vega*", "missing"):
        calculator.open("plan=max&day=heavy")
        assert calculator.wait_for_state("live", "error") == "live"
        calculator.expect_scenario("plan=max&day=heavy")
        chromium.wait_until(lambda: any("404" in text for text in chromium.errors), "a chart's file is missed")
        assert calculator.state == "live"
        assert chromium.evaluate("() => document.querySelector('[data-chart] svg') !== null"), "the built drawing stays"
