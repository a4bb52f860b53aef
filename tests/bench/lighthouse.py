"""Lighthouse as it looks at a page from a phone: fetched from npm by the bench alone, run in Debian's Chromium."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.table import Row, at_least, at_most
from tests.browser.chromium import FLAGS
from tests.browser.engines import program
from tests.npm import NODE, installed, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.host import Host

HERE = Path(__file__).parent
PACKAGE = "lighthouse"
PAGES = {"home": "", "a guide page": "guide/start/", "calculator": "calculator/"}
ROUNDS = 3
"""Performance is the median of these; what no machine's load can change must hold in each."""
PERFECT = ("accessibility", "best-practices", "seo")
LEAST_PERFORMANCE = 95


def look(url: str) -> dict[str, Any]:
    """Return Lighthouse's report on a page, with its own settings for a phone.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    folder = installed(HERE, PACKAGE)
    flags = " ".join(["--headless=new", *(re.sub(r"=(.*)", r"='\1'", flag) for flag in FLAGS)])
    with tempfile.TemporaryDirectory() as home:
        report = Path(home) / "report.json"
        output = ["--output=json", f"--output-path={report}", "--quiet", "--no-enable-error-reporting"]
        subprocess.run(
            [NODE, folder / "node_modules/lighthouse/cli/index.js", url, *output, f"--chrome-flags={flags}"],
            env={**os.environ, "HOME": home, "CHROME_PATH": program("chromium", "chromium-browser", "google-chrome")},
            check=True,
        )
        return json.loads(report.read_text(encoding="utf-8"))


def score(report: dict[str, Any], category: str) -> float:
    """Return the points of a category, out of 100."""
    return report["categories"][category]["score"] * 100


def elsewhere(report: dict[str, Any], origin: str) -> int:
    """Return how many requests went to another origin."""
    asked = [item["url"] for item in report["audits"]["network-requests"]["details"]["items"]]
    return sum(not url.startswith((origin, "data:", "blob:")) for url in asked)


def measure(host: Host) -> list[Row]:
    """Return the rows about each page, as a phone on a slow line would see it."""
    version = pinned(HERE, PACKAGE)
    return [row for name, path in PAGES.items() for row in _rows(f"Lighthouse {version}, {name}", host, path)]


def _rows(name: str, host: Host, path: str) -> Iterator[Row]:
    reports = [look(host.url + path) for _ in range(ROUNDS)]
    yield at_least(
        f"{name}: performance", statistics.median(score(each, "performance") for each in reports), LEAST_PERFORMANCE
    )
    for category in PERFECT:
        yield at_least(f"  {category}", min(score(each, category) for each in reports), 100)
    yield at_most("  requests elsewhere", sum(elsewhere(each, host.origin) for each in reports), 0, digits=0)
