"""Run the backtest and write its result: `make backtest`.

`python -m tests.simulation --slice` writes only the slice that `make test` compares.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from tests.simulation import RESULT, SLICE
from tests.simulation.asking import ask
from tests.simulation.assumptions import sentences
from tests.simulation.measure import SEED, case, judge, summary
from tests.simulation.prices import ON
from tests.simulation.shown import CELLS, WEEKS_REMEMBERED
from tests.simulation.truth import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

READERS_PER_CELL = 130
SLICE_PER_CELL = 3


def judged(number: int) -> dict[str, Any]:
    """Return how the calculator does for the reader of that number."""
    return judge(case(number), ask)


def judged_all(count: int) -> list[dict[str, Any]]:
    """Return the readers from 0, in order."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(judged, range(count), chunksize=len(CELLS)))


GROUPS: Mapping[str, Callable[[dict[str, Any]], bool]] = {
    "The five-hour window does not stop them": lambda row: not row["five_hour_walls"],
    "It stops them up to twice a week": lambda row: 0 < row["five_hour_walls"] <= 2 * WEEKS_REMEMBERED,
    "It stops them more often": lambda row: row["five_hour_walls"] > 2 * WEEKS_REMEMBERED,
    "Their meter counts list prices": lambda row: row["meter"] == "dollars",
    "Their meter weighs tokens": lambda row: row["meter"] == "weighted",
    "On Pro": lambda row: row["plan"] == "pro",
    "On Max": lambda row: row["plan"] == "max",
    "On Ultra": lambda row: row["plan"] == "ultra",
    "On a Team plan": lambda row: row["plan"].startswith("team"),
}
"""The same readers, put together by what the calculator is not told, and by plan."""


def slice_of(rows: list[dict[str, Any]]) -> str:
    """Return the first readers one by one, as they are committed."""
    return text(rows[: len(CELLS) * SLICE_PER_CELL])


def result(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return everything that the page shows."""
    return {
        "schema": 1,
        "simulation": True,
        "on": ON.isoformat(),
        "seed": SEED,
        "months_per_reader": MONTHS,
        "slice_sha256": hashlib.sha256(slice_of(rows).encode()).hexdigest(),
        "assumptions": sentences(),
        "all": summary(rows),
        "routes": [
            {"route": route, **summary([row for row in rows if row["route"] == route])}
            for route in dict.fromkeys(route for route, _ in CELLS)
        ],
        "cells": [
            {
                "route": route,
                "evidence": evidence,
                **summary([row for row in rows if (row["route"], row["evidence"]) == (route, evidence)]),
            }
            for route, evidence in CELLS
        ],
        "groups": [{"name": name, **summary([row for row in rows if is_in(row)])} for name, is_in in GROUPS.items()],
    }


def text(value: object) -> str:
    """Return JSON as it is committed."""
    return json.dumps(value, indent=1) + "\n"


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slice", action="store_true", help="only the slice that the tests compare")
    options = parser.parse_args()
    start = time.perf_counter()
    rows = judged_all(len(CELLS) * (SLICE_PER_CELL if options.slice else READERS_PER_CELL))
    SLICE.write_text(slice_of(rows))
    if not options.slice:
        RESULT.write_text(text(result(rows)))
    print(text(summary(rows)), f"{len(rows)} readers, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
