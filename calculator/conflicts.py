"""What a reader said that cannot be true together, or says nothing by itself: a sentence at the input, none ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.inputs import Misread, show
from calculator.nouns import counted
from calculator.scenario import LABELS, NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.capacity import Capacity
    from calculator.estimate import Estimate
    from calculator.scenario import Scenario

TYPED_ROUTES = frozenset({"described", "typed", "hours"})
"""Of demand, on which hours of work are those of the form."""


def conflicts(found: Estimate) -> tuple[Misread, ...]:
    """Return a sentence at each input that was left out, or moves nothing, and why."""
    scenario = found.scenario
    sentences = dict(_of_evidence(found.decision.capacity))
    sentences |= _half(scenario)
    sentences |= _of_hours(found)
    return tuple(
        Misread(field=name, value=show(getattr(scenario, name, "")), sentence=f"{LABELS.get(name, 'A file')}: {said}")
        for name, said in sentences.items()
    )


def _of_evidence(capacity: Capacity) -> Iterator[tuple[str, str]]:
    if capacity.conflict is None:
        return
    why = (
        f"this contradicts what comes before it, and was left out. {' '.join(capacity.against)}"
        if capacity.against
        else "this cannot be with your other inputs, and was left out: the plan counts no work of yours then. Active"
        " days are taken to begin on Monday."
    )
    yield capacity.conflict, why


def _half(scenario: Scenario) -> dict[str, str]:
    if (scenario.used is None) == (scenario.left is None):
        return {}
    missing, waits = ("left", "used") if scenario.left is None else ("used", "left")
    return {missing: f"type this, too: “{LABELS[waits]}” says nothing without it and waits."}


def _of_hours(found: Estimate) -> dict[str, str]:
    scenario, plan, route = found.scenario, found.decision.case.plan, found.demand.route
    said: dict[str, str] = {}
    if not scenario.hours and route != "logs" and scenario.wall != NEVER:
        said["hours"] = "without hours of work none can be blocked, so none are counted here."
    if not scenario.short:
        return said
    worked = scenario.hours * scenario.days
    if plan.five_hour_window.startswith("no"):
        said["short"] = (
            f"{plan.name} has no five-hour limit ({plan.five_hour_window}), so it is not blocked by one here."
        )
    elif route in TYPED_ROUTES and scenario.short > worked:
        said["short"] = (
            f"that is more than the {counted(worked, 'hour')} that you work in a week:"
            " all of these are taken to be lost."
        )
    return said
