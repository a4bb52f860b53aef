"""Runs in Pyodide with the whole library: does what the page may do and tells which files that took."""

import contextlib
import importlib
import json
import os
import sys

ARCHIVE = "/lib/python313.zip/"
ROW = {
    "type": "assistant",
    "timestamp": "2026-11-02T10:00:00.000Z",
    "requestId": "req_1",
    "message": {"id": "msg_1", "model": "claude-opus-5-5", "usage": {"input_tokens": 5, "output_tokens": 7}},
}

for name in json.loads(os.environ["NAMES"]):  # all that the calculator's modules import, at any time
    with contextlib.suppress(ImportError):  # a name inside a module
        importlib.import_module(name)

from calculator import browser  # noqa: E402  # only now is all at hand
from calculator.present.environment import render  # noqa: E402

LOG = b'{"cut": \n' + json.dumps(ROW).encode() + b"\n" + json.dumps(ROW).replace(" ", "").encode() + b"\n\xff\n"
browser.update("")
browser.update("#plan=gold&days=%ff&no=1")
browser.import_begin(json.dumps(["projects/a.jsonl", "b.jsonl"]))
browser.import_feed(json.dumps([[0, len(LOG), True]]), LOG)
browser.import_unreadable(1, "gone")
browser.import_progress(1, 1, 10)
browser.import_absorb(browser.import_dump())
browser.import_end("plan=max&day=heavy")
browser.download("plan=max")
browser.import_clear("")
with contextlib.suppress(Exception):
    render("body.html")  # an error in a template is formatted by another module

specs = (getattr(module, "__spec__", None) for module in list(sys.modules.values()))
origins = {(spec and spec.has_location and spec.origin) or "" for spec in specs}
json.dumps(sorted(origin.removeprefix(ARCHIVE) for origin in origins if origin.startswith(ARCHIVE)))
