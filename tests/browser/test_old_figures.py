"""Days pass while nobody builds the site: the visitor's clock tells which figures are old and what still lies ahead."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from calculator import catalog, dates
from calculator.present.calculator import STALE_DAYS

if TYPE_CHECKING:
    from tests.browser.chromium import Chromium
    from tests.host import Host

CHECKED = catalog.load().checked
NOTICE = f"last checked on {dates.show(CHECKED)}, more than {STALE_DAYS} days ago"


def set_clock(chromium: Chromium, days: int, at: time) -> None:
    """Put the visitor's clock so many days after the check."""
    chromium.page.clock.set_fixed_time(datetime.combine(CHECKED + timedelta(days=days), at, UTC))


@pytest.mark.parametrize("path", ["", "prices/", "reference/history/", "reference/claims/", "pricing-explained/"])
def test_a_page_says_so_when_its_figures_are_old(chromium: Chromium, site: Host, path: str) -> None:
    notice = chromium.page.locator(".stale")
    set_clock(chromium, STALE_DAYS, time(23, 59))
    chromium.open(site.url + path)
    assert notice.count() == 1
    assert notice.is_hidden()
    set_clock(chromium, STALE_DAYS + 1, time(0, 0))
    chromium.reload()
    notice.wait_for(state="visible")
    assert NOTICE in " ".join(notice.inner_text().split())


def test_the_notice_comes_with_a_page_that_is_opened_by_a_link(chromium: Chromium, site: Host) -> None:
    set_clock(chromium, STALE_DAYS + 1, time(0, 0))
    chromium.open(site.url + "corrections/")
    assert chromium.page.locator(".stale").count() == 0
    chromium.page.locator(".md-nav__link[href*='prices/']").first.click()
    chromium.page.locator(".stale").wait_for(state="visible")


@pytest.mark.parametrize(
    ("at", "ahead"), [(datetime(2027, 1, 21, 23, 59, tzinfo=UTC), True), (datetime(2027, 1, 22, tzinfo=UTC), False)]
)
def test_a_change_lies_ahead_until_its_day_has_come(
    chromium: Chromium, site: Host, at: datetime, *, ahead: bool
) -> None:
    chromium.page.clock.set_fixed_time(at)
    chromium.open(site.url + "reference/changes/")
    mark = '<p><span class="tried" data-ahead-until="2027-01-22"> (ahead)</span></p>'
    chromium.page.evaluate("mark => document.querySelector('article').insertAdjacentHTML('beforeend', mark)", mark)
    chromium.page.locator(".tried").wait_for(state="visible" if ahead else "hidden")
