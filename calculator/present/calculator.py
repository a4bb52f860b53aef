"""The calculator element: answer, inputs, logs, details; drawn at build time and again after every change."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.case import choosable, fee_of
from calculator.estimate import Estimate, estimate
from calculator.inputs import Misread, show
from calculator.present.environment import render
from calculator.published_day import PUBLISHED_DAYS
from calculator.scenario import AGENT_HOURS, DAYS, FAMILIES, LABELS, MIXES, OWN, WALLS, Scenario, parse
from calculator.windows import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from calculator.catalog import Catalog, Plan
    from calculator.present.usage_report import Drawing
    from calculator.report import Report
    from calculator.results import Results

STALE_DAYS = 45
"""Figures whose oldest check is longer ago than this get a notice."""

DAY_NAMES = {
    "light": "Light",
    "average": "Average",
    "heavy": "Heavy",
    AGENT_HOURS: "By hours of agent time",
    OWN: "My /usage amount",
}
WORK_NAMES = {
    "unknown": "I can't say",
    "delayed": "I did it later",
    "lost": "It was never done",
    "elsewhere": "I did it elsewhere",
}
WALL_NAMES = {"unknown": "I don't know", "never": "Never"}
MIX_NAMES = {
    "opus": "Opus only (the default under an API key)",
    "opus-sonnet": "Half Opus, half Sonnet",
    "mostly-sonnet": "One fifth Opus, the rest Sonnet",
    "sonnet": "Sonnet only",
    "sonnet-haiku": "Mostly Sonnet, some Haiku",
    "fable": "Fable only",
    OWN: "My own shares (under More)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that one drawing of the calculator shows."""

    estimate: Estimate
    misread: tuple[Misread, ...] = ()
    example: bool = False
    """The scenario is the page's own, not the reader's."""
    results: Results | None = None
    """What the reader's files say."""
    pending: bool = False
    """The estimate does not rest on the logs yet that were read."""
    sample: bool = False
    """The files are the site's own, to be seen before the reader's."""
    own_zone: str = ""
    """The name of the reader's time zone, where it is not UTC."""

    @property
    def report(self) -> Report | None:
        """The totals of the reader's files."""
        return None if self.results is None else self.results.report

    @property
    def drawn(self) -> Drawing | None:
        """What is shown of the reader's files."""
        if self.results is None:
            return None
        from calculator.present import usage_report
        from calculator.sources.plan_usage import HISTORY, STATUS_LINE

        evidence = self.estimate.decision.case.evidence
        said = tuple(piece.said() for piece in evidence if piece.id in {HISTORY, STATUS_LINE})
        return usage_report.drawing(self.results, self.own_zone, said, sample=self.sample)

    @property
    def charts(self) -> dict[str, dict[str, Any]]:
        """Element id -> Vega-Lite spec of every chart in this drawing but those that follow behind."""
        return {} if self.drawn is None else self.drawn.charts


def calculator(catalog: Catalog, query: str, on: date, draw: Callable[[dict[str, Any]], str] | None = None) -> str:
    """Return the whole element, complete before any script runs.

    Args:
        catalog: Prices, plans, published figures.
        query: The example scenario as a fragment; empty for the defaults.
        on: The day whose prices apply.
        draw: Turns a Vega-Lite spec into SVG text; without it the charts stay empty until the page draws them.

    Raises:
        ValueError: When the scenario is damaged: an example must be right.
    """
    view = View(estimate=estimate(_good(catalog, query), catalog, on), example=True)
    from calculator.present.behind import behind, plots

    plotted = plots(view.estimate)
    drawn = {plot.id: draw(plot.spec) for plot in plotted} if draw else {}
    return render("element.html", body=body(catalog, view, behind(view.estimate, plotted, drawn)))


def example(catalog: Catalog, query: str, on: date) -> str:
    """Return an example's answer with a link that opens it in the calculator."""
    found = estimate(_good(catalog, query), catalog, on)
    return render("example.html", estimate=found, **_answer(found))


def answer(view: View) -> str:
    """Return what stands inside the answer: a part of the body."""
    return render("answer.html", view=view, estimate=view.estimate, **_answer(view.estimate))


