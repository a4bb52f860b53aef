"""What the reader sees holds the numbers of the result, escaped, each under its name in the JSON."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
import vl_convert

from calculator import browser, catalog, dates
from calculator.estimate import estimate
from calculator.forecast import MILLION
from calculator.present import calculator as element
from calculator.present import figures, tables
from calculator.present.behind import _cell, _difference, _weekdays, sentences
from calculator.present.charts import LABEL_HEIGHT, apart
from calculator.scenario import Scenario, parse
from calculator.turning import Cost
from tests import golden
from tests.answers import answer
from tests.offered import offer
from tests.test_reading import row

ON = "2026-11-23"
LOADED = catalog.load()
pytestmark = pytest.mark.usefixtures("fresh_page")


class Fields(HTMLParser):
    """Collects the exact value of every figure by its field."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "data":
            self.values[found["data-field"] or ""] = found["value"] or ""


def fields(html: str) -> dict[str, str]:
    parser = Fields()
    parser.feed(html)
    return parser.values


def imported(*rows: object, name: str = "projects/a.jsonl") -> dict[str, Any]:
    data = "\n".join(map(json.dumps, rows)).encode()
    offer({name: data})
    return json.loads(browser.import_end(Scenario().fragment, ON))


def test_of_files_that_are_offered_those_are_wanted_that_may_hold_usage() -> None:
    browser.import_begin()
    assert json.loads(browser.import_offer('["a/b.jsonl", "a/picture.png", "usage.csv"]')) == [0, 2]
    assert json.loads(browser.import_offer('["a/notes.txt", "ccusage.json"]')) == [1]
    assert "of 3 files" in browser.import_progress(0, 0, 0)


def test_a_picture_that_was_chosen_by_itself_is_named_and_one_in_a_folder_is_not() -> None:
    browser.import_begin()
    assert json.loads(browser.import_offer('["holiday.png", "folder/picture.png"]')) == []
    html = json.loads(browser.import_end(Scenario().fragment, ON))["html"]
    assert "1 file of no known kind" in html
    assert "holiday.png" in html


def test_the_figures_are_those_of_the_download() -> None:
    drawn = json.loads(browser.update("plan=max&day=heavy&days=3", ON))
    told = json.loads(browser.download("plan=max&day=heavy&days=3", ON))
    shown = fields(drawn["html"])
    for option in told["options"]:
        for end in {"low", "high"} - (
            {"high"} if option["usd_per_month"]["low"] == option["usd_per_month"]["high"] else set()
        ):
            assert shown[f"options.{option['id']}.usd_per_month.{end}"] == option["usd_per_month"][end]
    assert told["verdict"] in drawn["html"]
    assert told["verdict"] in drawn["announce"]
    assert drawn["fragment"] == told["fragment"]


def test_the_page_draws_the_same_result_as_the_build() -> None:
    built = fields(element.calculator(LOADED, "plan=ultra&day=light", date.fromisoformat(ON)))
    drawn = json.loads(browser.update("plan=ultra&day=light", ON))
    assert built == fields(drawn["html"]) | fields(followed(drawn["fragment"])["html"])


def followed(fragment: str) -> dict[str, Any]:
    """Return what follows behind an answer, which comes in steps."""
    while not (step := json.loads(browser.follow(fragment, ON)))["html"]:
        pass
    return step


@pytest.mark.parametrize(
    "query",
    [
        "plan=pro&models=fable&wall=3",
        "plan=pro&models=fable&hour=",
        "day=own&session_usd=0&wall=3",
        "wall=3&hours=0",
        "plan=ultra&day=heavy&agents=100&tier=start&wall=1",
        "plan=pro&used=0&left=7",
        "plan=max&models=own&haiku=100&day=hours&hours=24&wall=never",
    ],
)
def test_what_follows_an_answer_at_the_edge_of_what_can_be_is_drawn(query: str) -> None:
    drawn = json.loads(browser.update(query, ON))
    step = followed(drawn["fragment"])
    assert step["charts"]
    assert "<table" in step["html"]


