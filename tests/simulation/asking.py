"""Puts what a simulated reader shows into the calculator and takes its answer down in the simulation's terms."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from calculator import catalog, history
from calculator.case import choosable
from calculator.estimate import estimate
from calculator.own_files import estimate_from
from calculator.scenario import parse
from calculator.sources import plan_usage
from calculator.sources.claude_code import Notice
from tests.simulation.measure import Answer, Range
from tests.simulation.prices import FAMILIES, ON
from tests.simulation.readers import LADDERS

if TYPE_CHECKING:
    from calculator.estimate import Estimate
    from tests.simulation.shown import Shown

CREDITS = "_credits"
MICRO, MINUTES = 1_000_000, 60


def ask(shown: Shown) -> Answer:
    """Return the calculator's answer to what a reader shows.

    Raises:
        ValueError: When it does not understand an answer or a file.
    """
    loaded = catalog.load()
    scenario, misread = parse(_fragment(shown.answers), tuple(plan.id for plan in choosable(loaded)))
    if misread:
        raise ValueError(misread)
    if not shown.responses:
        return _answer(estimate(scenario, loaded, ON), shown.answers["plan"])
    past = history.read(shown.responses, loaded, ON)
    return _answer(estimate_from(scenario, loaded, ON, _percentages(shown), past), shown.answers["plan"])


def _percentages(shown: Shown) -> list[plan_usage.Shown]:
    """Return what a file of evidence and the messages in the logs say of the plan."""
    document = json.loads(shown.document, parse_float=Decimal) if shown.document else None
    if document is not None and not plan_usage.recognise(document):
        message = "the evidence is not recognised"
        raise ValueError(message)
    notices = [Notice(at, text) for at, text in shown.messages]
    return [*(plan_usage.read(document) if document is not None else ()), *plan_usage.read_notices(notices)]


def _fragment(answers: dict[str, str]) -> str:
    same = {"plan", "days", "day", "session_usd", "sessions", "wall", "hours", "elsewhere", "tier", "short", *FAMILIES}
    typed = {name: value for name, value in answers.items() if name in same}
    typed |= {"models": "own", "hour": answers["hour_price"], "lost": answers["work"]}
    typed |= {"growth": str(round(100 * float(answers["planned"])))}
    if "percent" in answers:
        typed |= {"used": answers["percent"], "left": f"{min(7, int(answers['reset_hours']) / 24):.2f}"}
    return urlencode(typed)


def _answer(found: Estimate, own: str) -> Answer:
    usd, blocked = {}, {}
    for option in found.options:
        way = _way(option.id, own)
        low, _, high = option.range
        usd[way] = Range(low / MICRO, high / MICRO)
        if option.blocked_range is not None:
            low, _, high = option.blocked_range
            blocked[way] = Range(low / MINUTES, high / MINUTES)
    said = {"usd": usd, "blocked_hours": blocked}
    choice = found.decision.choice
    first = _way(choice.recommended or "stay", own)
    least = own if "stay" in choice.equal else first
    return Answer(**said, choice=least, first=first, equal=bool(choice.equal))


def _way(option: str, own: str) -> str:
    """Return what the simulation calls an option of a reader on the plan `own`."""
    if option.endswith(CREDITS):
        return f"{_way(option.removesuffix(CREDITS), own)}+credits"
    ladder = LADDERS[own]
    place = ladder.index(own)
    beside = {"next_plan": place + 1, "smaller_plan": place - 1}
    if option in beside:
        return ladder[beside[option]]
    names = {"stay": own, "api_1h": "api-1h", "credits": f"{own}+credits", "overflow": f"{own}+credits"}
    return names.get(option, option.removeprefix("plan_"))
