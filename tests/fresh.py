"""Compares the catalog with the newest genai-prices and anthropic that can be installed: `python -m tests.fresh`.

Prints every difference as Markdown. Exit code 0: none. 1: some. 2: the packages could not be installed or read.
Differences that `disagreements.toml` explains are not repeated.
"""

from __future__ import annotations

import ast
import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calculator import money
from calculator.catalog import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from calculator.catalog import Catalog
    from tests.test_price_oracles import Cell, Finding

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".cache" / "fresh"
NONE, SOME, FAILED = range(3)


DEPRECATED = ("_data/deprecated_models.py", "resources/messages/messages.py")
"""Where the SDK keeps its table of retirements: since 2.13.0, and before."""


class Sdk(NamedTuple):
    """What the official SDK says of models."""

    ids: frozenset[str]
    retired: Mapping[str, date]


class Moved(NamedTuple):
    """A rate that two tables give differently, in US dollars per million tokens; None where a table has none."""

    model: str
    what: str
    ours: Decimal | None
    theirs: Decimal


def main() -> int:
    """Install, compare, print; returns the exit code."""
    try:
        versions = install(FOLDER)
        sdk = read_sdk(FOLDER / "anthropic")
    except (OSError, ValueError, SyntaxError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"fresh: {error}\n{getattr(error, 'stderr', None) or ''}\n")
        return FAILED
    sys.path.insert(0, str(FOLDER))
    oracles = importlib.import_module("tests.test_price_oracles")  # asks the genai-prices that comes first
    known = tomllib.loads((ROOT / "tests" / "disagreements.toml").read_text(encoding="utf-8"))
    left_out = frozenset(name for entry in known["left_out"] for name in entry["ids"])
    today = datetime.now(UTC).date()
    catalog = load()
    lines = model_lines(catalog, sdk, oracles.genai_ids(), left_out, today)
    found = [each for model in catalog.models for each in oracles.genai_findings(model)]
    moved = price_moves(found, lambda cell: any(oracles.covers(entry, cell) for entry in known["disagreement"]))
    sys.stdout.write(as_markdown(lines, moved, versions, today))
    return SOME if lines or moved else NONE


def install(folder: Path) -> dict[str, str]:
    """Install the newest releases into an empty folder; returns version by name.

    Raises:
        subprocess.CalledProcessError: pip failed; with what it printed.
    """
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    for arguments in (["genai-prices"], ["--no-deps", "anthropic"]):
        subprocess.run([*pip, "--target", str(folder), *arguments], check=True, capture_output=True, text=True)
    found = {each.name: each.version for each in distributions(path=[str(folder)])}
    return {name: found[name] for name in ("genai-prices", "anthropic")}