def body(catalog: Catalog, view: View, follows: str = "") -> str:
    """Return what stands inside the element; what follows behind is left empty for a moment when it is not given."""
    found = view.estimate
    return render(
        "body.html",
        view=view,
        estimate=found,
        form=_form(catalog, found.scenario, view.misread),
        behind=follows,
        drawn=view.drawn,
        **_answer(found),
    )


def progress(values: dict[str, Any]) -> str:
    """Return how far the reading of files has come."""
    return render("progress.html", **values)


def _good(catalog: Catalog, query: str) -> Scenario:
    scenario, misread = parse(query, tuple(plan.id for plan in choosable(catalog)))
    if misread:
        raise ValueError(misread[0].sentence)
    return scenario


def _answer(found: Estimate) -> dict[str, Any]:
    """Return what the answer's templates need: the options with their bars, all dollars and all hours on one scale."""
    usd = max(option.range.high for option in found.options) or 1
    hours = max([option.blocked_range.high for option in found.options if option.blocked_range is not None] or [0]) or 1
    bars = {}
    for option in found.options:
        blocked = option.blocked_range or (0, 0, 0)
        bars[option.id] = {**_bar("", option.range, usd), **_bar("hours_", blocked, hours)}
    return {"bars": bars, "plan": found.decision.case.plan}


def _bar(prefix: str, parts: Sequence[int], most: int) -> dict[str, str]:
    """Return where a bar ends and where its whisker begins and how long it is, in percent of the longest."""
    low, mid, high = parts
    shares = {"low": low, "mid": mid, "width": high - low}
    return {f"{prefix}{name}": money.plain(Decimal(part * 1000 // most).scaleb(-1)) for name, part in shares.items()}


def _form(catalog: Catalog, scenario: Scenario, misread: tuple[Misread, ...]) -> dict[str, Any]:
    """Return the form's choices, its values as text and the sentence at each input that was not understood."""
    plans = choosable(catalog)
    standard_fee = fee_of(catalog.plan(scenario.plan), yearly=scenario.pay == "yearly")
    values = {name: show(getattr(scenario, name)) for name in LABELS}
    typed = {wrong.field: wrong.value for wrong in misread if wrong.field in values and wrong.field not in CHOICES}
    return {
        "plans": [(other.id, _plan_name(other)) for other in plans],
        "resets": [("unknown", "I don't know"), *((day, day) for day in WEEKDAYS)],
        "works": list(WORK_NAMES.items()),
        "pays": [("monthly", "By the month"), ("yearly", "By the year")],
        "tiers": [("unknown", "I don't know"), ("start", "Start (new)"), ("build", "Build"), ("scale", "Scale")],
        "meters": [("cost", "List prices"), ("weights", "Weights that two users fitted (third-party)")],
        "windows": [("anchored", "With a first use"), ("sliding", "It slides: the past five hours count")],
        "team": catalog.facts["usage.agent_teams.tokens_over_session"].number,
        "given": [(LABELS[name], show(value)) for name, value in scenario.given()],
        "walls": [(wall, WALL_NAMES.get(wall, f"On day {wall} of 7")) for wall in WALLS],
        "days": [(day, DAY_NAMES[day]) for day in DAYS],
        "mixes": [(mix, MIX_NAMES[mix]) for mix in (*MIXES, OWN)],
        "families": [(family, family.capitalize()) for family in FAMILIES],
        "values": {**values, **typed},
        "in_sight": IN_SIGHT,
        "wrong": {wrong.field: wrong.sentence for wrong in misread},
        "standard_fee": standard_fee,
        "facts": {day: catalog.facts[f"usage.{day}.usd_per_active_day"].value for day in PUBLISHED_DAYS},
    }


CHOICES = frozenset({"plan", "day", "wall", "models", "reset", "lost", "pay", "tier", "meter", "window"})
"""Inputs that are chosen from a list, where text that was not understood cannot be shown again."""

IN_SIGHT = frozenset({"plan", "wall", "days", "day", "session_usd", "sessions", "models", "hour"})
"""Inputs that stand above what More folds away."""


def _plan_name(plan: Plan) -> str:
    former = f" (was {plan.former_names[-1]})" if plan.former_names else ""
    fee = money.show_price(plan.usd_per_month or money.ZERO)
    return f"{plan.name}{former}, {fee} a month{' a seat' if plan.per_seat else ''}"
