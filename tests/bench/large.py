"""What is too large for every run: 4 GiB of logs, one file of a gigabyte, a line of 100 MB: `make bench-large`.

Takes minutes and 6 GB of disk, which it gives back. Each is read once in a fresh page and once by the command line.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests import make_logs
from tests.bench import logs
from tests.bench.table import Row, at_most, render
from tests.bench.visits import in_fresh_page
from tests.browser.chromium import ChromiumBrowser
from tests.corpora import Corpus, row
from tests.host import Host
from tests.site import PREFIX, ROOT, build_site

if TYPE_CHECKING:
    from collections.abc import Iterator

PART_MIB = 1024
"""Logs are made in parts of this size, each of a seed of its own."""
LINE_BYTES = 100_000_000
MOST_MB = 400
"""Of the page's process, however much it reads; a line that is held whole is another matter."""

MEASURED = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run([sys.executable, *sys.argv[1:]], check=True)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""
"""Runs Python and prints its seconds and KiB. A small process of its own: Linux counts that of who starts a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One program's reading."""

    seconds: float
    mb: float
    """The most memory that its largest process ever held."""


def parts(folder: Path, mib: int) -> Corpus:
    """Write logs of any size."""
    responses = 0
    for seed, start in enumerate(range(0, mib, PART_MIB)):
        part = folder / "projects" / f"machine-{seed}"
        part.mkdir(parents=True)
        options = make_logs.Options(mb=min(PART_MIB, mib - start), days=90, seed=100 + seed)
        responses += make_logs.make(part, options)["responses"]
        (part / "truth.json").unlink()
    return Corpus(folder=folder / "projects", truth={"responses": responses})


def one_file(folder: Path, mib: int) -> Corpus:
    """Write logs of any size into a single file."""
    corpus = parts(folder, mib)
    with (folder / "whole").open("wb") as whole:
        for file in corpus.files():
            whole.write(file.read_bytes())
            file.unlink()
    (folder / "whole").rename(corpus.folder / "whole.jsonl")
    return corpus


def long_line(folder: Path) -> Corpus:
    """Write three responses, the second of them in a line of 100 MB."""
    home = folder / "projects"
    home.mkdir(parents=True)
    model = "claude-sonnet-4-6"
    long = json.loads(row(2, model))
    long["message"] = {"content": [{"type": "text", "text": "word " * (LINE_BYTES // 5)}], **long["message"]}
    whole = json.dumps(long, separators=(",", ":"))
    (home / "long.jsonl").write_text("\n".join([row(1, model), whole, row(3, model)]) + "\n")
    return Corpus(folder=home, truth={"responses": 3})


def by_command(corpus: Corpus) -> Run:
    """Let the command line read logs.

    Raises:
        ValueError: it counted wrongly.
    """
    command = [sys.executable, "-c", MEASURED, "-m", "calculator", "report", str(corpus.folder), "--json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, kib = map(float, ran.stderr.split()[-2:])
    found = json.loads(ran.stdout)["responses"]
    if found != corpus.truth["responses"]:
        message = f"the command line counts {found} responses, there are {corpus.truth['responses']}"
        raise ValueError(message)
    return Run(seconds=seconds, mb=kib * 1024 / logs.MB)


def in_page(host: Host, browser: ChromiumBrowser, corpus: Corpus) -> Run:
    """Let the page read logs."""
    read = in_fresh_page(browser, host, lambda page: logs.read_in_page(host, page, corpus))
    return Run(seconds=read.seconds, mb=read.renderer_mb)


def _rows(name: str, page: Run, command: Run, most_mb: int | None) -> Iterator[Row]:
    yield Row(name=f"{name}, in the page", figure=f"{page.seconds:.2f} s")
    memory = "  memory of the page's process, at its highest"
    if most_mb is None:
        yield Row(name=memory, figure=f"{page.mb:,.0f} MB")
    else:
        yield at_most(memory, page.mb, most_mb, " MB", digits=0)
    yield Row(name="  by the command line", figure=f"{command.seconds:.2f} s")
    yield Row(name="  memory of its largest process, at its highest", figure=f"{command.mb:,.0f} MB")


def _slope(name: str, sizes: list[int], seconds: list[float]) -> Row:
    """Return what a further GiB takes, between each size and the next."""
    found = [
        (later - sooner) / (more - less) * 1024
        for less, more, sooner, later in zip(sizes, sizes[1:], seconds, seconds[1:], strict=False)
    ]
    return Row(name=f"  a further GiB takes, {name}", figure=" then ".join(f"{each:.2f} s" for each in found))


def measure(host: Host, browser: ChromiumBrowser, folder: Path) -> Iterator[Row]:
    """Yield the rows, making each corpus when its turn comes and deleting it afterwards."""
    sizes, pages, commands = [200, 1024, 4096], [], []
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            corpus = parts(Path(place), size)
            pages.append(in_page(host, browser, corpus))
            commands.append(by_command(corpus))
        yield from _rows(f"{size:,} MiB of logs", pages[-1], commands[-1], MOST_MB)
    yield _slope("in the page", sizes, [run.seconds for run in pages])
    yield _slope("by the command line", sizes, [run.seconds for run in commands])
    with tempfile.TemporaryDirectory(dir=folder) as place:
        corpus = one_file(Path(place), 1024)
        yield from _rows("one file of 1,024 MiB", in_page(host, browser, corpus), by_command(corpus), MOST_MB)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        corpus = long_line(Path(place))
        yield from _rows("a line of 100 MB", in_page(host, browser, corpus), by_command(corpus), None)


def main() -> None:
    """Print the table, line by line as it comes: it takes minutes."""
    with tempfile.TemporaryDirectory() as temporary, ChromiumBrowser() as browser:
        folder = Path(temporary)
        (folder / "site").mkdir()
        with Host(folder / "site", PREFIX) as host:
            build_site(folder / "site", host.url)
            for each in measure(host, browser, folder):
                print(render([each]), flush=True)


if __name__ == "__main__":
    main()
