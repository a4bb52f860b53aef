"""All that the page's worker calls: text in, text out, and the bytes of files. Knows of no browser itself.

The worker holds one Python, and `calculator.browser.page` the state of it: the last good scenario and the logs.
"""

from __future__ import annotations

from calculator.browser.answers import answer, answer_table, download, download_table, drop_kept, follow, keep, update
from calculator.browser.files import (
    import_absorb,
    import_begin,
    import_clear,
    import_dump,
    import_end,
    import_feed,
    import_offer,
    import_progress,
    import_unreadable,
    import_wish,
)
from calculator.browser.tools import diagnose, kit, rehearse

__all__ = [
    "answer",
    "answer_table",
    "diagnose",
    "download",
    "download_table",
    "drop_kept",
    "follow",
    "import_absorb",
    "import_begin",
    "import_clear",
    "import_dump",
    "import_end",
    "import_feed",
    "import_offer",
    "import_progress",
    "import_unreadable",
    "import_wish",
    "keep",
    "kit",
    "rehearse",
    "update",
]
