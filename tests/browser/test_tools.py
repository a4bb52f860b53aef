"""The switch kit and the credential check answer in the page, and give nothing away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.chromium import Chromium
    from tests.browser.engines import Engine
    from tests.host import Host

EVERYWHERE = pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"], indirect=True)
LIVE = "(tag) => document.querySelector(tag).dataset.state === 'live'"
SECRET = "sk-ant-api03-" + "Zq9" * 20


@EVERYWHERE
def test_the_kit_follows_the_choice(engine: Engine, site: Host) -> None:
    engine.open(f"{site.url}guide/start/")
    before = engine.text(".kit-output")
    engine.choose("#calc-system", "linux")
    engine.choose("#calc-shell", "fish")
    engine.wait_for(LIVE, "switch-kit")
    engine.wait_for("(text) => document.querySelector('.kit-output').innerText.includes(text)", "run in fish on Linux")
    assert engine.text(".kit-output") != before
    assert engine.evaluate("() => document.querySelector('#calc-shell').value") == "fish"


@EVERYWHERE
def test_the_check_reads_a_paste_and_shows_no_secret(engine: Engine, site: Host) -> None:
    engine.open(f"{site.url}guide/check/")
    engine.fill("#check-paste", f"ANTHROPIC_API_KEY={SECRET}")
    engine.wait_for(LIVE, "credential-check")
    engine.wait_for("() => !document.querySelector('.check-output').innerText.includes('Example')")
    assert "API" in engine.text(".check-output .calc-verdict")
    assert SECRET not in engine.text(".check-output")
    assert SECRET in engine.evaluate("() => document.querySelector('#check-paste').value")
    assert SECRET not in engine.evaluate("() => location.href")
    assert [sent.path for sent in site.sent if SECRET in sent.path] == []


def test_what_was_chosen_before_the_script_came_counts(chromium: Chromium, site: Host) -> None:
    chromium.page.add_init_script(
        "addEventListener('readystatechange', () => { document.querySelector('#calc-system').value = 'windows'; },"
        " { once: true, capture: true })"
    )
    chromium.open(f"{site.url}guide/start/")
    chromium.wait_for(LIVE, "switch-kit")
    assert "PowerShell" in chromium.text(".kit-output")


def test_a_form_that_nobody_touched_fetches_nothing(chromium: Chromium, site: Host) -> None:
    for page in ("guide/start/", "guide/check/", "calculator/"):
        chromium.open(f"{site.url}{page}")
        chromium.settle()
        assert chromium.evaluate("() => document.querySelector('[data-runtime]').dataset.state ?? ''") in {
            "",
            "prerendered",
        }
