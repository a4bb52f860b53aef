"""Sessions that the real program resumes, forks, moves and delegates from: the report counts each answer once.

What the program says that its sessions have cost is held against that; `differences.toml` says where it is more, why.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.cli.api import DELEGATE, MOVE, OUTPUT_TOKENS, USAGE
from tests.cli.check_report import AS_JSON, own_total, report, stated_total
from tests.cli.claude import HERE, Home, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST = "{first}"
"""Stands for the id of the first session."""
RESUME = ("--resume", FIRST)
FORK = ("--resume", FIRST, "--fork-session")


class Step(NamedTuple):
    """One run of the program: in which folder below the home, and with what."""

    folder: str
    arguments: tuple[str, ...]


def steps(*runs: tuple[str, ...]) -> tuple[Step, ...]:
    return tuple(Step(folder, arguments) for folder, *arguments in runs)  # type: ignore[misc]


CASES: Mapping[str, tuple[Step, ...]] = {
    "resumed": steps(("a", "Say yes"), ("a", *RESUME, "Again"), ("a", *RESUME, "And again")),
    "continued": steps(("a", "Say yes"), ("a", "--continue", "Again"), ("a", "--continue", "And again")),
    "forked": steps(("a", "Say yes"), ("a", *FORK, "Else"), ("a", *RESUME, "Again")),
    "forked when continued": steps(("a", "Say yes"), ("a", "--continue", "--fork-session", "Else")),
    "forked twice": steps(("a", "Say yes"), ("a", *FORK, "Else"), ("a", "--continue", "--fork-session", "Or else")),
    "resumed elsewhere": steps(("b", "Say yes"), ("a", *RESUME, "Again")),
    "forked elsewhere": steps(("b", "Say yes"), ("a", *FORK, "Else")),
    "moved": steps(
        ("a", MOVE, "--allowedTools", "Bash"), ("a/down", *RESUME, "Again"), ("a/down", "--continue", "From here")
    ),
    "delegated": steps(("a", DELEGATE), ("a", *RESUME, DELEGATE)),
    "delegated and forked": steps(
        ("a", DELEGATE), ("a", *FORK, "Else"), ("a", *FORK, DELEGATE), ("a", *RESUME, "Again")
    ),
}


class Run(NamedTuple):
    """What came of a step."""

    session: str
    folder: str
    asked: int
    """Messages that the API was asked for."""
    usd: Decimal
    """What the program says that the session has cost so far."""


@cache
def differences() -> Mapping[str, int]:
    """Return by case how many answers the program's own totals count again."""
    listed = tomllib.loads((HERE / "differences.toml").read_text(encoding="utf-8"))["difference"]
    return {entry["case"]: entry["answers"] for entry in listed}


def run(home: Home, case: Sequence[Step]) -> list[Run]:
    """Go through a case."""
    variables = prepare(home, ("key",))
    (home.path / "a/down").mkdir(parents=True)
    (home.path / "b").mkdir()
    done: list[Run] = []
    for folder, arguments in case:
        before = len(home.api.asked)
        given = [done[0].session if argument == FIRST else argument for argument in arguments]
        printed = home.run("-p", *given, *AS_JSON, variables=variables, folder=home.path / folder).stdout
        asked = len(home.api.asked) - before
        done.append(Run(json.loads(printed)["session_id"], folder, asked, stated_total(printed)))
    return done


def tokens(answers: int) -> dict[str, int]:
    return {
        "input": USAGE["input_tokens"] * answers,
        "output": OUTPUT_TOKENS * answers,
        "cache_read": USAGE["cache_read_input_tokens"] * answers,
        "cache_write_5m": USAGE["cache_creation_input_tokens"] * answers,
        "cache_write_1h": 0,
    }


def by_session(found: dict[str, Any]) -> dict[str, tuple[str, int]]:
    """Return the folder in which each session began and its answers."""
    return {session["id"]: (session["project"], session["responses"]) for session in found["sessions"]}


@pytest.mark.parametrize("case", CASES)
def test_each_answer_is_counted_once_where_it_was_given(home: Home, case: str) -> None:
    done = run(home, CASES[case])
    each = done[0].usd / done[0].asked
    folder = home.path / ".claude/projects"
    found = report(folder)
    given: Counter[str] = Counter()
    began: dict[str, str] = {}
    for one in done:
        given[one.session] += one.asked
        began.setdefault(one.session, str(home.path / one.folder))
    count = len(home.api.asked)
    assert count == given.total() > 1
    assert (found["responses"], found["tokens"], Decimal(found["usd"])) == (count, tokens(count), each * count)
    assert by_session(found) == {session: (began[session], answers) for session, answers in given.items()}
    delegated = sum(DELEGATE in step.arguments for step in CASES[case])
    assert found["conversations"].get("sub_agents", {"tokens": tokens(0)})["tokens"] == tokens(delegated)
    assert found["read"]["unknown"] == []
    assert own_total(folder) == sum({one.session: one.usd for one in done}.values())
    assert own_total(folder) - Decimal(found["usd"]) == each * differences().get(case, 0)


def test_every_difference_is_one() -> None:
    assert set(differences()) <= set(CASES)
    assert all(differences().values())
