"""Measure, as ratios within one run on one machine: `make bench`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bench import lighthouse, logs, visits
from tests.bench.table import render
from tests.browser.chromium import ChromiumBrowser
from tests.host import Host
from tests.site import PREFIX, ROOT, build_site


def main() -> int:
    """Print the table; return 1 if totals differ from ccusage's without an explanation."""
    with tempfile.TemporaryDirectory() as temporary, ChromiumBrowser() as browser:
        folder = Path(temporary)
        for name in ("site", "stock", "big", "corpora"):
            (folder / name).mkdir()
        with Host(folder / "site", PREFIX) as host:
            build_site(folder / "site", host.url)
            visits.serve_stock(host, folder / "stock", ROOT / "node_modules" / "pyodide")
            rows = [*visits.measure(host, browser), *logs.measure(host, browser, folder / "big")]
            rows += lighthouse.measure(host)
        agreement = logs.agree(folder / "corpora")
    print(render([*rows, *agreement]))
    return int(any(row.met is False for row in agreement))


if __name__ == "__main__":
    sys.exit(main())
