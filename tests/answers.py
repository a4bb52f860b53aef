"""Answers to links, as the page gives them without files."""

from __future__ import annotations

from datetime import date

from calculator import catalog
from calculator.estimate import Estimate, estimate
from calculator.scenario import parse

ON = date(2026, 11, 23)
LOADED = catalog.load()
PLANS = tuple(plan.id for plan in LOADED.plans)


def answer(query: str) -> Estimate:
    """Return the answer to a link that says nothing wrong."""
    scenario, misread = parse(query, PLANS)
    assert not misread
    return estimate(scenario, LOADED, ON)
