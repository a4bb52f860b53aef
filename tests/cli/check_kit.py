"""The kits for Linux, walked through with the real program: what is sent before, while and after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from calculator.choice import LASTS
from calculator.credentials import LOGIN
from calculator.kit import kit
from tests.cli.claude import SECRETS, Home, furnished
from tests.test_kit import distinct, name
from tests.walk import SECRET, walk

if TYPE_CHECKING:
    from pathlib import Path

    from calculator.choice import Choice

QUICK = " -p 'Say yes'"
KITS = [
    choice
    for choice in distinct(ran=True)
    if choice.pinned
    and (choice.keep != "keychain" or choice.system == "linux")
    and choice.keep in {"pass", "environment"}
]


def test_every_way_is_among_the_kits() -> None:
    assert {(choice.shell, choice.lasts) for choice in KITS} == {
        (shell, lasts) for shell in ("bash", "zsh", "fish", "sh") for lasts in LASTS
    }


@pytest.mark.parametrize("choice", KITS, ids=name)
def test_a_kit_bills_the_key_and_its_undo_the_plan(home: Home, tmp_path: Path, choice: Choice) -> None:
    made = kit(choice)
    start = replace(made.start, command=made.start.command + QUICK)
    undone = replace(made.undo[-1], command="claude -p 'Say yes' >/dev/null\n" + made.undo[-1].command)
    terminal = furnished(home, tmp_path, choice.shell, choice.system)
    walked = walk(replace(made, start=start, undo=(*made.undo[:-1], undone)), terminal)
    assert {field: walked.status[field] for field in made.expect} == made.expect
    assert walked.after["authMethod"] == "claude.ai"
    switched, back = home.api.asked
    assert switched.api_key == SECRET
    assert switched.bearer in {None, SECRET}
    assert switched.model == choice.model
    assert (back.api_key, back.bearer) == (None, SECRETS[LOGIN])
    assert walked.last == walked.first
    saved = {step.file.path.rpartition("/")[2] for step in made.steps if step.file}
    assert not saved & {path.rpartition("/")[2] for path in walked.home_after}
