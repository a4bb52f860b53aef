"""Puts what the calculator runs on into the site: Pyodide, the image of Python, what draws, and sample logs.

All lies in one folder named after its content, so that a browser may keep it for ever. The calculator's element
carries the list of these files, with their sizes and hashes, against which the page checks what it fetches.
"""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from image import PYODIDE, ROOT, image
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from sample import sample

MODULES = ROOT / "node_modules"
CACHE = ROOT / ".cache"
WORKERS = ("assets/worker.mjs", "assets/unpack.mjs")
"""Scripts that go with what they work with, and not where the page's own scripts lie."""
SOURCES = {
    "pyodide.asm.js": PYODIDE / "pyodide.asm.js",
    "pyodide.js": PYODIDE / "pyodide.js",
    "worker.js": ROOT / "docs/assets/worker.mjs",
    "idiomorph.js": MODULES / "idiomorph/dist/idiomorph.min.js",
}
"""Name in the site, and the file that is served as it is."""
UNPACK = (MODULES / "fzstd/umd/index.js", ROOT / "docs/assets/unpack.mjs")
"""The script of the worker that unpacks the image, and the library before it."""
TAGS = ("<cost-calculator ", "<switch-kit ", "<credential-check ")
"""The elements that run Python."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file as the page should find it."""

    content: bytes
    size: int
    """Bytes of what the page works with: the content, unpacked if it is packed."""
    sent: int
    """Bytes on the way, gzipped as static hosts do; what the page shows while it loads."""
    sha256: str
    """Of what the page works with, in base64, as browsers expect it."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files, as generated ones: nothing is written into `docs/`."""
    manifest.cache_clear()
    for file in [file for file in files if file.src_uri in WORKERS]:
        files.remove(file)
    for name, entry in manifest().items():
        files.append(File.generated(config, f"{folder()}/{name}", content=entry.content))
    return files


@event_priority(50)  # before the hook that completes the placeholders
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Tell the elements where the site begins, how to report a number, and which files to fetch."""
    for tag in TAGS:
        if tag in html:
            html = html.replace(tag, f"{tag}{_attributes()} ")
    return html


@cache
def manifest() -> Mapping[str, Entry]:
    """Return every file of the runtime by name."""
    contents = {name: path.read_bytes() for name, path in SOURCES.items()}
    contents["unpack.js"] = b"\n".join(path.read_bytes() for path in UNPACK)
    contents["vega.js"] = _without_map(_vega())
    contents["vega-lite.js"] = _without_map((MODULES / "vega-lite/build/vega-lite.min.js").read_text())
    contents |= sample()
    made = image(CACHE)
    packed = {"wasm.bin": made.wasm, "python.bin": made.memory, "library.bin": made.library}
    return {name: _entry(content) for name, content in contents.items()} | {
        name: Entry(content=part.packed, size=len(part.content), sent=len(part.packed), sha256=_sha256(part.content))
        for name, part in packed.items()
    }


def folder() -> str:
    """Return the path of the runtime in the site. It changes with any byte of it."""
    version = json.loads((PYODIDE / "package.json").read_text())["version"]
    content = "".join(entry.sha256 for entry in manifest().values())
    return f"assets/runtime/{version}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def _attributes() -> str:
    files = {name: [entry.size, entry.sent, entry.sha256] for name, entry in manifest().items()}
    values = {
        "data-root": "@/",
        "data-report": "@report?field=",
        "data-runtime": f"@/{folder()}/",
        "data-files": json.dumps(files, separators=(",", ":")),
        "data-lock": json.dumps({"info": _lock()["info"], "packages": {}}, separators=(",", ":")),
    }
    return " ".join(f'{name}="{escape(value)}"' for name, value in values.items())


def _lock() -> dict[str, Any]:
    """Return Pyodide's table of packages. The page gets its head alone, since it installs none."""
    return json.loads((PYODIDE / "pyodide-lock.json").read_text())


def _entry(content: bytes) -> Entry:
    sent = len(gzip.compress(content, 6))
    return Entry(content=content, size=len(content), sent=sent, sha256=_sha256(content))


def _sha256(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _vega() -> str:
    """Return what draws charts, with the interpreter that spares `eval` and exists as a module only."""
    vega = (MODULES / "vega/build/vega.min.js").read_text()
    names = (MODULES / "vega-util/build/interpreter.js").read_text()
    interpreter = (MODULES / "vega-interpreter/build/vega-interpreter.js").read_text()
    interpreter = _swap(interpreter, "import { ascending, isString, DisallowedObjectProperties } from 'vega-util';", "")
    interpreter = _swap(
        interpreter, "export { expression as expressionInterpreter };", "vega.expressionInterpreter = expression;"
    )
    names = _swap(names, "export const", "const")
    return f"{vega}\n;\n{{\nconst {{ ascending, isString }} = vega;\n{names}\n{interpreter}\n}}"


def _without_map(script: str) -> bytes:
    """Return a script that points to no map of its sources, which is not here."""
    return re.sub(r"^//# sourceMappingURL=.*$", "", script, flags=re.MULTILINE).encode()


def _swap(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        message = f"{old!r} is not there once: the library has changed"
        raise ValueError(message)
    return text.replace(old, new)