def read_sdk(package: Path) -> Sdk:
    """Read the model ids and the table of retirements from the SDK's source, without running it.

    Raises:
        ValueError: The SDK has them no more where they were.
    """
    ids = [
        node.value
        for node in ast.walk(_assigned(package / "types" / "model.py", "Model"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    file = next((file for file in map(package.joinpath, DEPRECATED) if file.exists()), package / DEPRECATED[-1])
    table = ast.literal_eval(_assigned(file, "DEPRECATED_MODELS"))
    return Sdk(frozenset(ids), {name: _day(text) for name, text in table.items()})


def _assigned(file: Path, name: str) -> ast.expr:
    """Return what a module assigns to a name."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        if value is not None and any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return value
    message = f"{file.name} of the SDK assigns no {name} any more"
    raise ValueError(message)


def _day(text: str) -> date:
    """Return a date that is written out.

    >>> _day("November 30th, 2026")
    datetime.date(2026, 11, 30)
    """
    plain = re.sub(r"(?<=\d)[a-z]+", "", text)
    return datetime.strptime(plain, "%B %d, %Y").replace(tzinfo=UTC).date()


def model_lines(
    catalog: Catalog, sdk: Sdk, genai_ids: Sequence[str], left_out: frozenset[str], today: date
) -> list[str]:
    """Return a sentence for each model that is new, gone or retires on another day."""
    named = {**dict.fromkeys(genai_ids, "genai-prices"), **dict.fromkeys((*sdk.ids, *sdk.retired), "anthropic")}
    lines = [
        f"New in {where}: `{name}`. The catalog has no such model."
        for name, where in sorted(named.items())
        if catalog.find(name) is None and name not in left_out
    ]
    for name, day in sdk.retired.items():
        model = catalog.find(name)
        if model is not None and model.retired != day:
            ours = model.retired.isoformat() if model.retired else "nothing"
            lines.append(f"Retired: `{name}` on {day.isoformat()} by anthropic; the catalog says {ours}.")
    for model in catalog.models:
        names = {model.id, *model.aliases}
        if model.on_sale(today) and not sdk.ids & names:
            lines.append(f"Gone from the ids of anthropic: `{model.id}`, which the catalog has on sale.")
        if not model.prices and names & set(genai_ids):
            lines.append(f"Priced in genai-prices: `{model.id}`, for which the catalog has no price.")
    return lines


def price_moves(findings: Iterable[Finding], explained: Callable[[Cell], bool]) -> dict[Moved, list[date]]:
    """Return the rates that differ, each with the days on which both were asked.

    Args:
        findings: What both tables say a request costs.
        explained: Tells of a `Cell` whether the difference is known.
    """
    by_cell = {finding.cell: finding for finding in findings}
    moves: dict[Moved, list[date]] = {}
    for cell, finding in by_cell.items():
        if finding.ours == finding.theirs or explained(cell):
            continue
        ours, theirs = (_rate(cell, side, by_cell) for side in ("ours", "theirs"))
        if theirs is not None and ours != theirs:
            what = f"{cell.kind}, {cell.mode}, prompt of {cell.prompt:,} tokens"
            moves.setdefault(Moved(cell.model, what, ours, theirs), []).append(cell.day)
    return moves


def _rate(cell: Cell, side: str, by_cell: Mapping[Cell, Finding]) -> Decimal | None:
    """Return the rate behind a request's cost; one for output costs its input, too."""
    from tests.test_price_oracles import OUTPUT_TOKENS  # noqa: PLC0415  # only after genai-prices is chosen

    cost = getattr(by_cell[cell], side)
    if cost is None:
        return None
    if cell.kind != "output":
        return money.ratio(cost * 1_000_000, cell.prompt)
    return money.ratio((cost - getattr(by_cell[cell._replace(kind="input")], side)) * 1_000_000, OUTPUT_TOKENS)


def as_markdown(lines: list[str], moves: Mapping[Moved, list[date]], versions: Mapping[str, str], today: date) -> str:
    """Return the report."""
    compared = " and ".join(f"{name} {version}" for name, version in versions.items())
    if not lines and not moves:
        return f"No difference to {compared}, compared on {today.isoformat()}.\n"
    text = [f"Compared with {compared} on {today.isoformat()}.", ""]
    text += ["## Models", "", *(f"- {line}" for line in lines), ""] if lines else []
    if moves:
        text += ["## Prices", "", "US dollars per million tokens, on the days that were compared.", ""]
        text += ["| Model | What | Days | Catalog | genai-prices |", "| --- | --- | --- | --- | --- |"]
        text += [_row(move, days) for move, days in moves.items()]
        text += [""]
    text += ["Mend `calculator/data/`, or explain the difference in `tests/disagreements.toml`.", ""]
    return "\n".join(text)


def _row(move: Moved, days: list[date]) -> str:
    span = f"{min(days).isoformat()} to {max(days).isoformat()}" if len(days) > 1 else days[0].isoformat()
    ours = "none" if move.ours is None else money.plain(move.ours)
    return f"| `{move.model}` | {move.what} | {span} | {ours} | {money.plain(move.theirs)} |"


if __name__ == "__main__":
    raise SystemExit(main())
