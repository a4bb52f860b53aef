"""What the page fetches to calculate: true to its list, the same from every build, and able to do what CPython does."""

from __future__ import annotations

import ast
import base64
import hashlib
import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import image
import pytest
import runtime

from calculator import browser
from tests import golden
from tests.site import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.host import Host

NODE = Path(sys.executable).with_name("node")
LOG = "\n".join(golden.log_lines()).encode()
CUT = len(LOG) // 3
CALLS: tuple[tuple[str, list[Any]], ...] = (
    *((name, [scenario, golden.ON]) for scenario in golden.SCENARIOS for name in ("answer", "update")),
    ("import_begin", []),
    ("import_offer", [json.dumps(["projects/a/b.jsonl", "notes.txt", "gone.jsonl"])]),
    ("import_feed", [json.dumps([["projects/a/b.jsonl", CUT, False]]), LOG[:CUT]]),
    ("import_feed", [json.dumps([["projects/a/b.jsonl", len(LOG) - CUT, True]]), LOG[CUT:]]),
    ("import_progress", [len(LOG), 1, 40]),
    ("import_unreadable", ["gone.jsonl", "NotFoundError: <gone>"]),
    ("import_end", ["plan=max", golden.ON]),
    ("download", ["plan=max&day=heavy", golden.ON]),
    ("import_clear", ["plan=max", golden.ON]),
    ("kit", ["system=linux&shell=fish", golden.ON]),
    ("diagnose", ["ANTHROPIC_API_KEY=sk-ant-1\nANTHROPIC_BASE_URL=http://127.0.0.1"]),
)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Return the file from which the page starts, by the way in which it does."""
    made, folder = image.image(runtime.CACHE), tmp_path_factory.mktemp("runtime")
    (folder / "image").write_bytes(made.memory.content)
    (folder / "library").write_bytes(made.library.content)
    return {path.name: path for path in folder.iterdir()}


def in_pyodide(start: Path, calls: Sequence[tuple[str, list[Any]]]) -> list[str | None]:
    def sent(argument: object) -> object:
        return {"base64": base64.b64encode(argument).decode()} if isinstance(argument, bytes) else argument

    ran = subprocess.run(
        [NODE, ROOT / "tests/pyodide_node.mjs", image.PYODIDE, ROOT / "docs/assets/worker.mjs", start.name, start],
        input=json.dumps([[name, [sent(argument) for argument in arguments]] for name, arguments in calls]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.usefixtures("fresh_page")
@pytest.mark.parametrize("way", ["image", "library"])
def test_pyodide_does_what_cpython_does(started: Mapping[str, Path], way: str) -> None:
    expected = [getattr(browser, name)(*arguments) for name, arguments in CALLS]
    assert in_pyodide(started[way], CALLS) == expected


def test_the_image_holds_all_that_the_page_may_import_and_no_more(started: Mapping[str, Path]) -> None:
    """There is nothing to import from in the page: a module that was left out would fail its reader in need."""
    (found,) = in_pyodide(started["image"], [("modules", [])])
    tree = _sources()
    modules = {path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in tree}
    templates = {f"calculator.built.{path.stem}" for path in (ROOT / "calculator/present/templates").glob("*.html")}
    wanted = modules & set(image.wanted(tree))
    assert {"calculator.browser", "calculator.built.data", *templates} <= wanted
    assert wanted <= set(found or ())
    assert not {"calculator.__main__", "calculator.sources.folder", "argparse", "tokenize.main"} & set(found or ())


def _sources() -> image.Tree:
    files = (path for path in (ROOT / "calculator").rglob("*.*") if "__pycache__" not in path.parts)
    tree = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}
    return tree | image.built(tree)


def test_two_builds_are_equal(tmp_path: Path) -> None:
    first = image.image(runtime.CACHE)
    code = "import pathlib, sys; sys.path.insert(0, 'hooks'); import image; image.image(pathlib.Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "UTC+1"}
    subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, env=environment, check=True)
    (made,) = tmp_path.iterdir()
    assert (runtime.CACHE / made.name).is_dir()
    assert image.image(tmp_path) == first


def test_of_two_builds_at_once_the_first_image_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other build is reading it by then."""
    target = tmp_path / f"image-{image._digest()}"

    def make(folder: Path) -> Path:
        for made, content in ((target, b"first"), (folder / "finished", b"second")):
            made.mkdir()
            for part in ("wasm", "memory", "library"):
                (made / part).write_bytes(content)
                (made / f"{part}.zst").write_bytes(content)
        return folder / "finished"

    (tmp_path / "image-old").mkdir()
    monkeypatch.setattr(image, "_make", make)
    assert image.image(tmp_path).wasm.content == b"first"
    assert list(tmp_path.iterdir()) == [target]


def test_an_unchanged_image_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = image.image(runtime.CACHE)
    monkeypatch.setattr(image, "_make", lambda _: pytest.fail("made again"))
    assert image.image(runtime.CACHE) == kept


def test_a_failing_tool_stops_the_build() -> None:
    with pytest.raises(RuntimeError, match="No module named no_such_tool"):
        image._run("-m", "no_such_tool")


def test_the_list_on_the_page_is_true(site: Host) -> None:
    (root,) = site.mounts.values()
    page = (root / "calculator/index.html").read_text()
    (tag,) = re.findall(r"<cost-calculator [^>]*>", page)
    values = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
    folder = root / "calculator" / values["data-runtime"]
    listed = json.loads(values["data-files"])
    assert sorted(listed) == sorted(path.name for path in folder.iterdir())
    for name, (size, sent, digest) in listed.items():
        content = unpacked(folder / name)
        assert len(content) == size
        assert base64.b64encode(hashlib.sha256(content).digest()).decode() == digest
        assert 0 < sent <= size
    assert (root / "calculator" / values["data-root"]).resolve() == root.resolve()
    assert folder.resolve().parent == root.resolve() / "assets/runtime"
    assert folder.resolve().name.startswith("0.29.5-")


def unpacked(path: Path) -> bytes:
    """Return a file of the runtime as the page works with it."""
    if path.suffix != ".bin":
        return path.read_bytes()
    code = "process.stdout.write(require('zlib').zstdDecompressSync(require('fs').readFileSync(process.argv[1])))"
    return subprocess.run([NODE, "-e", code, path], capture_output=True, check=True).stdout


def test_the_first_visit_weighs_at_most_five_megabytes() -> None:
    later = {"library.bin", "vega.js", "vega-lite.js", *runtime.sample()}
    python = [entry.sent for name, entry in runtime.manifest().items() if name not in later]
    assert sum(python) <= 5_000_000
    assert runtime.manifest()["library.bin"].sent <= 2_500_000
    assert sum(runtime.manifest()[name].sent for name in ("vega.js", "vega-lite.js")) <= 300_000
    assert sum(runtime.manifest()[name].sent for name in runtime.sample()) <= 200_000


def test_the_folder_is_named_after_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    before = runtime.folder()
    changed = {**runtime.manifest(), "python.bin": runtime.Entry(content=b"", size=0, sent=0, sha256="other")}
    monkeypatch.setattr(runtime, "manifest", lambda: changed)
    assert runtime.folder() != before


def test_a_changed_library_is_noticed() -> None:
    with pytest.raises(ValueError, match="has changed"):
        runtime._swap("export default 1", "export const", "const")


def test_the_calculator_knows_of_no_browser() -> None:
    for path in (ROOT / "calculator").rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text())))
        names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        assert not {name.split(".")[0] for name in names} & {"js", "pyodide", "pyodide_js", "_pyodide"}, path
