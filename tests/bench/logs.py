"""Reading 200 MiB and 1 GiB of logs: in the page and from the command line, against ccusage on the same folder."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests import make_logs
from tests.bench import ccusage, updates
from tests.bench.table import Row, at_most
from tests.bench.visits import BETWEEN, STOCK_PREFIX, become_live, in_fresh_page
from tests.browser.calculator import ENDED, POINT, command
from tests.corpora import CORPORA, Corpus, make

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.chromium import Chromium, ChromiumBrowser
    from tests.host import Host

ROUNDS = 3
MB = 1_000_000
RESPONSES = "() => Number(document.querySelector('[data-field=\"responses\"]').value)"
PATIENCE_SECONDS = 300
DIALOG_SECONDS = 2
"""What a reader spends in the browser's dialog at the least; the page gets ready to read meanwhile."""
BARE_READ = """async () => {
  const slice = 16 * 1024 * 1024;
  const start = performance.now();
  const whole = new Blob([...document.querySelector("input").files]);
  for (let place = 0; place < whole.size; place += slice) await whole.slice(place, place + slice).arrayBuffer();
  return (performance.now() - start) / 1000;
}"""


MOST_RENDERER_MB = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is read, and what is to be reached: multiples of a peer's time, None where nothing is asked for."""

    mib: int
    page_over_ccusage: float
    page_over_bare: float | None = None
    command_over_ccusage: float | None = None