def test_what_follows_draws_its_charts_with_tables_of_the_same_names() -> None:
    step = followed("plan=pro&wall=3&budget=200")
    assert set(step["charts"]) == {"chart-break-even", "chart-walls", "chart-weekdays", "chart-month"}
    for name, spec in step["charts"].items():
        assert f'id="{name}"' in step["html"]
        assert f'id="{name}-table"' in step["html"]
        assert vl_convert.vegalite_to_svg(spec)
    assert "Your budget of $200 is exceeded in" in step["html"]


def month_ahead(query: str) -> str:
    return followed(query)["html"].split("The month ahead on an API key</h3>")[1].split("</ul>")[0]


def test_a_cap_that_the_tier_sets_is_not_said_to_stop_one_month_in_twenty() -> None:
    some = month_ahead("plan=pro&day=average&wall=3&tier=start")
    assert re.search(r"In \d\d of 100 months the start tier stops a key at \$500, .*; an alert at \$", some)
    every = month_ahead("plan=pro&day=heavy&agents=9&wall=3&tier=start")
    assert "In 100 of 100 months the start tier stops a key at $500, before the month ends." in every
    for said in (some, every):
        assert "one month in twenty" not in said
    assert "one month in twenty" in month_ahead("plan=pro&day=average&wall=3&tier=scale")


def test_usage_that_costs_nothing_is_not_said_to_be_none() -> None:
    html = followed("plan=pro&day=average&wall=3&discount=100")["html"]
    assert "The API costs you nothing." in html
    assert "Without usage" not in html


@pytest.mark.parametrize(
    ("wall", "said"), [("3", "You said day 3."), ("never", "You said never."), ("unknown", "You named no day.")]
)
def test_the_chart_of_walls_repeats_what_the_reader_said(wall: str, said: str) -> None:
    assert f"comes. {said}" in followed(f"plan=pro&wall={wall}")["html"]


def test_no_unknown_is_said_to_move_a_cost_by_nothing() -> None:
    said = sentences(answer("plan=pro&day=own&session_usd=0&wall=3"))
    assert "No single unknown turns it, or moves its cost." in said


def test_a_scenario_that_was_kept_stands_beside_the_next_with_the_difference() -> None:
    browser.keep("plan=pro&day=light&wall=3", ON)
    step = followed(json.loads(browser.update("plan=pro&day=heavy&wall=3", ON))["fragment"])
    assert "Beside what you kept" in step["html"]
    assert " more</td>" in step["html"]
    assert "Beside" not in followed(json.loads(browser.drop_kept("plan=pro&day=heavy", ON))["fragment"])["html"]


def test_differences_are_rounded_alike_both_ways_and_are_none_below_a_cent() -> None:
    stay = answer("plan=pro&wall=3").option("stay")
    assert stay is not None
    one, less, more, hour = (replace(stay, minutes=(minutes,) * 200) for minutes in (600, 580, 620, 660))
    assert _difference(one, less) == _difference(one, more) == "none"
    assert _difference(one, hour) == "1 blocked hour more"
    assert _difference(hour, one) == "1 blocked hour less"
    assert _difference(one, replace(one, usd=(one.usd[0] + 9_999,) * 200)) == "none"


def test_a_table_of_ordinary_months_shows_no_cost_as_none() -> None:
    html = followed("plan=pro&day=own&session_usd=0.05&days=1&wall=3")["html"]
    (row,) = re.findall(r"<tr><th scope=\"row\">1\.2</th>(.*?)</tr>", html)
    assert re.findall("<td>(.*?)</td>", row)[0] == "$0.32"


def test_scenarios_on_different_plans_are_compared_plan_by_plan() -> None:
    """One stays on Max and the other may move down to it: both pay the fee of Max."""
    browser.keep("plan=max&wall=4", ON)
    html = followed(json.loads(browser.update("plan=ultra&wall=4", ON))["fragment"])["html"]
    (cells,) = re.findall(r'<tr><th scope="row">Max</th>(.*?)</tr>', html)
    assert [cell.split(",")[0] for cell in re.findall("<td>(.*?)</td>", cells)] == [
        "$100",
        "$100",
        "45 blocked hours more",
    ]


