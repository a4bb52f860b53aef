"""The sample is what it says: eight weeks that a plan let through, the same at every build."""

import json

import sample as hook

from tests.test_own_files import in_the_page

FILES = hook.sample()


def test_the_sample_shows_a_plan_that_is_hit_in_some_weeks_and_not_in_others() -> None:
    told = in_the_page("plan=pro", FILES)
    assert told["report"]["rows"]["broken"] == told["report"]["unpriced"]["responses"] == 0
    assert told["capacity"]["evidence"] == [
        "Your plan was measured in 8 windows, by Claude Desktop's history and the use in your logs."
    ]
    weeks = told["replay"][0]["weeks"]
    assert len(weeks) == 8
    hit = [week for week in weeks if int(week["percent"]) >= 98]
    assert 2 <= len(hit) <= 6
    assert told["recommended"] is not None


def test_no_percentage_is_above_all() -> None:
    shown = json.loads(FILES["sample-plan-usage.json"])["samples"]
    assert {each["u"]["sd"] for each in shown} >= {0, 100}
    assert max(each["u"]["sd"] for each in shown) == 100


def test_every_build_makes_the_same_bytes() -> None:
    hook.sample.cache_clear()
    assert hook.sample() == FILES
