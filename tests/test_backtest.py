"""The published backtest is that of today's calculator, and the page shows what it found."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from calculator.present.backtest import AIM, EVIDENCE, NAMES, PARTS, ROUTES, SERIES, backtest, coverage_chart
from tests.simulation import RESULT, SLICE
from tests.simulation.__main__ import GROUPS, SLICE_PER_CELL, judged, slice_of, text
from tests.simulation.assumptions import sentences
from tests.simulation.measure import HOURS, INTERVALS, SEED, Range, _share, summary
from tests.simulation.shown import CELLS
from tests.simulation.truth import MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLISHED = RESULT.read_text(encoding="utf-8")
FOUND = json.loads(PUBLISHED)
AGAIN = "run `make backtest`, look at what it changes, and commit the result with the reason"


def drawn(part: str, found: Mapping[str, Any] = FOUND) -> BeautifulSoup:
    return BeautifulSoup(backtest(text(found), part, lambda spec: f"<svg>{len(spec)}</svg>"), "html.parser")


def test_the_slice_is_what_todays_calculator_gives() -> None:
    """Any change in an answer to the first readers shows here, so that the page cannot go stale in silence."""
    rows = [judged(number) for number in range(len(CELLS) * SLICE_PER_CELL)]
    assert slice_of(rows) == SLICE.read_text(encoding="utf-8"), AGAIN


def test_slice_and_result_are_of_one_run() -> None:
    assert FOUND["slice_sha256"] == hashlib.sha256(SLICE.read_bytes()).hexdigest(), AGAIN


def test_the_result_is_of_the_world_that_the_page_describes() -> None:
    assert FOUND["assumptions"] == sentences(), AGAIN
    assert (FOUND["seed"], FOUND["months_per_reader"]) == (SEED, MONTHS)
    assert FOUND["all"]["readers"] >= 1000
    assert [(cell["route"], cell["evidence"]) for cell in FOUND["cells"]] == list(CELLS)
    assert sum(cell["readers"] for cell in FOUND["cells"]) == FOUND["all"]["readers"]


def test_shares_are_counted_to_the_cent() -> None:
    assert _share(Range(10, 20), [9.99, 10, 15, 20.004, 20.01]) == pytest.approx(
        {"below": 0.2, "inside": 0.6, "above": 0.2, "at_stake": True}
    )
    assert _share(Range(0, 0), [0, 0.001]) == {"below": 0, "inside": 1, "above": 0, "at_stake": False}
    assert _share(None, [1.0]) is None


def test_readers_without_a_blocked_hour_said_or_true_are_not_at_stake() -> None:
    usd = dict.fromkeys(("choice", "first", "best", "best_single"), 100.0)
    rows = [
        {**dict.fromkeys(INTERVALS, share), "equal": False, "usd": usd}
        for share in (_share(Range(0, 0), [0]), _share(Range(1, 2), [1, 9]), None)
    ]
    found = summary(rows)
    for name in HOURS:
        assert (found[name]["readers"], found[name]["inside"]) == (2, 75.0)
        assert (found[f"{name}_at_stake"]["readers"], found[f"{name}_at_stake"]["inside"]) == (1, 50.0)


def test_regret_is_what_the_choice_costs_above_the_best() -> None:
    held = {"below": 0.0, "inside": 1.0, "above": 0.0, "at_stake": True}
    row = dict.fromkeys(("api_usd", "credits_usd", "stay_hours", "next_plan_hours"), held)
    rows = [
        {**row, "equal": equal, "usd": {"choice": choice, "first": 100.0, "best": 100.0, "best_single": 100.0}}
        for choice, equal in ((100.0, True), (150.0, False))
    ]
    found = summary(rows)
    assert (found["regret"]["mean"], found["regret"]["worst"], found["regret_of_first"]["mean"]) == (25.0, 50.0, 0.0)
    assert found["equal"] == 50.0


def test_what_is_not_from_a_simulation_is_refused() -> None:
    with pytest.raises(ValueError, match="simulation"):
        backtest(text({**FOUND, "simulation": False}), PARTS[0], str)
    with pytest.raises(ValueError, match="parts"):
        backtest(PUBLISHED, "nothing", str)


@pytest.mark.parametrize("part", PARTS[:2])
def test_every_cell_has_its_row_and_the_sum_stands_below(part: str) -> None:
    heads = [head.get_text() for head in drawn(part).select("tbody th[scope=row], tfoot th[scope=row]")]
    assert len(heads) == len(CELLS) + len(ROUTES) + 1
    for route, evidence in CELLS:
        assert f"{NAMES[route]}: {EVIDENCE[evidence]}" in heads
    assert heads[-1] == "All readers"


def test_every_group_has_its_row_and_none_is_empty() -> None:
    assert [head.get_text() for head in drawn("groups").select("tbody th")] == list(GROUPS)
    assert all(group["readers"] for group in FOUND["groups"])


def test_the_page_says_first_that_it_is_a_simulation_and_shows_its_world() -> None:
    assert "simulation" in drawn(PARTS[0]).get_text()
    assert [item.get_text() for item in drawn("world").select("li")] == sentences()


def test_the_chart_shows_what_the_result_holds() -> None:
    spec = coverage_chart(FOUND)
    points = [point for panel in spec["vconcat"] for point in panel["layer"][1]["data"]["values"]]
    held = [cell[key]["inside"] for cell in FOUND["cells"] for key, *_ in SERIES if cell[key]]
    assert [float(point["inside"]) for point in points] == held
    assert f"{AIM[0]} to {AIM[1]}%" in spec["description"]


@pytest.mark.parametrize(("mean", "word"), [(4.9, "reached"), (5.1, "missed")])
def test_the_page_says_whether_its_aim_is_reached(mean: float, word: str) -> None:
    whole = {**FOUND["all"], "regret": {**FOUND["all"]["regret"], "mean": mean}}
    caption = drawn("choices", {**FOUND, "all": whole}).select_one("caption")
    assert caption is not None
    assert f"over all readers {word}" in caption.get_text()
