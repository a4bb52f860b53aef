"""On an address that browsers do not trust, as in a local network without HTTPS, the calculator does with less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.calculator import Calculator, command
from tests.browser.chromium import UNTRUSTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.chromium import ChromiumBrowser
    from tests.host import Fault, Host

SCENARIO = "plan=max&day=heavy"
MISSING = """() => [isSecureContext, "locks" in navigator, "clipboard" in navigator, "caches" in window,
  "subtle" in crypto, "randomUUID" in crypto, "showDirectoryPicker" in window]"""


@pytest.fixture
def untrusted(browser: Callable[[str], ChromiumBrowser], site: Host) -> Iterator[Calculator]:
    """Return the calculator's page on such an address of the same host."""
    page = browser("chromium").page(site.origin.replace("127.0.0.1", UNTRUSTED))
    calculator = Calculator(page, site)
    calculator.url = calculator.url.replace("127.0.0.1", UNTRUSTED)
    site.forget()
    try:
        yield calculator
        assert page.strangers() == []
    finally:
        page.close()


def test_it_starts_and_reads_a_folder_with_helpers(untrusted: Calculator, big: Path) -> None:
    untrusted.open(SCENARIO)
    assert untrusted.engine.evaluate(MISSING) == [False] * 7
    assert untrusted.wait_for_state("live", "error") == "live"
    untrusted.expect_scenario(SCENARIO)
    untrusted.read("folder", [big])
    untrusted.expect_report(command("report", big))
    untrusted.engine.click("[data-action=copy-link]")
    untrusted.engine.wait_for(
        "() => document.querySelector('[data-status]').innerText.includes('Copy this link: http')"
    )
    assert untrusted.engine.errors == []


@pytest.mark.parametrize("fault", ["missing", "cut", "garbled"])
def test_an_image_that_fails_ends_in_a_sentence_and_a_retry_helps(
    untrusted: Calculator, site: Host, fault: Fault
) -> None:
    """No hash can be taken there: that a file is damaged shows when it is unpacked."""
    with site.failing("*/python.bin", fault):
        untrusted.open(SCENARIO)
        assert untrusted.wait_for_state("live", "error") == "error"
        assert "The numbers here are the last good ones." in untrusted.engine.text("[data-status]")
    untrusted.engine.click("[data-action=retry]")
    untrusted.wait_for_state("live")
    untrusted.expect_scenario(SCENARIO)
