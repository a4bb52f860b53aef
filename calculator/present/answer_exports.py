"""The answer as text for other programs and for people: CSV and Markdown."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from calculator import dates, money
from calculator.told import hours, micro_cents
from calculator.verdict import show_hours

if TYPE_CHECKING:
    from calculator.estimate import Estimate

HOURS = ("blocked_hours_low", "blocked_hours_mid", "blocked_hours_high")
COLUMNS = ("option", "name", "usd_low", "usd_mid", "usd_high", *HOURS)


def as_csv(found: Estimate) -> str:
    """Return a row for each option: dollars and blocked hours a month; hours that nobody knows are left empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for option in found.options:
        blocked = option.blocked_range
        known = ["", "", ""] if blocked is None else [hours(minutes) for minutes in blocked]
        writer.writerow([option.id, option.name, *(micro_cents(amount) for amount in option.range), *known])
    return text.getvalue()


def as_markdown(found: Estimate) -> str:
    """Return the verdict, the options as a table and what it all rests on."""
    rows = [
        f"| {option.name} | {money.show_range(option.low, option.high)} |"
        f" {'not known' if option.blocked_range is None else show_hours(option.blocked_range)} |"
        for option in found.options
    ]
    rests = [*found.reasons, *found.decision.capacity.basis, *found.assumptions]
    return "\n".join(
        [
            f"**{found.verdict}**",
            "",
            found.decision.words.sure,
            "",
            "| Way to pay | Dollars a month | Blocked hours a month |",
            "| --- | ---: | ---: |",
            *rows,
            "",
            f"Prices of {dates.show(found.on)}; ranges are the middle 80% of possible months.",
            "",
            *(f"- {sentence}" for sentence in rests),
            "",
        ]
    )
