"""Programs from npm that are too big for `make test`: fetched when first asked for, each pinned by its own lock."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

from tests.site import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NODE = ROOT / ".venv" / "bin" / "node"


def pinned(here: Path, package: str) -> str:
    """Return the version of a package that the `package.json` in a folder names."""
    return json.loads((here / "package.json").read_text(encoding="utf-8"))["dependencies"][package]


def installed(here: Path, package: str) -> Path:
    """Return a folder whose `node_modules` holds a package and what it needs.

    Args:
        here: where the `package.json` and the lock lie.
        package: the one package that they are about.

    Raises:
        subprocess.CalledProcessError: npm failed.
    """
    folder = ROOT / ".cache" / package.rpartition("/")[2] / pinned(here, package)
    ready = folder / ".installed"
    if not ready.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(here / name, folder)
        npm = [NODE.with_name("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(npm, cwd=folder, check=True)
        ready.touch()
    return folder
