"""The command line on whole log folders: exact totals, whatever the layout, and one clear line where it cannot read."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from calculator import catalog
from tests.corpora import CORPORA, MARKUP, Corpus, make, make_hostile
from tests.make_logs import KEYS, LONG_PROMPT

if TYPE_CHECKING:
    from pathlib import Path

    from calculator.catalog import Model, Price, Rates

MILLION = 1_000_000


def calculator(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "calculator", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def report(*arguments: str | Path) -> dict[str, Any]:
    ran = calculator("report", *arguments, "--json")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture(params=CORPORA)
def corpus(request: pytest.FixtureRequest, tmp_path: Path) -> Corpus:
    return make(request.param, tmp_path)


def canonical(name: str) -> str:
    model = catalog.load().find(name)
    assert model is not None, name
    return model.id


def rows_with_usage(corpus: Corpus) -> int:
    """Count, the slow way, the rows that say what a response used."""
    found = 0
    for line in corpus.rows():
        try:
            parsed = json.loads(line)
        except ValueError:
            continue
        message = parsed.get("message", {})
        found += parsed["type"] == "assistant" and "usage" in message and message["model"] != "<synthetic>"
    return found


def test_totals_equal_the_truth(corpus: Corpus) -> None:
    truth, found = corpus.truth, report(corpus.folder)
    assert found["tokens"] == truth["total"]
    assert found["responses"] == truth["responses"]
    assert found["web_searches"] == truth["web_search_requests"]
    assert found["unpriced"] == {"responses": 0, "tokens": 0, "models": []}
    models = {model["id"]: model for model in found["models"]}
    assert {name: model["tokens"] for name, model in models.items()} == {
        canonical(name): tokens for name, tokens in truth["by_model"].items()
    }
    assert {name: model["responses"] for name, model in models.items()} == {
        canonical(name): count for name, count in truth["responses_by_model"].items()
    }
    assert {day["date"]: day["tokens"] for day in found["days"]} == truth["by_day_utc"]


def test_every_row_is_accounted_for(corpus: Corpus) -> None:
    truth, found = corpus.truth, report(corpus.folder)
    rows = found["rows"]
    assert rows["read"] == truth["rows"]
    assert rows["broken"] == truth["broken_lines"]
    assert rows["duplicate"] == rows_with_usage(corpus) - truth["responses"]
    assert rows["ignored"] == rows["read"] - found["responses"] - rows["duplicate"] - rows["broken"]


def price_of(name: str, day: str) -> tuple[Model, Price]:
    model = catalog.load().find(name)
    assert model is not None
    price = model.price_on(date.fromisoformat(day))
    assert price is not None
    return model, price


def at_rates(tokens: dict[str, int], rates: Rates) -> Fraction:
    return sum((Fraction(getattr(rates, key)) * tokens[key] / MILLION for key in KEYS), Fraction(0))


def usd_by_hand(truth: dict[str, Any]) -> Fraction:
    """Price the truth in fractions: tokens by day and model at that day's rates, then what comes on top."""
    total = Fraction(catalog.load().usd_per_1000_web_searches) * truth["web_search_requests"] / 1000
    for key, tokens in truth["by_day_model_utc"].items():
        day, _, name = key.partition(" ")
        total += at_rates(tokens, price_of(name, day)[1].rates)
    start = truth["options"]["start"]  # no price changes and no fast mode ends within one of these corpora
    for name, tokens in truth["long_prompt_part_by_model"].items():
        price = price_of(name, start)[1]
        for step in price.steps:
            assert step.above_prompt_tokens == LONG_PROMPT
            total += at_rates(tokens, step.rates) - at_rates(tokens, price.rates)
    for name, tokens in truth["fast_part_by_model"].items():
        model, price = price_of(name, start)
        fast = model.fast_on(date.fromisoformat(start))
        assert fast is not None
        total += at_rates(tokens, price.rates) * (Fraction(fast.multiplier) - 1)
    return total


def test_dollars_are_exact_and_add_up(corpus: Corpus) -> None:
    found = report(corpus.folder)
    assert Fraction(found["usd"]) == usd_by_hand(corpus.truth)
    for parts in (found["models"], found["days"]):
        assert sum(Fraction(part["usd"]) for part in parts) == Fraction(found["usd"])


def test_the_corpora_hold_what_they_claim(tmp_path: Path) -> None:
    """A corpus without long prompts, echoes or replays would prove nothing about them."""
    for name, held in (
        ("new models", "long_prompt_part_by_model"),
        ("fast mode", "fast_part_by_model"),
        ("echoes", "sidechain_echoes"),
        ("replays", "replayed_rows"),
        ("crashes", "broken_lines"),
        ("replays", "limit_hits"),
        ("today", "web_search_requests"),
    ):
        assert make(name, tmp_path / f"{name} {held}").truth[held], (name, held)
    assert "claude-haiku-5-5" in make("new models", tmp_path / "steps").truth["long_prompt_part_by_model"]


def test_folders_and_files_may_be_named_twice_and_in_any_order(tmp_path: Path) -> None:
    corpus = make("replays", tmp_path)
    whole = report(corpus.folder)
    assert report(*reversed(corpus.files())) == whole
    assert report(corpus.folder, *corpus.files()[:3], corpus.folder) == whole


def test_days_follow_the_time_zone(tmp_path: Path) -> None:
    corpus = make("small", tmp_path)
    utc, there = report(corpus.folder), report(corpus.folder, "--timezone", "Pacific/Kiritimati")
    assert there["usd"] == utc["usd"]
    assert [day["date"] for day in there["days"]] != [day["date"] for day in utc["days"]]


def test_hostile_files_cost_the_good_rows_nothing(tmp_path: Path) -> None:
    corpus = make_hostile(tmp_path)
    truth, found = corpus.truth, report(corpus.folder)
    each, unpriced = truth["tokens_each"], truth["unpriced"]
    assert found["responses"] == truth["responses"]
    assert found["tokens"]["input"] == found["tokens"]["output"] == truth["responses"] * each
    assert found["unpriced"]["responses"] == unpriced
    assert found["unpriced"]["tokens"] == unpriced * each * 2
    assert found["unpriced"]["models"] == sorted(["claude-novel-9", MARKUP, r"claude-\ud83d"])
    rates = price_of(truth["priced"], "2026-11-03")[1].rates
    good = (truth["responses"] - unpriced) * each
    assert Fraction(found["usd"]) == Fraction(rates.input + rates.output) * good / MILLION
    assert found["rows"]["broken"] >= truth["broken_rows"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "no/such/folder"],
        ["report"],
        ["report", ".", "--timezone", "Mars/Olympus"],
        ["report", ".", "--prices-on", "yesterday"],
        ["estimate", "plan=gold"],
        ["prices", "--on", "2026-13-01"],
        ["guess"],
    ],
    ids=" ".join,
)
def test_a_bad_argument_is_answered_with_one_clear_line(arguments: list[str]) -> None:
    ran = calculator(*arguments)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    said = [line for line in ran.stderr.splitlines() if not line.startswith(("usage:", " "))]
    assert len(said) == 1, ran.stderr
