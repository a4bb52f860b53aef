"""Gives files to `calculator.browser`, as the page does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from calculator import browser

if TYPE_CHECKING:
    from collections.abc import Mapping


def offer(files: Mapping[str, bytes]) -> None:
    """Begin to read and give these, path -> content, in one piece; `import_end` is still to come."""
    browser.import_begin()
    browser.import_offer(json.dumps(list(files)))
    segments = [[path, len(data), True] for path, data in files.items()]
    browser.import_feed(json.dumps(segments), b"".join(files.values()))