def test_the_answer_leaves_as_a_table_and_as_text() -> None:
    told = json.loads(browser.download("plan=max&wall=4", ON))
    rows = browser.answer_table("csv", "plan=max&wall=4", ON).splitlines()
    assert len(rows) == 1 + len(told["options"])
    for row_, option in zip(rows[1:], told["options"], strict=True):
        assert row_.startswith(option["id"] + ",")
        assert ",".join(option["usd_per_month"].values()) in row_
        assert row_.endswith(",".join(option["blocked_hours_per_month"].values()))
    text = browser.answer_table("markdown", "plan=max&wall=4", ON)
    assert told["verdict"] in text
    assert all(option["name"] in text for option in told["options"])


def test_contradicting_evidence_is_a_sentence_at_its_field() -> None:
    drawn = json.loads(browser.update("wall=2&used=10&left=4", ON))
    assert 'id="calc-used-problem"' in drawn["html"]
    assert "contradicts" in drawn["announce"]
    summary = drawn["html"].split("<summary>More:")[1].split("</summary>")[0]
    assert "contradicts" in summary, "its field is out of sight while More is closed"


def test_a_problem_at_a_field_in_sight_is_not_said_twice() -> None:
    drawn = json.loads(browser.update("days=9", ON))
    assert drawn["html"].count("a whole number from 1 to 7 is expected") == 1


def test_what_came_of_files_is_announced_once_with_the_estimate_that_rests_on_them() -> None:
    ended = imported(row(), row(message__id="msg_2"))
    assert ended["pending"]
    assert "responses" not in ended["announce"]
    first, second = (json.loads(browser.update(Scenario().fragment, ON))["announce"] for _ in range(2))
    assert first.startswith("2 responses would have cost ")
    assert first.endswith(second)
    assert "responses" not in second


def test_that_nothing_was_found_is_announced() -> None:
    assert imported({"type": "user"})["announce"].startswith("No Claude Code response was found")


def test_an_import_shows_every_total_of_the_report() -> None:
    drawn = imported(row(), row(), row(message__id="msg_2", message__model="claude-sonnet-5-5"))
    told = json.loads(browser.download(Scenario().fragment, ON))["report"]
    shown = fields(drawn["html"])
    assert shown["responses"] == str(told["responses"]) == "2"
    assert shown["usd"] == told["usd"]
    assert {kind: shown[f"tokens.{kind}"] for kind in told["tokens"]} == {k: str(v) for k, v in told["tokens"].items()}
    assert shown["rows.duplicate"] == "1"
    for model in told["models"]:
        assert shown[f"models.{model['id']}.usd"] == model["usd"]
    for day in told["days"]:
        assert shown[f"days.{day['date']}.usd"] == day["usd"]
    assert set(drawn["charts"]) == {"chart-days", "chart-calendar"}


def test_names_from_files_are_text() -> None:
    nasty = "<img src=x onerror=alert(1)>"
    drawn = imported(row(message__model=nasty), {"no": "end"}, "cut", name=f"{nasty}.jsonl")
    assert nasty not in drawn["html"]
    assert "&lt;img src=x" in drawn["html"]
    assert "unpriced" in drawn["html"]


def test_nothing_found_says_so() -> None:
    assert "No Claude Code response was found" in imported({"type": "user"})["html"]


def test_usage_without_any_price_costs_what_is_not_known() -> None:
    drawn = imported(row(message__model="claude-novel-9"))
    assert drawn["announce"].startswith("Your files are read; nothing in them has a price here.")
    assert "not known</data></strong>: nothing of it has a price here." in drawn["html"]
    assert fields(drawn["html"])["responses"] == "1"
    assert "$0.00</data></strong>" not in drawn["html"]


def test_a_wrong_input_is_named_at_its_field_and_keeps_the_last_result() -> None:
    good = fields(json.loads(browser.update("plan=max&days=2", ON))["html"])
    wrong = json.loads(browser.update("plan=max&days=zwei", ON))
    assert fields(wrong["html"]) == good
    assert 'id="calc-days-problem"' in wrong["html"]
    assert 'aria-invalid="true"' in wrong["html"]
    assert 'value="zwei"' in wrong["html"]


