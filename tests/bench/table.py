"""The table that the bench prints: each figure beside what is to be reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    figure: str
    target: str = ""
    met: bool | None = None
    """None where there is no target."""

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What stands in the columns."""
        return self.name, self.figure, self.target, {None: "", True: "met", False: "MISSED"}[self.met]


def at_most(name: str, value: float, limit: float, unit: str = "", *, digits: int = 2) -> Row:
    """Return a row whose value shall not exceed a limit."""
    return Row(
        name=name,
        figure=f"{value:,.{digits}f}{unit}",
        target=f"at most {limit:,.{digits}f}{unit}",
        met=value <= limit,
    )


def at_least(name: str, value: float, limit: float) -> Row:
    """Return a row whose value shall not be below a limit."""
    return Row(name=name, figure=f"{value:,.0f}", target=f"at least {limit:,.0f}", met=value >= limit)


def render(rows: list[Row]) -> str:
    """Return the rows as plain text in columns.

    >>> print(render([at_most("start", 0.31, 0.4), Row(name="peer", figure="not available")]))
    start  0.31           at most 0.40  met
    peer   not available
    """
    widths = [max(len(row.cells[i]) for row in rows) for i in range(4)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row.cells, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
