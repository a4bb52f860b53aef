"""Each slip in a data file is refused with file, entry, field and what was expected."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from calculator import datafiles
from calculator.catalog import CatalogError, read

TODAY = date(2026, 11, 23)
SAMPLE = Path(__file__).parent / "sample"
TEXTS = {file: (SAMPLE / file).read_text() for file in datafiles.FILES}

OPUS = 'id = "claude-opus-5-5"'
SONNET = 'id = "claude-sonnet-5-5"'
HAIKU = 'id = "claude-haiku-5-5"'
PRO = 'id = "pro"'
MIX = "[usage.mix]"


def edited(file: str, after: str, old: str, new: str) -> dict[str, str]:
    """Return the data with the first `old` behind `after` in one file replaced."""
    start = TEXTS[file].index(after)
    assert old in TEXTS[file][start:]
    return {**TEXTS, file: TEXTS[file][:start] + TEXTS[file][start:].replace(old, new, 1)}


def refusal(file: str, after: str, old: str, new: str, today: date = TODAY) -> str:
    with pytest.raises(CatalogError) as caught:
        read(edited(file, after, old, new), today=today)
    return str(caught.value)


def test_data_without_a_slip_is_accepted() -> None:
    read(TEXTS, today=TODAY)
    read(datafiles.texts())


RATE = "a number of US dollars per million tokens from 0.001 to 1000"


@pytest.mark.parametrize(
    ("after", "old", "new", "message"),
    [
        (OPUS, "output = 20", 'output = "20"', f"prices[0].output: expected {RATE}, found '20'"),
        (OPUS, "output = 20", "output = true", f"prices[0].output: expected {RATE}, found True"),
        (OPUS, "output = 20", "output = -20", f"prices[0].output: expected {RATE}, found -20"),
        (OPUS, "output = 20", "output = nan", f"prices[0].output: expected {RATE}, found NaN"),
        (OPUS, "output = 20", "output = inf", f"prices[0].output: expected {RATE}, found Infinity"),
        (OPUS, "input = 4", "input = 4000", f"prices[0].input: expected {RATE}, found 4000"),
        (OPUS, "input = 4", "input = 0.000004", f"prices[0].input: expected {RATE}, found 0.000004"),
        (OPUS, "output = 20\n", "", f"prices[0].output: expected {RATE}, found nothing"),
        (OPUS, "cache_read = 0.20", "cache_read = 4", "prices[0].cache_read: expected less than input 4, found 4"),
        (
            OPUS,
            "cache_write_1h = 8",
            "cache_write_1h = 5",
            "prices[0].cache_write_1h: expected more than cache_write_5m 5, found 5",
        ),
        (
            HAIKU,
            "cache_read = 0.05",
            "cache_read = 0.60",
            "prices[0].steps[0].cache_read: expected less than input 0.50, found 0.60",
        ),
        (
            HAIKU,
            "above_prompt_tokens = 100_000",
            "above_prompt_tokens = 1e5",
            "prices[0].steps[0].above_prompt_tokens: expected a whole number of tokens above zero, found 1E+5",
        ),
        (
            HAIKU,
            "\n[[model]]",
            "\n[[model.prices.steps]]\nabove_prompt_tokens = 100_000\ninput = 0.60\noutput = 3\ncache_read = 0.06\n"
            "cache_write_5m = 0.75\ncache_write_1h = 1.20\n\n[[model]]",
            "prices[0].steps[1].above_prompt_tokens: expected more than 100000, found 100000",
        ),
        (
            SONNET,
            "from = 2026-10-07",
            "from = 2026-10-06",
            "prices[1].from: expected no day before 2026-10-07, where the period before ends (an overlap), "
            "found 2026-10-06",
        ),
        (
            SONNET,
            "from = 2026-10-07",
            "from = 2026-10-08",
            "prices[1].from: expected 2026-10-07, where the period before ends (a gap), found 2026-10-08",
        ),
        (
            SONNET,
            "until = 2026-10-07\n",
            "",
            "prices[0].until: expected a date, since another period follows (an overlap), found nothing",
        ),
        (
            SONNET,
            "from = 2026-10-07\n",
            "",
            "prices[1].from: expected a date, since another period comes before (an overlap), found nothing",
        ),
        (
            SONNET,
            "until = 2026-10-07\n",
            "from = 2026-10-07\nuntil = 2026-10-07\n",
            "prices[0].until: expected a day after from 2026-10-07, found 2026-10-07",
        ),
        (
            OPUS,
            "released = 2026-09-22",
            "released = 2026-09-22\nretired = 2026-09-21",
            "retired: expected no day before released 2026-09-22, found 2026-09-21",
        ),
        (
            OPUS,
            "released = 2026-09-22",
            'released = "2026-09-22"',
            "released: expected a date such as 2026-11-23, found '2026-09-22'",
        ),
        (OPUS, 'tokenizer = "new"', 'tokenizer = "newer"', "tokenizer: expected one of old, new, found 'newer'"),
        (
            OPUS,
            "multiplier = 2",
            "multiplier = 200",
            "fast[0].multiplier: expected a factor from 0.01 to 100, found 200",
        ),
        (
            OPUS,
            'sources = ["ov_opus55", "litellm"]',
            "sources = []",
            "sources: expected a list of different texts, found []",
        ),
        (
            OPUS,
            'sources = ["ov_opus55", "litellm"]',
            'sources = ["ov_opus55", "hearsay"]',
            "sources: expected ids of sources.toml, found 'hearsay'",
        ),
        (
            OPUS,
            'sources = ["ov_opus55", "genai",',
            'sources = ["ov_opus55", "gemai",',
            "prices[0].sources: expected ids of sources.toml, found 'gemai'",
        ),
        (
            OPUS,
            'sources = ["ov_opus55", "litellm"]',
            'sources = ["litellm", "litellm"]',
            "sources: expected a list of different texts, found ['litellm', 'litellm']",
        ),
        (
            OPUS,
            'standing = "official"',
            'standing = "sure"',
            "standing: expected one of official, two independent sources, single source, third-party, derived, "
            "disputed, unknown, found 'sure'",
        ),
    ],
)
def test_a_slip_in_a_model_is_named(after: str, old: str, new: str, message: str) -> None:
    name = after.partition('"')[2].rstrip('"')
    assert refusal("models.toml", after, old, new) == f"models.toml: {name}: {message}"


def test_a_misspelt_field_is_named_with_those_that_exist() -> None:
    message = refusal("models.toml", OPUS, "output = 20", "outputs = 20")
    assert message.startswith(
        "models.toml: claude-opus-5-5: prices[0].outputs: expected one of the fields from, until,"
    )
    assert message.endswith("found 20")


def test_a_missing_source_is_named() -> None:
    message = refusal("models.toml", OPUS, 'sources = ["ov_opus55", "litellm"]\n', "")
    assert message == "models.toml: claude-opus-5-5: sources: expected a list of different texts, found nothing"


def test_a_check_in_the_future_is_refused() -> None:
    message = refusal("models.toml", OPUS, "checked = 2026-11-23", "checked = 2026-11-24")
    assert message == "models.toml: claude-opus-5-5: checked: expected no day after today, 2026-11-23, found 2026-11-24"
    read(edited("models.toml", OPUS, "checked = 2026-11-23", "checked = 2026-11-24"), today=date(2026, 11, 24))


def test_today_is_the_present_day_unless_given() -> None:
    with pytest.raises(CatalogError, match="checked: expected no day after today"):
        read(edited("models.toml", OPUS, "checked = 2026-11-23", "checked = 2999-01-01"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            SONNET,
            OPUS,
            "models.toml: claude-opus-5-5: id: expected a name that no other entry has (claude-opus-5-5 in models.toml "
            "has it), "
            "found 'claude-opus-5-5'",
        ),
        (
            'name = "Claude Sonnet 5.5"',
            'name = "Claude Sonnet 5.5"\naliases = ["claude-opus-5-5"]',
            "models.toml: claude-opus-5-5: id: expected a name that no other entry has (claude-sonnet-5-5 in "
            "models.toml has it), found 'claude-opus-5-5'",
        ),
        (
            'name = "Claude Sonnet 5.5"',
            'name = "Claude Sonnet 5.5"\naliases = ["claude-haiku-5-5"]',
            "models.toml: claude-sonnet-5-5: aliases: expected a name that no other entry has (claude-haiku-5-5 in "
            "models.toml has it), "
            "found 'claude-haiku-5-5'",
        ),
    ],
)
def test_a_name_belongs_to_one_model(old: str, new: str, message: str) -> None:
    assert refusal("models.toml", "", old, new) == message


@pytest.mark.parametrize(
    ("file", "after", "old", "new", "message"),
    [
        ("models.toml", "", "[[model]]", "[[models]]", "models.toml: file: text: expected TOML, found "),
        (
            "models.toml",
            "",
            "[[model]]",
            "title = 1\n\n[[model]]",
            "models.toml: file: title: expected one of the fields model, found 1",
        ),
        ("plans.toml", PRO, "= 20 ", "= $20 ", "plans.toml: file: text: expected TOML, found 'Invalid value (at line"),
        ("models.toml", "", OPUS + "\n", "", "models.toml: model 3: id: expected a text, found nothing"),
        (
            "sources.toml",
            "[genai]",
            "title =",
            "name =",
            "sources.toml: genai: name: expected one of the fields title, ",
        ),
        (
            "sources.toml",
            "",
            "# A small copy",
            "hearsay = 1\n# A small copy",
            "sources.toml: hearsay: entry: expected a table, found 1",
        ),
        (
            "plans.toml",
            PRO,
            "usd_per_month = 20",
            'usd_per_month = "$20"',
            "plans.toml: pro: usd_per_month: expected a number of US dollars from 0 to 10000, found '$20'",
        ),
        (
            "plans.toml",
            PRO,
            'next_up = "max"',
            'next_up = "mox"',
            "plans.toml: pro: next_up: expected the id of another plan, found 'mox'",
        ),
        (
            "plans.toml",
            PRO,
            'next_up = "max"',
            'next_up = "pro"',
            "plans.toml: pro: next_up: expected the id of another plan, found 'pro'",
        ),
        (
            "plans.toml",
            PRO,
            "weekly_limit = true",
            'weekly_limit = "yes"',
            "plans.toml: pro: weekly_limit: expected true or false, found 'yes'",
        ),
        (
            "plans.toml",
            "",
            'id = "free"',
            PRO,
            "plans.toml: pro: id: expected a name that no other entry has (pro in plans.toml has it), found 'pro'",
        ),
        (
            "plans.toml",
            'id = "enterprise"',
            "note = ",
            "renamed = ",
            "plans.toml: enterprise: note: expected a text that says why there is no usd_per_month, found nothing",
        ),
        (
            "usage.toml",
            MIX,
            "value = 0.001",
            'value = "0.001"',
            "usage.toml: usage.mix.input: value: expected a number from 0 to 1000000000000000, found '0.001'",
        ),
        (
            "usage.toml",
            MIX,
            "value = 0.001, ",
            "",
            "usage.toml: usage.mix.input: value: expected a number from 0 to 1000000000000000, found nothing",
        ),
        (
            "usage.toml",
            "[usage.per_working_hour]",
            "unit =",
            "value = 5\nunit =",
            "usage.toml: usage.per_working_hour: value: expected no value where the standing is unknown, found 5",
        ),
        (
            "usage.toml",
            MIX,
            'unit = "share of tokens"',
            'unit = "date"',
            "usage.toml: usage.mix.input: value: expected a date such as 2026-11-23, found 0.001",
        ),
        (
            "limits.toml",
            "[limits.tiers_since]",
            "value = 2026-06-26",
            'value = "June 2026"',
            "limits.toml: limits.tiers_since: value: expected a date such as 2026-11-23, found 'June 2026'",
        ),
        (
            "api.toml",
            "[api.batch_multiplier]",
            'title = "Batch API: every token rate"\n',
            "",
            "api.toml: api.batch_multiplier.value: entry: expected a table, found 0.5",
        ),
        (
            "api.toml",
            "[api.batch_multiplier]",
            "checked = 2026-11-23",
            "checked = 2027-01-01",
            "api.toml: api.batch_multiplier: checked: expected no day after today, 2026-11-23, found 2027-01-01",
        ),
        (
            "plans.toml",
            PRO,
            "checked = 2026-11-23",
            "checked = 2026-11-25",
            "plans.toml: pro: checked: expected no day after today, 2026-11-23, found 2026-11-25",
        ),
        (
            "plans.toml",
            PRO,
            "checked = 2026-11-23",
            "checked = 2026-11-23T10:00:00",
            "plans.toml: pro: checked: expected a date such as 2026-11-23, found 2026-11-23 10:00:00",
        ),
    ],
)
def test_a_slip_elsewhere_is_named(file: str, after: str, old: str, new: str, message: str) -> None:
    assert refusal(file, after, old, new).startswith(message)


def test_a_fact_has_one_home() -> None:
    texts = {**TEXTS, "api.toml": TEXTS["api.toml"] + TEXTS["usage.toml"]}
    with pytest.raises(CatalogError, match=r"^usage.toml: usage.light.usd_per_active_day: id: expected a name that no"):
        read(texts, today=TODAY)
