"""Cases restated from ccusage's own public tests, as logs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calculator.usage import Tokens

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case."""

    name: str
    log: bytes
    tokens: Tokens
    """What is counted here."""
    ccusage: Tokens
    """What ccusage counts."""
    responses: int
    why: str
    """Why the two differ; empty where they don't."""

    def write(self, folder: Path) -> Path:
        """Write the case where ccusage looks for logs below `folder`; returns the folder of the logs."""
        logs = folder / "projects"
        (logs / "case").mkdir(parents=True)
        (logs / "case" / "log.jsonl").write_bytes(self.log)
        return logs


def cases() -> list[Case]:
    """Return all cases."""
    return [_case(table) for table in tomllib.loads(FILE.read_text())["case"]]


def _case(table: dict[str, Any]) -> Case:
    tokens = Tokens(**table["tokens"])
    return Case(
        name=table["name"],
        log=table["rows"].encode(),
        tokens=tokens,
        ccusage=Tokens(**table["ccusage"]) if "ccusage" in table else tokens,
        responses=table["responses"],
        why=table.get("why", ""),
    )
