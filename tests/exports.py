"""Files as people export them, and the door that reads them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from calculator import catalog
from calculator.results import Results, results
from calculator.selection import Wishes
from calculator.sources.door import Door
from tests.test_reading import row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ON = date(2026, 11, 23)

USAGE_COLUMNS = (
    "usage_date_utc",
    "model_version",
    "api_key",
    "workspace",
    "usage_type",
    "context_window",
    "usage_input_tokens_no_cache",
    "usage_input_tokens_cache_write_5m",
    "usage_input_tokens_cache_write_1h",
    "usage_input_tokens_cache_read",
    "usage_output_tokens",
    "web_search_count",
    "inference_geo",
    "speed",
)
COST_COLUMNS = (
    "usage_date_utc",
    "model",
    "workspace",
    "api_key",
    "usage_type",
    "context_window",
    "token_type",
    "cost_usd",
    "list_price_usd",
    "cost_type",
    "inference_geo",
    "speed",
    "api_key_id",
    "api_key_status",
)
USAGE_ROW = {
    "usage_date_utc": "2026-11-03",
    "model_version": "claude-opus-5-5",
    "api_key": "claude_code_key_dev_abcd",
    "workspace": "Claude Code",
    "usage_type": "standard",
    "context_window": "≤ 200k",
    "usage_input_tokens_no_cache": "1000",
    "usage_input_tokens_cache_write_5m": "2000",
    "usage_input_tokens_cache_write_1h": "3000",
    "usage_input_tokens_cache_read": "40000",
    "usage_output_tokens": "500",
    "web_search_count": "2",
    "inference_geo": "global",
    "speed": "",
}
COST_ROW = {
    "usage_date_utc": "2026-11-03",
    "model": "Claude Opus 5.5",
    "workspace": "Claude Code",
    "api_key": "claude_code_key_dev_abcd",
    "usage_type": "standard",
    "context_window": "≤ 200k",
    "token_type": "output",
    "cost_usd": "1.25",
    "cost_type": "token",
}


def csv_of(columns: Sequence[str], *rows: Mapping[str, str], end: str = "\n", mark: str = "") -> bytes:
    """Return a CSV file with these columns; what a row does not say is empty."""
    lines = [",".join(columns), *(",".join(_quoted(each.get(name, "")) for name in columns) for each in rows)]
    return (mark + end.join(lines) + end).encode()


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(',"\n') else cell


def usage_csv(*rows: Mapping[str, str]) -> bytes:
    """Return a usage CSV of today's columns; each row changes some cells of an ordinary one."""
    return csv_of(USAGE_COLUMNS, *({**USAGE_ROW, **each} for each in rows or ({},)))


def cost_csv(*rows: Mapping[str, str]) -> bytes:
    """Return a cost CSV of today's columns; each row changes some cells of an ordinary one."""
    return csv_of(COST_COLUMNS, *({**COST_ROW, **each} for each in rows or ({},)))


def log(*rows: dict[str, Any]) -> bytes:
    """Return a log of some rows, an ordinary one if none is given."""
    return "".join(json.dumps(each) + "\n" for each in rows or (row(),)).encode()


def door(files: Mapping[str, bytes], size: int = 1 << 20) -> Door:
    """Return the door after these files came through it in slices of some size."""
    opened = Door()
    for name, data in files.items():
        for start in range(0, len(data) or 1, size):
            opened.feed(name, data[start : start + size], last=start + size >= len(data))
    return opened


def read(files: Mapping[str, bytes], **wishes: Any) -> Results:
    """Return what these files say."""
    return results(door(files), catalog.load(), ON, Wishes(**wishes))
