"""The face: everything a reader sees, as HTML text, the same at build time and in the page."""

from __future__ import annotations

from calculator.present.behind import behind, plots
from calculator.present.calculator import View, body, calculator, example, progress
from calculator.present.figures import estimate_figure, figure, verdict_figure
from calculator.present.tables import plan_table, price_table, source_list

__all__ = [
    "View",
    "behind",
    "body",
    "calculator",
    "estimate_figure",
    "example",
    "figure",
    "plan_table",
    "plots",
    "price_table",
    "progress",
    "source_list",
    "verdict_figure",
]