def test_logs_can_be_removed_again() -> None:
    imported(row())
    cleared = json.loads(browser.import_clear(Scenario().fragment, ON))
    assert "rows.read" not in fields(cleared["html"])
    assert "report" not in json.loads(browser.download(Scenario().fragment, ON))


def test_every_chart_draws() -> None:
    drawn = imported(row(), row(message__id="msg_2", timestamp="2026-10-12T10:00:00Z"))
    for spec in drawn["charts"].values():
        svg = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
        assert svg.count("<path") > 3


@pytest.mark.parametrize(
    "key", ["plans.pro.usd_per_month", "models.claude-opus-5-5.cache_read", "facts.usage.average.usd_per_active_day"]
)
def test_a_figure_leads_to_a_source_that_exists(key: str) -> None:
    html = figures.figure(LOADED, key, date.fromisoformat(ON))
    source = re.search(r'href="@/reference/sources/#([^"]+)"', html)
    assert source is not None
    assert f'id="{source[1]}"' in tables.source_list(LOADED)


def test_a_derived_figure_leads_to_the_row_of_its_sources() -> None:
    html = figures.figure(LOADED, "facts.usage.mix.cache_read", date.fromisoformat(ON))
    assert 'href="@/reference/usage/#usage-mix-cache_read"' in html
    assert 'title="derived, ' in html


def test_an_api_credit_leads_to_the_source_that_names_it() -> None:
    html = figures.figure(LOADED, "plans.max.api_credit_usd_per_month", date.fromisoformat(ON))
    assert 'href="@/reference/sources/#apicredits"' in html


@pytest.mark.parametrize(
    "key",
    ["plans.gold.usd_per_month", "plans.max.usd_per_month_annual", "facts.nothing", "models.claude-0.input", "what"],
)
def test_a_figure_that_is_not_there_stops_the_build(key: str) -> None:
    with pytest.raises(LookupError):
        figures.figure(LOADED, key, date.fromisoformat(ON))


def test_tables_show_every_model_on_sale_and_every_plan() -> None:
    on = date.fromisoformat(ON)
    prices, plans = tables.price_table(LOADED, on), tables.plan_table(LOADED)
    for model in LOADED.models:
        assert (f'id="{model.id}"' in prices) == (model.on_sale(on) and model.price_on(on) is not None)
    for plan in LOADED.plans:
        assert f'id="plan-{plan.id}"' in plans
    assert "not published" in plans


@pytest.mark.parametrize("day", [ON, "2026-11-30", "2027-01-22"])
def test_the_price_table_says_which_models_retire(day: str) -> None:
    """A model that has retired is not in the table; one with no day set has none to say."""
    on = date.fromisoformat(day)
    told = re.findall(r'/changes/#([\w-]+)-retired">retires ([^<]+)<', tables.price_table(LOADED, on))
    ahead = [(model.id, dates.show(model.retired)) for model in LOADED.models if model.retired and model.on_sale(on)]
    assert told == ahead
    assert bool(told) == (day < "2027-01-22")


def test_the_estimate_of_logs_follows_their_totals() -> None:
    totals = imported(row())["html"]
    assert "still rests on the inputs" in totals
    behind = json.loads(browser.update(Scenario().fragment, ON))["html"]
    assert "From your logs" in behind
    assert "still rests on the inputs" not in behind
    assert fields(totals)["usd"] == fields(behind)["usd"]


def test_logs_whose_clock_cannot_be_are_not_said_to_be_what_the_answer_rests_on() -> None:
    imported(row(timestamp="2031-03-01T10:00:00.000Z"))
    behind = json.loads(browser.update(Scenario().fragment, ON))["html"]
    assert "Not from your logs" in behind
    assert "Your usage comes from your logs" not in behind
    browser.import_clear("", ON)


def test_a_download_right_after_the_totals_rests_on_the_logs() -> None:
    imported(row())
    told = json.loads(browser.download(Scenario().fragment, ON))
    browser.import_clear("", ON)
    assert told["options"] != json.loads(browser.download(Scenario().fragment, ON))["options"]


