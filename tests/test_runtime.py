"""What the page fetches to calculate: true to its list, the same from every build, and able to do what CPython does."""

from __future__ import annotations

import ast
import base64
import hashlib
import html
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bundle
import pytest
import runtime

from calculator import browser
from tests import golden
from tests.site import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.host import Host

NODE = Path(sys.executable).with_name("node")
LOG = "\n".join(golden.log_lines()).encode()
CUT = len(LOG) // 3
CALLS: tuple[tuple[str, list[Any]], ...] = (
    *(("update", [scenario, golden.ON]) for scenario in golden.SCENARIOS),
    ("import_begin", [json.dumps(["projects/a/b.jsonl", "notes.txt", "gone.jsonl"])]),
    ("import_feed", [json.dumps([[0, CUT, False]]), LOG[:CUT]]),
    ("import_feed", [json.dumps([[0, len(LOG) - CUT, True]]), LOG[CUT:]]),
    ("import_progress", [len(LOG), 1, 40]),
    ("import_unreadable", [2, "NotFoundError: <gone>"]),
    ("import_end", ["plan=max", golden.ON]),
    ("download", ["plan=max&day=heavy", golden.ON]),
    ("import_clear", ["plan=max", golden.ON]),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive that Python reads in the page."""
    path = tmp_path_factory.mktemp("runtime") / bundle.INNER
    path.write_bytes(bundle.unpacked(bundle.bundle(runtime.CACHE)))
    return path


def in_pyodide(archive: Path, calls: Sequence[tuple[str, list[Any]]]) -> list[str | None]:
    def sent(argument: object) -> object:
        return {"base64": base64.b64encode(argument).decode()} if isinstance(argument, bytes) else argument

    ran = subprocess.run(
        [NODE, ROOT / "tests/pyodide_node.mjs", bundle.PYODIDE, archive],
        input=json.dumps([[name, [sent(argument) for argument in arguments]] for name, arguments in calls]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_archive_does_what_cpython_does(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_page", browser._Page())
    expected = [getattr(browser, name)(*arguments) for name, arguments in CALLS]
    assert in_pyodide(archive, CALLS) == expected


def test_every_module_in_the_archive_can_be_imported(archive: Path) -> None:
    """A module that imports one which was left out would fail its reader at the moment of need."""
    names = [name for name in zipfile.ZipFile(archive).namelist() if name.startswith(("calculator/", "jinja2/"))]
    modules = sorted(name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".") for name in names)
    code = f"for name in {[name for name in modules if not name.endswith('.toml')]}: __import__(name)"
    script = f"""
      const {{ loadPyodide }} = await import({json.dumps((bundle.PYODIDE / "pyodide.mjs").as_uri())});
      const python = await loadPyodide({{ stdLibURL: {json.dumps(str(archive))} }});
      try {{ python.runPython({json.dumps(code)}); }} catch (error) {{ console.error(error.message); process.exit(1); }}
    """
    ran = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]


def test_the_archive_holds_what_is_needed_and_no_more(archive: Path) -> None:
    names = zipfile.ZipFile(archive).namelist()
    assert not [name for name in names if name.endswith((".py", ".html"))]
    assert "calculator/__main__.pyc" not in names
    assert "argparse.pyc" not in names
    assert {"calculator/browser.pyc", "calculator/built/data.pyc", "calculator/built/body.pyc"} <= set(names)


def test_two_builds_are_equal(tmp_path: Path) -> None:
    code = "import pathlib, sys; sys.path.insert(0, 'hooks'); import bundle; bundle.bundle(pathlib.Path(sys.argv[1]))"
    for name in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": name, "TZ": f"UTC+{name}"}
        subprocess.run([sys.executable, "-c", code, tmp_path / name], cwd=ROOT, env=environment, check=True)
    (first,), (second,) = ((tmp_path / name).iterdir() for name in ("1", "2"))
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


def test_an_unchanged_archive_is_not_built_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = bundle.bundle(runtime.CACHE)
    monkeypatch.setattr(bundle, "_make", lambda _: pytest.fail("built again"))
    assert bundle.bundle(runtime.CACHE) == kept


def test_a_failing_tool_stops_the_build() -> None:
    with pytest.raises(RuntimeError, match="No module named no_such_tool"):
        bundle._run("-m", "no_such_tool")


def test_the_list_on_the_page_is_true(site: Host) -> None:
    (root,) = site.mounts.values()
    page = (root / "calculator/index.html").read_text()
    (tag,) = re.findall(r"<cost-calculator [^>]*>", page)
    values = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
    folder = root / "calculator" / values["data-runtime"]
    listed = json.loads(values["data-files"])
    assert sorted(listed) == sorted(path.name for path in folder.iterdir())
    for name, (size, sent, digest) in listed.items():
        content = (folder / name).read_bytes()
        assert len(content) == size
        assert base64.b64encode(hashlib.sha256(content).digest()).decode() == digest
        assert 0 < sent <= size
    assert (root / "calculator" / values["data-root"]).resolve() == root.resolve()
    assert folder.resolve().parent == root.resolve() / "assets/runtime"
    assert folder.resolve().name.startswith("0.29.5-")


def test_the_first_visit_weighs_at_most_five_megabytes() -> None:
    later = {"vega.js", *runtime.sample()}
    python = [entry.sent for name, entry in runtime.manifest().items() if name not in later]
    assert sum(python) <= 5_000_000
    assert runtime.manifest()["vega.js"].sent <= 400_000
    assert sum(runtime.manifest()[name].sent for name in runtime.sample()) <= 200_000


def test_the_folder_is_named_after_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    before = runtime.folder()
    changed = {**runtime.manifest(), "python.zip": runtime.Entry(content=b"", sent=0, sha256="other")}
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


def test_what_is_built_is_what_would_be_parsed() -> None:
    """The page takes its data and templates from the build; they must be those of the files."""
    with zipfile.ZipFile(io.BytesIO(bundle.unpacked(bundle.bundle(runtime.CACHE)))) as opened:
        names = {name.removeprefix("calculator/built/") for name in opened.namelist() if "/built/" in name}
    templates = {f"{path.stem}.pyc" for path in (ROOT / "calculator/present/templates").glob("*.html")}
    assert names == templates | {"__init__.pyc", "data.pyc"}
