"""What the bench prints reads as its own example says."""

from __future__ import annotations

import doctest

from tests.bench import table


def test_the_table_is_printed_as_documented() -> None:
    result = doctest.testmod(table)
    assert result.attempted
    assert result.failed == 0
