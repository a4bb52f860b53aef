"""The credential check's element, and the table of what Claude Code sends for every combination of credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.credentials import KINDS, LOGIN, NAMES, NOBODY, UNKNOWN, checked, rows, specials
from calculator.diagnosis import diagnose
from calculator.present.environment import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.credentials import Row

EXAMPLE = "Auth token: claude.ai · not in use\nAPI key: ANTHROPIC_API_KEY"
"""What the element shows before anything is pasted: the commonest surprise."""

BILLED: Mapping[str, str] = {
    "API": "API",
    "plan": "plan",
    "gateway": "by the gateway",
    UNKNOWN: "not known; avoid it",
    NOBODY: "nothing: not logged in",
}


def credential_check(text: str) -> str:
    """Return the whole element with an example, complete before any script runs.

    Args:
        text: The example; empty for the usual one.

    Raises:
        ValueError: When the example is not understood.
    """
    found = diagnose(text or EXAMPLE)
    if not found.places:
        raise ValueError(found.verdict)
    return render("check_element.html", body=render("check_body.html", found=found, example=True, checked=checked()))


def check_body(text: str) -> tuple[str, str]:
    """Return what stands inside the element for a paste, and one sentence for screen readers."""
    found = diagnose(text)
    return render("check_body.html", found=found, example=False, checked=checked()), found.verdict


def credential_table() -> str:
    """Return the table of every combination; one that differs by a login only stands once."""
    alone = [row for row in rows() if LOGIN not in row.present or row.present == {LOGIN}]
    return render(
        "credentials.html",
        rows=[(_names(row), row) for row in alone],
        specials=[(special.title, special.row) for special in specials()],
        billed=BILLED,
        names=NAMES,
        checked=checked(),
    )


def _names(row: Row) -> str:
    return " + ".join(NAMES[kind] for kind in KINDS if kind in row.present) or "nothing"