SIZES = (
    Size(mib=200, page_over_ccusage=5),
    Size(mib=1024, page_over_ccusage=4, page_over_bare=1.3, command_over_ccusage=2),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InPage:
    """One reading in a fresh page."""

    seconds: float
    """Until all that follows from the logs is there."""
    totals_seconds: float
    """Until their exact totals are."""
    renderer_mb: float
    """The most memory that the page's process ever held."""
    longest_task_ms: float
    """The longest that the page itself was busy, once the files were its own."""
    update_ms: float
    """Within which changes of an input are answered afterwards."""


CANCEL = """() => new Promise((done) => {
  const calculator = document.querySelector("cost-calculator");
  const start = performance.now();
  const over = () => requestAnimationFrame(() => done(performance.now() - start));
  new MutationObserver(() => calculator.dataset.state === "live" && over()).observe(calculator, { attributes: true });
  calculator.querySelector("[data-action=cancel]").click();
})"""
HALFWAY = """() => {
  const bar = document.querySelector("[data-progress] progress");
  return bar && bar.value > bar.max / 2;
}"""
MOST_CANCEL_MS = 100
LONG_TASKS = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries())).observe({ type: "longtask" });
}"""
LONGEST_TASK = """() => {
  const start = performance.getEntriesByName("calculator:import-start").at(-1).startTime;
  return Math.max(0, ...longTasks.filter((task) => task.startTime >= start).map((task) => task.duration));
}"""


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def renderer_bytes(page: Chromium) -> int:
    """Return the most memory that Chromium's largest renderer, the page's own, ever held, as Linux counts it."""
    browser = page.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    status = [Path(f"/proc/{process['id']}/status") for process in processes if process["type"] == "renderer"]
    peaks = [line.split() for path in status if path.exists() for line in path.read_text().splitlines()]
    return max(int(words[1]) * 1024 for words in peaks if words and words[0] == "VmHWM:")


def read_in_page(host: Host, page: Chromium, corpus: Corpus) -> InPage:
    """Let the calculator read a folder in a fresh page.

    Raises:
        ValueError: it counted wrongly, so its time means nothing.
    """
    page.open(f"{host.url}calculator/")
    become_live(page)
    page.evaluate(LONG_TASKS)
    page.evaluate(POINT)
    time.sleep(DIALOG_SECONDS)
    page.set_files("input[name=folder]", [corpus.folder])
    page.wait_for(ENDED, seconds=PATIENCE_SECONDS)
    found = page.evaluate(RESPONSES)
    if found != corpus.truth["responses"]:
        message = f"the page counts {found} responses, there are {corpus.truth['responses']}"
        raise ValueError(message)
    ends = ("calculator:import-end", "calculator:import-totals")
    whole, totals = (page.evaluate(BETWEEN, "calculator:import-start", end) / 1000 for end in ends)
    return InPage(
        seconds=whole,
        totals_seconds=totals,
        renderer_mb=renderer_bytes(page) / MB,
        longest_task_ms=page.evaluate(LONGEST_TASK),
        update_ms=updates.slowest_ms(page),
    )


def cancel_ms(host: Host, page: Chromium, corpus: Corpus) -> float:
    """Return the milliseconds from the button that cancels, halfway, to the frame that shows the last result again."""
    page.open(f"{host.url}calculator/")
    become_live(page)
    page.set_files("input[name=folder]", [corpus.folder])
    page.wait_for(HALFWAY, seconds=PATIENCE_SECONDS)
    return page.evaluate(CANCEL)


def bare_read_seconds(page: Chromium, corpus: Corpus) -> float:
    """Return the seconds that the browser takes to hand over the bytes, which no reader in a page can undercut."""
    page.open(f"{page.origin}{STOCK_PREFIX}")
    page.set_files("input", [corpus.folder])
    return page.evaluate(BARE_READ)


def measure(host: Host, browser: ChromiumBrowser, folder: Path) -> list[Row]:
    """Return the rows about reading logs, for every size."""
    rows = []
    for size in SIZES:
        place = folder / str(size.mib)
        place.mkdir()
        options = make_logs.Options(mb=size.mib, days=90, seed=7)
        corpus = Corpus(truth=make_logs.make(place, options), folder=place / "projects")
        rows += _measure(host, browser, corpus, size)
    return rows


def _measure(host: Host, browser: ChromiumBrowser, corpus: Corpus, size: Size) -> list[Row]:
    program = ccusage.fetch()
    pages: list[InPage] = []
    bare, native, peer, cancelled = [], [], [], []
    for _ in range(ROUNDS):  # all take turns, so that they meet the same machine
        pages.append(in_fresh_page(browser, host, lambda page: read_in_page(host, page, corpus)))
        bare.append(in_fresh_page(browser, host, lambda page: bare_read_seconds(page, corpus)))
        cancelled.append(in_fresh_page(browser, host, lambda page: cancel_ms(host, page, corpus)))
        native.append(_seconds(lambda: command("report", corpus.folder)))
        if program is not None:
            peer.append(_seconds(lambda: ccusage.run(program, corpus.folder.parent)))
    whole = statistics.median(page.seconds for page in pages)
    totals = statistics.median(page.totals_seconds for page in pages)
    floor, line = statistics.median(bare), statistics.median(native)
    rows = [
        Row(name=f"{size.mib} MiB of logs ({len(corpus.files()):,} files), in the page", figure=f"{whole:.2f} s"),
        Row(name="  prepared while the dialog stood open for", figure=f"{DIALOG_SECONDS} s"),
        Row(name="  until the exact totals are there", figure=f"{totals:.2f} s"),
        Row(name="  the browser's bare reading of the files", figure=f"{floor:.2f} s"),
        _against("  the page, times the bare reading", whole / floor, size.page_over_bare),
        at_most(
            "  memory of the page's process, at its highest",
            max(page.renderer_mb for page in pages),
            MOST_RENDERER_MB,
            " MB",
            digits=0,
        ),
        Row(name="  longest task of the page itself", figure=f"{max(p.longest_task_ms for p in pages):.0f} ms"),
        updates.row(
            "  an input changed, until 95 of 100 have their numbers", statistics.median(p.update_ms for p in pages)
        ),
        at_most("  cancelled halfway, until that is shown", max(cancelled), MOST_CANCEL_MS, " ms", digits=0),
        Row(name="  by the command line", figure=f"{line:.2f} s"),
    ]
    if not peer:
        return [*rows, Row(name=f"  by ccusage {ccusage.KNOWN['version']}", figure="not available")]
    rival = statistics.median(peer)
    return [
        *rows,
        Row(name=f"  by ccusage {ccusage.KNOWN['version']}, native", figure=f"{rival:.2f} s"),
        _against("  the page, times ccusage", whole / rival, size.page_over_ccusage),
        _against("  the command line, times ccusage", line / rival, size.command_over_ccusage),
    ]


def _against(name: str, ratio: float, limit: float | None) -> Row:
    return Row(name=name, figure=f"{ratio:.1f}") if limit is None else at_most(name, ratio, limit, digits=1)


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
