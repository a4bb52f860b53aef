"""Builds the site for the tests and the bench."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PREFIX = "/sub/path/"
"""The built site lives under a sub-path, as a fork's on GitHub Pages does."""

REPOSITORY = "https://github.com/someone/fork"
"""The built site knows its repository, as a fork's does."""


def build_site(folder: Path, url: str) -> None:
    """Build the site strictly.

    Args:
        folder: where it goes.
        url: address under which it will be served.

    Raises:
        RuntimeError: MkDocs failed or warned; with what it printed.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "SITE_URL": url, "REPO_URL": REPOSITORY, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if built.returncode:
        raise RuntimeError(built.stderr + built.stdout)
