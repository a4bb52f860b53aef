"""ccusage, the peer for reading logs: fetched from npm by the bench alone, run natively, compared to the cent."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import platform
import subprocess
import sys
import tarfile
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator import catalog
from tests.ccusage.cases import cases
from tests.site import ROOT

if TYPE_CHECKING:
    from tests.corpora import Corpus

KNOWN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
CACHE = ROOT / ".cache" / "bench"
NPM = Path(sys.executable).with_name("npm")


def fetch() -> Path | None:
    """Return the native program, fetched if need be, or None where it cannot be had.

    Raises:
        ValueError: what npm sent is not what `ccusage.toml` pins.
    """
    package = KNOWN["packages"].get(f"{platform.system()}-{platform.machine()}".lower())
    if package is None:
        return None
    program = CACHE / f"ccusage-{KNOWN['version']}" / "package" / "bin" / "ccusage"
    if not program.exists():
        archive = _download(f"{package['name']}@{KNOWN['version']}")
        if archive is None:
            return None
        kind, _, wanted = package["integrity"].partition("-")
        if base64.b64encode(hashlib.new(kind, archive.read_bytes()).digest()).decode() != wanted:
            message = f"{archive.name} is not the file that ccusage.toml pins"
            raise ValueError(message)
        with tarfile.open(archive) as opened:
            opened.extractall(program.parents[2], filter="data")
        program.chmod(0o755)
    return program


def _download(package: str) -> Path | None:
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [NPM, "pack", package, "--silent", "--pack-destination", CACHE]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if ran.returncode else CACHE / ran.stdout.split()[-1]


def run(program: Path, folder: Path) -> dict[str, Any]:
    """Return the totals that ccusage prints for a folder that holds `projects`."""
    command = [program, "claude", "daily", "--offline", "--json"]
    environment = {**os.environ, "CLAUDE_CONFIG_DIR": str(folder), "TZ": "UTC"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)["totals"]


def misjudged(program: Path, folder: Path) -> list[str]:
    """Return the names of the cases of `tests/ccusage` of which ccusage counts something else than they say."""
    wrong = []
    for number, case in enumerate(cases()):
        case.write(folder / str(number))
        theirs, expected = run(program, folder / str(number)), case.ccusage
        counted = (theirs["inputTokens"], theirs["outputTokens"], theirs["cacheReadTokens"])
        written = theirs["cacheCreationTokens"]
        if (*counted, written) != (*expected[:3], expected.cache_write_5m + expected.cache_write_1h):
            wrong.append(case.name)
    return wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """ccusage's totals of one corpus beside ours."""

    tokens: tuple[int, int]
    """Ours and theirs."""
    usd: tuple[Fraction, Fraction]
    """Ours and theirs, in dollars."""
    explained: Fraction
    """Dollars by which ours must be higher, by `ccusage.toml`."""

    @property
    def settled(self) -> bool:
        """Whether nothing differs but what is explained. Theirs is a float, so a thousandth of a cent is equal."""
        return self.tokens[0] == self.tokens[1] and abs(self.usd[0] - self.usd[1] - self.explained) < Fraction(1, 10**5)


def compare(program: Path, corpus: Corpus, ours: dict[str, Any]) -> Comparison:
    """Compare totals.

    Args:
        program: ccusage.
        corpus: a log folder.
        ours: the object that `python -m calculator report --json` prints for it.
    """
    theirs = run(program, corpus.folder.parent)
    explained = Fraction(catalog.load().usd_per_1000_web_searches) * ours["web_searches"] / 1000
    for model in ours["models"]:
        if model["id"] in KNOWN["differences"]["unpriced"]["models"]:
            explained += Fraction(model["usd"])
    return Comparison(
        tokens=(sum(ours["tokens"].values()), theirs["totalTokens"]),
        usd=(Fraction(ours["usd"]), Fraction(str(theirs["totalCost"]))),
        explained=explained,
    )
