"""Runs in Pyodide with the whole library: imports what the page may need and does once what it may be asked to do."""

import contextlib
import gc
import importlib
import json
import linecache
import random
import re
import sys
import zipimport
from typing import Any

NAMES: str = globals()["NAMES"]
"""JSON list of names to import, given by whoever runs this."""
ROW: dict[str, Any] = {
    "type": "assistant",
    "timestamp": "2026-11-02T10:00:00.000Z",
    "requestId": "req_1",
    "message": {"id": "msg_1", "model": "claude-opus-5-5", "usage": {"input_tokens": 5, "output_tokens": 7}},
}
YOUNG = (20_000, 10, 10)
"""New objects after which the collector looks for cycles, and how often it looks at older ones: a log makes hundreds of
thousands that are in none."""
LOG = b'{"cut": \n' + json.dumps(ROW).encode() + b"\n" + json.dumps(ROW).replace(" ", "").encode() + b"\n\xff\n"


def main() -> None:
    """Import everything, use it, and leave no trace of that."""
    for name in json.loads(NAMES):
        with contextlib.suppress(ImportError):  # a name inside a module
            importlib.import_module(name)
    use()
    forget()


def use() -> None:
    """Answer once, read a log, and meet an error, so that each of these has loaded what it needs, files among it."""
    from calculator import browser, catalog  # noqa: PLC0415
    from calculator.browser.page import PAGE  # noqa: PLC0415
    from calculator.present.environment import render  # noqa: PLC0415

    on = catalog.load().checked.isoformat()  # the day of the build would make each build another
    browser.update("#plan=gold&days=%ff&no=1", on)
    browser.answer("days=3", on)
    browser.update("", on)
    while not json.loads(browser.follow("", on))["html"]:
        pass
    browser.kit("", on)
    browser.diagnose("ANTHROPIC_API_KEY=1")
    browser.rehearse(on)
    browser.import_begin()
    browser.import_offer(json.dumps(["projects/a.jsonl", "b.jsonl"]))
    browser.import_feed(json.dumps([["projects/a.jsonl", len(LOG), True]]), LOG)
    browser.import_unreadable("b.jsonl", "gone")
    browser.import_progress(1, 1, 10)
    for part in list(iter(browser.import_dump, b"")):
        browser.import_absorb(part)
    browser.import_end("plan=max&day=heavy", on)
    browser.download("plan=max", on)
    browser.import_clear("", on)
    with contextlib.suppress(Exception):
        render("body.html")  # an error in a template is formatted by another module
    PAGE.__init__()  # the page starts with nothing


def forget() -> None:
    """Drop what is kept of the archive, which is not there in the page, and what chance has put into memory."""
    from calculator.browser import files  # noqa: PLC0415

    files.forget()  # large, and soon made
    linecache.clearcache()
    re.purge()
    random.seed(0)
    zipimport._zip_directory_cache.clear()  # type: ignore[attr-defined]  # noqa: SLF001
    sys.path_importer_cache.clear()
    gc.collect()
    gc.freeze()  # what stays for ever need not be looked through for what is no longer used
    gc.set_threshold(*YOUNG)


main()
