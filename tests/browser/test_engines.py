"""The drivers see what the other tests rely on: requests of pages and workers, errors, and the reader's own actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.engines import Engine

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Probe</title>
<link rel="icon" href="data:,">
<input id="text"><select id="select"><option value="a">A<option value="b">B</select>
<input id="files" type="file" multiple><button id="button">Press</button><output id="out"></output>
<script type="module">
  const out = document.querySelector("#out");
  const say = (text) => { out.textContent = text; };
  document.querySelector("#text").oninput = (event) => say(event.target.value);
  document.querySelector("#select").onchange = (event) => say(event.target.value);
  document.querySelector("#button").onclick = () => say("pressed");
  document.querySelector("#files").onchange = (event) =>
    say([...event.target.files].map((file) => `${file.name} ${file.size}`).join(", "));
  const worker = new URL("worker.mjs", location.href).href;
  window.ask = (url) => new Promise((resolve) => {
    const blob = new Blob([`import ${JSON.stringify(worker)}`], { type: "text/javascript" });
    const asked = new Worker(URL.createObjectURL(blob), { type: "module" });
    asked.onmessage = (event) => resolve(event.data);
    setTimeout(() => asked.postMessage(url), 0);
  });
</script></html>"""
WORKER = """onmessage = async ({ data }) => {
  try { postMessage((await fetch(data)).status); } catch (error) { postMessage(String(error)); }
};"""

EVERYWHERE = pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"], indirect=True)


@pytest.fixture
def probe(site: Host, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "worker.mjs").write_text(WORKER)
    site.mounts["/probe/"] = tmp_path
    yield f"{site.origin}/probe/"
    del site.mounts["/probe/"]


@EVERYWHERE
def test_a_request_of_a_worker_to_another_origin_is_seen(
    engine: Engine, probe: str, strangers_allowed: list[str], errors_expected: list[str], tmp_path: Path
) -> None:
    engine.open(probe)
    assert engine.evaluate("(url) => ask(url)", f"{probe}worker.mjs") == 200
    engine.settle()
    assert engine.strangers() == []
    with Host(tmp_path) as stranger:
        engine.evaluate("(url) => ask(url)", f"{stranger.url}worker.mjs")
        engine.evaluate("async (url) => { try { await fetch(url); } catch {} }", f"{stranger.url}index.html")
    engine.settle()
    strangers_allowed += [f"{stranger.url}worker.mjs", f"{stranger.url}index.html"]
    errors_expected += ["502", "Load failed", "CORS"]
    assert sorted(engine.strangers()) == sorted(strangers_allowed)


@EVERYWHERE
def test_an_uncaught_error_is_seen(engine: Engine, probe: str, errors_expected: list[str]) -> None:
    engine.open(probe)
    errors_expected.append("mishap")
    engine.evaluate("() => { setTimeout(() => { throw new Error('mishap'); }); }")
    engine.wait_for("() => new Promise((done) => setTimeout(() => done(true)))")
    engine.settle()
    assert [text for text in engine.errors if "mishap" in text]


@EVERYWHERE
def test_the_readers_actions(engine: Engine, probe: str, tmp_path: Path) -> None:
    engine.open(probe)
    for act, said in (
        (lambda: engine.click("#button"), "pressed"),
        (lambda: engine.fill("#text", "first"), "first"),
        (lambda: engine.fill("#text", "12.5"), "12.5"),
        (lambda: engine.choose("#select", "b"), "b"),
    ):
        act()
        assert engine.text("#out") == said
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for path in paths:
        path.write_text("{}")
    engine.set_files("#files", paths)
    assert engine.wait_for("() => out.textContent.includes('json') && out.textContent") == "a.jsonl 2, b.jsonl 2"
    engine.evaluate("() => document.querySelector('#button').focus()")
    engine.press("Enter")
    assert engine.text("#out") == "pressed"


@EVERYWHERE
def test_history_and_pictures(engine: Engine, probe: str, tmp_path: Path) -> None:
    engine.open(probe)
    engine.open(f"{probe}#a=1")
    engine.open(f"{probe}#a=2")
    engine.back()
    assert engine.evaluate("() => location.hash") == "#a=1"
    engine.evaluate("() => { window.mark = 1; }")
    engine.reload()
    assert engine.evaluate("() => typeof window.mark") == "undefined"
    engine.resize(800, 600)
    assert engine.evaluate("() => innerWidth") == 800
    engine.screenshot(tmp_path / "shot.png")
    assert (tmp_path / "shot.png").read_bytes().startswith(b"\x89PNG")
