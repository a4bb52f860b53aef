"""Records what the pinned ccusage prints for a small corpus: `python -m tests.ccusage.record`.

The recordings are what readers export; they change only with the version that `tests/bench/ccusage.toml` pins.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from tests.bench import ccusage
from tests.corpora import make

HERE = Path(__file__).parent
CORPUS = "small"
FORMS = {
    "daily": ("claude", "daily"),
    "projects": ("claude", "daily", "--instances"),
    "weekly": ("claude", "weekly"),
    "monthly": ("claude", "monthly"),
    "sessions": ("claude", "session"),
    "blocks": ("claude", "blocks"),
    "all-daily": ("daily",),
    "all-sections": ("daily", "--sections", "daily,session"),
    "all-session": ("session",),
    "no-cost": ("claude", "daily", "--no-cost"),
}


def record() -> None:
    """Write one file a form.

    Raises:
        FileNotFoundError: ccusage cannot be had here.
    """
    program = ccusage.fetch()
    if program is None:
        raise FileNotFoundError(ccusage.CACHE)
    with tempfile.TemporaryDirectory() as folder:
        corpus = make(CORPUS, Path(folder))
        variables = {**os.environ, "CLAUDE_CONFIG_DIR": str(corpus.folder.parent), "TZ": "UTC"}
        for name, words in FORMS.items():
            command = [program, *words, "--offline", "--json"]
            ran = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
            (HERE / f"{name}.json").write_text(json.dumps(json.loads(ran.stdout), indent=1) + "\n")


if __name__ == "__main__":
    record()
