"""Simulated readers: who they are, what they want, what their plan lets through, and what each way to pay would cost.

Nothing here is taken from the calculator but the catalog's published rates and fees. The calculator is told what a
reader could tell it; the rules of the windows, the meter, the capacity and the future are not among that.
"""

from pathlib import Path

RESULT = Path(__file__).parents[2] / "docs/reference/backtest.json"
"""What the page shows and offers for download."""
SLICE = Path(__file__).with_name("slice.json")
"""The first readers one by one, which `make test` computes again."""
