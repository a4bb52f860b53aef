"""Nothing that a reader enters can leave: the policy binds the page and the worker that holds Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium
    from tests.browser.engines import Engine

ESCAPES = """async (url) => {
  // what a driver evaluates may use eval until it first waits
  await new Promise((resolve) => setTimeout(resolve));
  const tried = {};
  const attempt = async (name, action) => {
    try { await action(); tried[name] = "done"; } catch (error) { tried[name] = "refused"; }
  };
  await attempt("fetch", () => fetch(url, { mode: "no-cors" }));
  await attempt("import", () => import(`${url}escape.mjs`));
  await attempt("eval", () => (0, eval)("1 + 1"));
  await attempt("Function", () => new Function("return 1")());
  await attempt("WebSocket", () => new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace("http", "ws"));
    socket.onopen = resolve;
    socket.onerror = reject;
  }));
  return tried;
}"""
REFUSED = dict.fromkeys(("fetch", "import", "eval", "Function", "WebSocket"), "refused")
NOISE = ["Content Security Policy", "Content-Security-Policy", "violates", "policy:"]
"""How the browsers report what they refuse."""
IN_BLOB_WORKER = """(source, url) => new Promise((resolve) => {
  const code = `onmessage = async ({ data }) => postMessage(await (${source})(data));`;
  const blob = new Blob([code], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(blob), { type: "module" });
  worker.onmessage = ({ data }) => resolve(data);
  worker.postMessage(url);
})"""
"""Runs a function in a worker that is started as the calculator starts its own, from a `blob:` address."""
SMUGGLE = """(source) => {
  const code = `addEventListener("message", async ({ data }) => {
    if (data.stranger) postMessage({ tried: await (${source})(data.stranger) });
  });`;
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) =>
    createObjectURL(blob.type === "text/javascript" ? new Blob([code, blob], { type: blob.type }) : blob);
  const Plain = Worker;
  window.smuggled = [];
  window.Worker = function (...given) { const made = new Plain(...given); smuggled.push(made); return made; };
}"""
ASK_SMUGGLED = """(url) => new Promise((resolve) => {
  for (const worker of smuggled) {  // one that has ended does not answer
    worker.addEventListener("message", ({ data }) => data.tried && resolve(data.tried));
    worker.postMessage({ stranger: url });
  }
})"""
EVERYWHERE = pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"], indirect=True)


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Host]:
    """Return another origin on this machine, which would answer."""
    (tmp_path / "index.html").write_text("reached")
    (tmp_path / "escape.mjs").write_text("export const reached = true;")
    with Host(tmp_path) as host:
        yield host


def expect_refusal(tried: dict[str, str], engine: Engine, stranger: Host, strangers_allowed: list[str]) -> None:
    """Check that every attempt was refused, and by the policy: nobody was asked."""
    if engine.name == "chromium":
        # it tells of a module's request before the policy refuses it; whether it arrives, the host knows
        strangers_allowed.append(f"{stranger.url}escape.mjs")
    assert tried == REFUSED
    assert stranger.sent == ()


def test_the_worker_with_python_cannot_phone_home(
    chromium: Chromium, calculator: Calculator, stranger: Host, errors_expected: list[str], strangers_allowed: list[str]
) -> None:
    errors_expected += NOISE
    calculator.open("plan=max")
    calculator.wait_for_state("live")
    assert chromium.in_worker("() => typeof WorkerGlobalScope") == "function"
    expect_refusal(chromium.in_worker(ESCAPES, stranger.url), chromium, stranger, strangers_allowed)


@EVERYWHERE
def test_nor_can_it_elsewhere(
    engine: Engine, calculator: Calculator, stranger: Host, errors_expected: list[str], strangers_allowed: list[str]
) -> None:
    """Where the driver cannot reach into a worker, the page smuggles the attempts into the worker's script."""
    errors_expected += NOISE
    calculator.open()
    engine.evaluate(SMUGGLE, ESCAPES)
    engine.choose("select[name=day]", "heavy")
    calculator.wait_for_state("live")
    expect_refusal(engine.evaluate(ASK_SMUGGLED, stranger.url), engine, stranger, strangers_allowed)


@EVERYWHERE
def test_a_worker_started_from_the_page_inherits_its_policy(
    engine: Engine, calculator: Calculator, stranger: Host, errors_expected: list[str], strangers_allowed: list[str]
) -> None:
    errors_expected += NOISE
    calculator.open()
    expect_refusal(engine.evaluate(IN_BLOB_WORKER, ESCAPES, stranger.url), engine, stranger, strangers_allowed)


@EVERYWHERE
def test_the_page_cannot_phone_home(
    engine: Engine, calculator: Calculator, stranger: Host, errors_expected: list[str], strangers_allowed: list[str]
) -> None:
    errors_expected += NOISE
    calculator.open()
    expect_refusal(engine.evaluate(ESCAPES, stranger.url), engine, stranger, strangers_allowed)


@EVERYWHERE
def test_the_attempts_would_be_seen_without_a_policy(  # noqa: PLR0913, PLR0917 - fixtures
    engine: Engine,
    site: Host,
    stranger: Host,
    errors_expected: list[str],
    strangers_allowed: list[str],
    tmp_path: Path,
) -> None:
    """The tests above prove something only if their attempts get through where nothing forbids them."""
    errors_expected.append("")  # two of the browsers send strangers into a dead end, and complain
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "index.html").write_text("<!doctype html><title>Bare</title><link rel=icon href=data:,>")
    site.mounts["/bare/"] = bare
    engine.open(f"{site.origin}/bare/")
    tried = engine.evaluate(IN_BLOB_WORKER, ESCAPES, stranger.url)
    del site.mounts["/bare/"]
    engine.settle()
    strangers_allowed += engine.strangers()
    assert {stranger.url, f"{stranger.url}escape.mjs"} <= set(engine.strangers())
    assert tried["eval"] == tried["Function"] == "done"
    if engine.name == "chromium":
        assert tried["fetch"] == tried["import"] == "done"
        assert {sent.path for sent in stranger.sent} >= {"/", "/escape.mjs"}


def test_every_page_carries_the_same_policy(site: Host) -> None:
    """Under instant navigation the landing page's policy stays in force, so there can be only one."""
    policies = set()
    for page in sorted(site.root.rglob("*.html")):
        head, mark, rest = page.read_text().partition('<meta http-equiv="Content-Security-Policy" content="')
        assert mark, f"{page} has no policy"
        assert "<script" not in head, f"{page}: the policy comes after a script"
        policies.add(rest.partition('"')[0])
    assert len(policies) == 1
    for rule in ("default-src 'self'", "connect-src 'self'", "worker-src 'self' blob:", "object-src 'none'"):
        assert rule in policies.copy().pop()