@pytest.mark.parametrize("query", ["", "plan=max&day=heavy&wall=2", "days=zwei", "hour="])
def test_the_answer_that_comes_first_is_the_one_that_the_page_is_drawn_with(query: str) -> None:
    for _ in ("described", "logged"):
        first = browser.answer(query, ON)
        assert 'data-field="verdict"' in first
        assert first in json.loads(browser.update(query, ON))["html"]
        imported(row())


def test_an_answer_is_made_anew_when_files_come_and_go() -> None:
    query = Scenario().fragment
    described = browser.answer(query, ON)
    imported(row())
    logged = browser.answer(query, ON)
    assert logged != described
    imported(row(usage__output_tokens=90_000))
    assert browser.answer(query, ON) not in {described, logged}
    browser.import_clear(query, ON)
    assert browser.answer(query, ON) == described


def test_an_answer_is_made_anew_when_another_source_is_to_count() -> None:
    files = [text.encode() for text in ("\n".join(golden.log_lines()), golden.ccusage_days())]
    offer(dict(zip(("projects/a.jsonl", "ccusage.json"), files, strict=True)))
    browser.import_end("", ON)
    logged = fields(browser.answer("", ON))
    browser.import_wish("source", "ccusage", "", ON)
    assert fields(browser.answer("", ON)) != logged
    browser.import_wish("source", "logs", "", ON)
    assert fields(browser.answer("", ON)) == logged


@pytest.mark.parametrize("wall", ["1", "3", "5", "never"])
@pytest.mark.parametrize("plan", ["pro", "max", "ultra"])
def test_sentences_name_every_option_as_a_reader_would(plan: str, wall: str) -> None:
    """Options that are not shown may be the best elsewhere."""
    said = " ".join(sentences(estimate(Scenario(plan=plan, wall=wall), LOADED, date.fromisoformat(ON))))
    assert not re.findall(r"\w+_\w+", said)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("plan=pro&days=6&day=heavy&wall=3&hour=80", "On your day 3, Max with credits is cheapest over all months"),
        ("plan=pro&days=5&day=light&wall=never&models=sonnet&hour=0", "cheapest on whatever day the limit comes"),
    ],
)
def test_an_ordinary_month_does_not_contradict_the_verdict(query: str, said: str) -> None:
    scenario, _ = parse(query, ("pro",))
    assert said in " ".join(sentences(estimate(scenario, LOADED, date.fromisoformat(ON))))


def test_less_than_an_hour_is_not_none() -> None:
    assert _cell(Cost(100 * MILLION, 20)) == "$100, under 1 h"
    assert _cell(Cost(100 * MILLION, 0)) == "$100"


def test_a_long_name_of_a_model_is_not_cut_in_the_legend() -> None:
    for model, columns in (("claude-haiku-4-5-20251001", 1), ("claude-sonnet-5-5", 2)):
        legend = imported(row(message__model=model))["charts"]["chart-days"]["config"]["legend"]
        assert (legend["columns"], legend["labelLimit"] >= 300) == (columns, True)


def test_no_reason_holds_marks_of_another_format() -> None:
    imported(row(), row(message__id="msg_2"))
    told = json.loads(browser.download(Scenario().fragment, ON))
    assert "`" not in json.dumps(told["options"])


def test_every_weekday_that_is_most_often_is_named() -> None:
    assert _weekdays((3, 3, 2, 0, 0, 3, 0)).caption.endswith(
        "most often Monday, Tuesday and Saturday, not at all in 89."
    )
    assert _weekdays((0, 0, 9, 0, 0, 3, 0)).caption.endswith("most often Wednesday, not at all in 88.")


def test_labels_stand_apart_and_above_the_axis() -> None:
    places = [140 + shift for shift in apart([Decimal(0), Decimal(0), Decimal(100)], Decimal(100), 140)[:2]]
    assert max(places) == 140 - LABEL_HEIGHT // 2
    assert max(places) - min(places) == LABEL_HEIGHT
    assert apart([Decimal(50)], Decimal(100), 140) == [0]
