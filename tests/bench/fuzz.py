"""Rows that may be anything, a million of them, read by the page's reader and by a slow, plain one: `make fuzz`."""

from __future__ import annotations

import sys
import time
from random import Random

from tests.test_fuzz import check

ROWS = 1_000_000
ROWS_OF_CASE = (3, 30, 300)
MOST_SECONDS = 900


def main() -> int:
    """Print how many rows both read alike; return 1 at the first case in which they differ, which is printed."""
    start, seed, rows, responses = time.monotonic(), 0, 0, 0
    while rows < ROWS and time.monotonic() - start < MOST_SECONDS:
        chance = Random(seed)  # noqa: S311  # repeatable, no secret
        try:
            found = check(chance, chance.choice(ROWS_OF_CASE))
        except AssertionError as error:
            print(f"the readers differ on the case of seed {seed}:\n{error}")
            return 1
        rows += found.rows
        responses += len(found.responses)
        seed += 1
    seconds = time.monotonic() - start
    print(f"{rows:,} rows in {seed:,} cases, {responses:,} responses, read alike by both in {seconds:,.0f} s")
    return int(rows < ROWS)


if __name__ == "__main__":
    sys.exit(main())
