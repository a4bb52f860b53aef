"""Visits to the calculator in Chromium: how fast the first live numbers come, and what they weigh."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench import updates
from tests.bench.table import Row, at_most
from tests.browser.calculator import CHARTED, STATE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.chromium import Chromium, ChromiumBrowser
    from tests.host import Host

ROUNDS = 5
KIB, MB = 1024, 1_000_000
STOCK_PREFIX = "/stock/"
STOCK_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Stock Pyodide</title>
<input type="file" webkitdirectory multiple>
<script type="module">
  window.load = () => new Promise((resolve, reject) => {
    const start = performance.now();
    const worker = new Worker("worker.mjs", { type: "module" });
    worker.onmessage = () => resolve(performance.now() - start);
    worker.onerror = (event) => reject(event.message);
  });
</script></html>"""
STOCK_WORKER = """import { loadPyodide } from "./pyodide/pyodide.mjs";
const python = await loadPyodide();
postMessage(python.runPython("1 + 1"));"""

LIVE = f"() => ({STATE})() === 'live'"
BETWEEN = """(from, to) => {
  const at = (name) => performance.getEntriesByName(name).at(-1).startTime;
  return at(to) - at(from);
}"""


def is_chart(path: str) -> bool:
    """Tell whether a path belongs to the library that draws charts."""
    return "vega" in path or "chart" in path


def serve_stock(host: Host, folder: Path, pyodide: Path) -> None:
    """Serve npm's Pyodide as it is, and a page that loads it in a plain worker."""
    (folder / "index.html").write_text(STOCK_PAGE)
    (folder / "worker.mjs").write_text(STOCK_WORKER)
    host.mounts[f"{STOCK_PREFIX}pyodide/"] = pyodide
    host.mounts[STOCK_PREFIX] = folder


def stock_load_ms(page: Chromium) -> float:
    """Return the milliseconds from making the worker to a result of stock Pyodide."""
    page.open(f"{page.origin}{STOCK_PREFIX}")
    return page.evaluate("() => load()")


def become_live(page: Chromium) -> float:
    """Show intent in the open calculator; return the milliseconds from there to the first live numbers."""
    page.evaluate("() => document.querySelector('cost-calculator form select').focus()")
    page.wait_for(LIVE)
    return page.evaluate(BETWEEN, "calculator:start", "calculator:live")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit. Bytes are those of the bodies, gzipped where the host would."""

    start_ms: float
    page_bytes: int
    runtime_bytes: int
    chart_bytes: int


def visit(host: Host, page: Chromium) -> Visit:
    """Open the calculator, wait, show intent, and wait for numbers and charts."""
    host.forget()
    page.page.goto(f"{host.url}calculator/", wait_until="networkidle")
    page_bytes = host.bytes_sent()
    host.forget()
    start_ms = become_live(page)
    page.wait_for(CHARTED)
    charts = sum(sent.bytes for sent in host.sent if is_chart(sent.path))
    return Visit(start_ms=start_ms, page_bytes=page_bytes, runtime_bytes=host.bytes_sent() - charts, chart_bytes=charts)


def change(host: Host, page: Chromium) -> float:
    """Open the calculator and change inputs; return what `updates.slowest_ms` does."""
    visit(host, page)
    return updates.slowest_ms(page)


def in_fresh_page[Measured](browser: ChromiumBrowser, host: Host, measure: Callable[[Chromium], Measured]) -> Measured:
    """Measure in a page with empty caches, in a zone as readers have one: days in UTC, a machine's zone, cost less."""
    page = browser.page(host.origin, "Europe/Berlin")
    try:
        return measure(page)
    finally:
        page.close()


def measure(host: Host, browser: ChromiumBrowser) -> list[Row]:
    """Return the rows about starting and weight. Stock load and ours take turns, so that both meet the same machine."""
    stock: list[float] = []
    visits: list[tuple[Visit, Visit]] = []
    for _ in range(ROUNDS):
        stock.append(in_fresh_page(browser, host, stock_load_ms))
        visits.append(in_fresh_page(browser, host, lambda page: (visit(host, page), visit(host, page))))
    changed = in_fresh_page(browser, host, lambda page: change(host, page))
    load = statistics.median(stock)
    first = statistics.median(one.start_ms for one, _ in visits)
    second = statistics.median(two.start_ms for _, two in visits)
    one, two = visits[0]
    return [
        Row(name="stock Pyodide 0.29.5, load in a plain worker", figure=f"{load:,.0f} ms"),
        Row(name="first visit, intent to live numbers", figure=f"{first:,.0f} ms"),
        at_most("  as a share of the stock load", first / load, 0.40),
        Row(name="second visit, intent to live numbers", figure=f"{second:,.0f} ms"),
        Row(name="  as a share of the stock load", figure=f"{second / load:.2f}"),
        at_most("calculator page before intent", one.page_bytes / KIB, 320, " KiB", digits=0),
        at_most("first visit, runtime and bundle", one.runtime_bytes / MB, 5.0, " MB"),
        at_most("  charts on top", one.chart_bytes / MB, 0.4, " MB"),
        Row(name="second visit, page", figure=f"{two.page_bytes / KIB:,.0f} KiB"),
        at_most("second visit, runtime, bundle and charts", (two.runtime_bytes + two.chart_bytes) / MB, 0.0, " MB"),
        updates.row("an input changed, until 95 of 100 have their numbers", changed),
    ]
