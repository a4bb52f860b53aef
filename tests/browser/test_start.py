"""Python starts from the image of its memory; where that cannot be put back, from its library, to the same numbers."""

from __future__ import annotations

import dis
from typing import TYPE_CHECKING

import pytest

from calculator import estimate
from tests.browser.calculator import command
from tests.corpora import Corpus, make

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium
    from tests.host import Host

SCENARIO = "plan=max&day=heavy"
EVERYWHERE = pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"], indirect=True)
DAMAGE = """(part, code) => {
  window.starts = [];
  window.called = new Set(); // from what those were started that were asked to calculate
  window.Worker = class extends Worker {
    postMessage(message, ...rest) {
      if (message.operation === "boot") starts.push((this.from = message.request.from));
      if (message.operation === "call") called.add(this.from);
      const { source } = message.request ?? {};
      if (!source || this.from === "library") return super.postMessage(message, ...rest);
      damaged(source).then((source) => super.postMessage({ ...message, request: { source } }, ...rest));
    }
  };
  const stands = (image, at) => code.every((byte, more) => byte === null || image[at + more] === byte);
  const damaged = async (source) => {
    const image = new Uint8Array(await source.arrayBuffer());
    const [, head, count] = new Uint32Array(image.buffer, 0, 5);
    const start = 20 + 4 * count; // Pyodide's own comes first: a mark, the build it is of
    const places = {
      nothing: [0, 0],
      mark: [start, start + 4],
      build: [start + 16, start + 48],
      memory: [start + 256, image.length],
    };
    const found = places[part] ? 0 : image.findIndex((_, at) => stands(image, at));
    const [from, to] = places[part] ?? [found, found + code.length];
    return new Blob([image.map((byte, at) => (at >= from && at < to ? byte ^ 0x5a : byte))]);
  };
}"""
"""Damages part of the image behind the check of what has arrived, as if it could not be put back in this browser."""


def instructions(code: CodeType) -> list[int | None]:
    """Return the bytes of code as they stand in memory, but for those that Python writes over while it runs."""
    found: list[int | None] = []
    for each in dis.get_instructions(code):
        caches = sum(size for _, size, _ in each.cache_info or ())
        changes = caches or each.opname == "RESUME"
        found += [None if changes else each.opcode, (each.arg or 0) & 0xFF, *[None] * (2 * caches)]
    return found


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make("small", tmp_path_factory.mktemp("small"))


def start(calculator: Calculator, damage: str) -> list[str]:
    """Start with a damaged image; return from what was started."""
    calculator.open()
    calculator.engine.evaluate(DAMAGE, damage, instructions(estimate.estimate.__code__))
    calculator.engine.choose("select[name=plan]", "max")
    calculator.engine.choose("select[name=day]", "heavy")
    assert calculator.wait_for_state("live", "error") == "live"
    calculator.expect_scenario(SCENARIO)
    return calculator.engine.evaluate("() => window.starts")


def fetched(site: Host) -> int:
    return site.bytes_sent("*/library.bin")


@EVERYWHERE
def test_it_starts_from_the_image_and_fetches_nothing_else(calculator: Calculator, site: Host) -> None:
    assert start(calculator, "nothing") == ["image"]
    assert not fetched(site)


@EVERYWHERE
@pytest.mark.parametrize("damage", ["mark", "build", "memory"])
def test_it_starts_from_the_library_where_the_image_cannot_be_put_back(
    calculator: Calculator, site: Host, small: Corpus, damage: str, errors_expected: list[str]
) -> None:
    errors_expected += ["Pyodide", "Python"]  # what it reports by itself when its memory makes no sense
    assert start(calculator, damage) == ["image", "library"]
    assert fetched(site)
    calculator.read("files", small.files())
    calculator.expect_report(command("report", small.folder))


@EVERYWHERE
def test_it_starts_from_the_library_where_the_image_can_be_put_back_and_then_breaks(
    calculator: Calculator, site: Host, small: Corpus, errors_expected: list[str]
) -> None:
    errors_expected.append("")  # what a Python says that breaks
    assert start(calculator, "calculation") == ["image", "library"]
    assert calculator.engine.evaluate("() => [...window.called]") == ["image", "library"]
    assert fetched(site)
    calculator.read("files", small.files())
    calculator.expect_report(command("report", small.folder))


def test_helpers_and_later_ones_start_from_what_the_first_could(
    calculator: Calculator, chromium: Chromium, big: Path, site: Host
) -> None:
    start(calculator, "build")
    site.forget()
    calculator.read("folder", [big])
    calculator.expect_report(command("report", big))
    chromium.in_worker("() => void setTimeout(() => self.close())", number=0)
    chromium.fill("input[name=days]", "3")
    chromium.wait_for("() => window.starts.length === 4")
    assert set(chromium.evaluate("() => window.starts.slice(1)")) == {"library"}
    calculator.wait_for_state("importing", "live")
    assert not fetched(site)


def test_where_the_library_fails_too_a_sentence_says_so_and_a_retry_helps(
    calculator: Calculator, chromium: Chromium, site: Host, errors_expected: list[str]
) -> None:
    errors_expected += ["Failed to load resource"]
    calculator.open()
    verdict = calculator.verdict()
    chromium.evaluate(DAMAGE, "build", [])
    with site.failing("*/library.bin", "missing"):
        chromium.choose("select[name=plan]", "max")
        assert calculator.wait_for_state("live", "error") == "error"
        assert "library.bin" in chromium.text("[data-status]")
        assert calculator.verdict() == verdict
    chromium.click("[data-action=retry]")
    calculator.wait_for_state("live")
    calculator.expect_scenario("plan=max")
