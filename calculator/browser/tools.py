"""What the page does beside the answer: the switch kit, the check of who pays, and what it does before logs come."""

from __future__ import annotations

from calculator import catalog
from calculator.browser.page import PAGE, as_json, day_of


def kit(query: str, on: str = "") -> str:
    """Return the switch kit for a choice.

    Args:
        query: The form's data or a link's fragment.
        on: The day whose models can be pinned, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        JSON: `html` (what stands inside the element), `fragment` and `announce`.
    """
    from calculator import choice
    from calculator.present.kit import announcement, kit_body, pinnable

    day = day_of(on)
    chosen, misread = choice.parse(query, pinnable(catalog.load(), day), PAGE.choice)
    PAGE.choice = chosen
    html = kit_body(catalog.load(), chosen, day, misread)
    return as_json({"html": html, "fragment": chosen.fragment, "announce": announcement(chosen, misread)})


def diagnose(text: str) -> str:
    """Say who pays, by pasted output of Claude Code or of the shell; the text is not kept.

    Returns:
        JSON: `html` (what stands inside the element) and `announce`. Neither holds a value that was pasted.
    """
    from calculator.present.diagnosis import check_body

    html, announce = check_body(text)
    return as_json({"html": html, "announce": announce})


def rehearse(on: str = "") -> str:
    """Do the next step of what reading logs will take, so that the browser has compiled it well by then.

    Args:
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        `more`, or nothing when that was the last step.
    """
    from calculator import rehearsal

    if PAGE.rehearsal is None:
        PAGE.rehearsal = rehearsal.steps(day_of(on))
    return "more" if next(PAGE.rehearsal, ...) is None else ""
