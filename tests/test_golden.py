"""The golden vectors: the same bytes from CPython, from Pyodide and from the file that was reviewed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jinja2

from tests import golden
from tests.site import ROOT

NODE = Path(sys.executable).with_name("node")
PACKAGES = Path(jinja2.__file__).parent.parent


def test_cpython_gives_what_was_reviewed() -> None:
    """A difference is a change of what readers are told: run `python -m tests.golden` and read the diff."""
    assert golden.text() == golden.FILE.read_text()


def test_pyodide_gives_the_same_bytes() -> None:
    script = Path(golden.__file__).with_suffix(".mjs")
    ran = subprocess.run([NODE, script, ROOT, PACKAGES], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stdout == (golden.text() + golden.drawn()).encode()


def test_slices_change_nothing() -> None:
    lines = golden.log_lines()
    assert golden.report_of(lines, slices=1) == golden.report_of(lines, slices=400)
