"""Reading 200 MiB of logs: in the page and from the command line, against ccusage on the same folder."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests import make_logs
from tests.bench import ccusage
from tests.bench.table import Row, at_most
from tests.bench.visits import BETWEEN, STOCK_PREFIX, become_live, in_fresh_page
from tests.browser.calculator import ENDED, command
from tests.corpora import CORPORA, Corpus, make

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.chromium import Chromium, ChromiumBrowser
    from tests.host import Host

ROUNDS = 3
SIZE_MIB = 200
TIMES_CCUSAGE = 5.0
MIB = 1024 * 1024
RESPONSES = "() => Number(document.querySelector('[data-field=\"responses\"]').value)"
PATIENCE_SECONDS = 120
BARE_READ = """async () => {
  const slice = 16 * 1024 * 1024;
  const start = performance.now();
  const whole = new Blob([...document.querySelector("input").files]);
  for (let place = 0; place < whole.size; place += slice) await whole.slice(place, place + slice).arrayBuffer();
  return (performance.now() - start) / 1000;
}"""


def median_seconds(action: Callable[[], object]) -> float:
    """Return the median time of some calls."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def renderer_bytes(page: Chromium) -> int:
    """Return the most memory that Chromium's renderers ever held, as Linux counts it."""
    browser = page.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    status = [Path(f"/proc/{process['id']}/status") for process in processes if process["type"] == "renderer"]
    peaks = [line.split() for path in status if path.exists() for line in path.read_text().splitlines()]
    return sum(int(words[1]) * 1024 for words in peaks if words and words[0] == "VmHWM:")


def read_in_page(host: Host, page: Chromium, corpus: Corpus) -> tuple[float, int]:
    """Return the seconds that the page takes to read a folder, and the bytes by which its memory grew.

    Raises:
        ValueError: it counted wrongly, so its time means nothing.
    """
    page.open(f"{host.url}calculator/")
    become_live(page)
    before = renderer_bytes(page)
    page.set_files("input[name=folder]", [corpus.folder])
    page.wait_for(ENDED, seconds=PATIENCE_SECONDS)
    found = page.evaluate(RESPONSES)
    if found != corpus.truth["responses"]:
        message = f"the page counts {found} responses, there are {corpus.truth['responses']}"
        raise ValueError(message)
    seconds = page.evaluate(BETWEEN, "calculator:import-start", "calculator:import-end") / 1000
    return seconds, renderer_bytes(page) - before


def bare_read_seconds(page: Chromium, corpus: Corpus) -> float:
    """Return the seconds that the browser takes to hand over the bytes, which no reader in a page can undercut."""
    page.open(f"{page.origin}{STOCK_PREFIX}")
    page.set_files("input", [corpus.folder])
    return page.evaluate(BARE_READ)


def measure(host: Host, browser: ChromiumBrowser, folder: Path) -> list[Row]:
    """Return the rows about reading logs."""
    options = make_logs.Options(mb=SIZE_MIB, days=90, seed=7)
    corpus = Corpus(truth=make_logs.make(folder, options), folder=folder / "projects")
    in_page = [in_fresh_page(browser, host, lambda page: read_in_page(host, page, corpus)) for _ in range(ROUNDS)]
    seconds = statistics.median(took for took, _ in in_page)
    bare = statistics.median(
        in_fresh_page(browser, host, lambda page: bare_read_seconds(page, corpus)) for _ in range(ROUNDS)
    )
    native = median_seconds(lambda: command("report", corpus.folder))
    rows = [
        Row(name=f"{SIZE_MIB} MiB of logs ({len(corpus.files()):,} files), in the page", figure=f"{seconds:.2f} s"),
        Row(name="  of which the browser's bare reading of the files", figure=f"{bare:.2f} s"),
        Row(name="  memory that the page grew by", figure=f"{max(grew for _, grew in in_page) / MIB:,.0f} MiB"),
        Row(name="  by the command line", figure=f"{native:.2f} s"),
    ]
    program = ccusage.fetch()
    if program is None:
        return [*rows, Row(name=f"  by ccusage {ccusage.KNOWN['version']}", figure="not available")]
    peer = median_seconds(lambda: ccusage.run(program, folder))
    return [
        *rows,
        Row(name=f"  by ccusage {ccusage.KNOWN['version']}, native", figure=f"{peer:.2f} s"),
        at_most("  the page, times ccusage", seconds / peer, TIMES_CCUSAGE, digits=1),
        Row(name="  the command line, times ccusage", figure=f"{native / peer:.1f}"),
    ]


def agree(folder: Path) -> list[Row]:
    """Return a row for each corpus: whether our totals are ccusage's, but for what `ccusage.toml` explains."""
    program = ccusage.fetch()
    if program is None:
        return [Row(name="same totals as ccusage", figure="not available")]
    wrong = ccusage.misjudged(program, folder / "cases")
    rows = [
        Row(
            name="ccusage's own cases, as tests/ccusage tells what it counts",
            figure=", ".join(wrong) or "all",
            target="all",
            met=not wrong,
        )
    ]
    for name in CORPORA:
        corpus = make(name, folder / name)
        result = ccusage.compare(program, corpus, command("report", corpus.folder))
        (ours, theirs), usd = result.tokens, [f"${float(amount):.4f}" for amount in (*result.usd, result.explained)]
        rows.append(
            Row(
                name=f"same totals as ccusage: {name}",
                figure=f"{ours:,} and {theirs:,} tokens, {usd[0]} and {usd[1]}",
                target=f"equal, ours higher by {usd[2]}" if result.explained else "equal",
                met=result.settled,
            )
        )
    return rows
