"""The switch kit: every command is run in its shell, proves its credential, and leaves nothing behind."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
import tree_sitter_powershell
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Language, Parser

from calculator import catalog
from calculator.choice import DEFAULT, ENVIRONMENT, LASTS, UNPINNED, Choice, choices_of, data, parse
from calculator.kit import kit
from tests.walk import SECRET, Terminal, clean_environment, furnish, install_stand_ins, move_in, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from calculator.steps import Kit, Step

MODELS = tuple(model.id for model in catalog.load().models)
PINS = ("claude-sonnet-5-5", UNPINNED)


def possible() -> Iterator[Choice]:
    """Yield every choice that `parse` lets through, but for caps and other models."""
    offered = choices_of()
    for system, shell, keep, lasts, model in product(offered["system"], offered["shell"], offered["keep"], LASTS, PINS):
        choice = Choice(system=system, shell=shell, keep=keep, lasts=lasts, model=model)
        if parse(choice.fragment, MODELS) == (choice, ()):
            yield choice


def steps(made: Kit) -> tuple[Step, ...]:
    return (*made.steps, made.check, made.start, *made.undo, *made.forget)


def distinct(*, ran: bool) -> list[Choice]:
    """Return one choice for each kit that differs from the others in what is run in the same shell."""
    found: dict[object, Choice] = {}
    for choice in possible():
        made = kit(choice)
        if made.ran == ran:
            found.setdefault((choice.shell, tuple((step.command, step.file) for step in steps(made))), choice)
    return list(found.values())


def name(choice: Choice) -> str:
    return "-".join([choice.shell, choice.keep, choice.lasts, choice.system, "pinned" if choice.pinned else "free"])


def blocks(choice: Choice) -> set[tuple[str, str]]:
    """Return every command of a kit with its shell."""
    return {(choice.shell, step.command) for step in steps(kit(choice)) if step.command}


def cover(choices: list[Choice]) -> list[Choice]:
    """Return as few of the choices as have every command between them."""
    missing = set().union(*map(blocks, choices))
    found: list[Choice] = []
    while missing:
        found.append(max(choices, key=lambda choice: len(blocks(choice) & missing)))
        missing -= blocks(found[-1])
    return found


@pytest.mark.parametrize("furnished", [False, True], ids=["bare", "furnished"])
@pytest.mark.parametrize("choice", cover(distinct(ran=True)), ids=name)
def test_a_kit_bills_the_key_and_its_undo_leaves_nothing(choice: Choice, furnished: bool, tmp_path: Path) -> None:
    home, records, programs = move_in(tmp_path)
    install_stand_ins(programs)
    if furnished:
        furnish(home, data()["shells"][choice.shell].get("profile", {}).values())
    terminal = Terminal(
        shell=choice.shell,
        system=choice.system,
        home=home,
        records=records,
        programs=programs,
        environment=clean_environment(),
    )
    walked = walk(kit(choice), terminal)
    assert not walked.looked
    assert {field: walked.status[field] for field in kit(choice).expect} == kit(choice).expect
    assert walked.started["api_key"] == SECRET
    assert walked.started["bearer"] in {None, SECRET}, "exactly one credential"
    if choice.pinned:
        assert walked.started["model"] == choice.pinned
    in_variables = SECRET in walked.before_undo.values()
    assert in_variables == (choice.keep == ENVIRONMENT and choice.lasts != "once")
    assert walked.after == {"loggedIn": True, "authMethod": "claude.ai"}
    assert walked.last == walked.first
    assert walked.home_after == walked.home
    assert not walked.defined


def test_every_shell_that_is_said_to_have_run_is_run_here() -> None:
    assert {choice.shell for choice in cover(distinct(ran=True))} == {"bash", "zsh", "fish", "sh"}
    assert {choice.shell for choice in distinct(ran=False)} == {"powershell", "cmd"}


def on_windows(shell: str) -> list[str]:
    """Return every command of a shell of Windows."""
    choices = [choice for choice in distinct(ran=False) if choice.shell == shell]
    return sorted({command for choice in choices for _, command in blocks(choice)})


def powershell_errors(command: str) -> bool:
    parser = Parser(Language(tree_sitter_powershell.language()))
    return parser.parse(command.encode()).root_node.has_error


@pytest.mark.parametrize("command", on_windows("powershell"))
def test_powershell_parses(command: str) -> None:
    assert not powershell_errors(command)


@pytest.mark.parametrize("command", ["if (Test-Path x { y }", '$env:A = Read-Host "Key', "claude-api() { claude }"])
def test_the_powershell_parser_finds_slips(command: str) -> None:
    assert powershell_errors(command)


CMD_FORMS = (
    r'set \| findstr /i "[A-Z_]+( [A-Z_]+)*"',
    r"set (/p )?[A-Z_]+=(Key: )?",
    r'setx [A-Z_]+ ("%[A-Z_]+%"|[a-z0-9-]+)',
    r'op read "op://[A-Za-z/]+"',
    r"doskey claude-api=(claude --settings PATH \$\*)?",
    r"(claude|claude-api)( --settings PATH)?( --model [a-z0-9-]+)?( auth status)?",
    r"del PATH",
    r"if exist PATH copy /y PATH COPY",
    r"if exist COPY \(move /y COPY PATH\) else \(del PATH\)",
    r"(if not exist \.claude mkdir|rmdir) \.claude",
)
CMD_FILE = r"(%USERPROFILE%\\\.claude\\\w+|\.claude\\settings\.local)\.json"


def cmd_form(command: str) -> bool:
    quoted = {"PATH": f'"{CMD_FILE}"', "COPY": f'"{CMD_FILE}\\.before-api"'}
    forms = [re.sub("PATH|COPY", lambda word: quoted[word[0]], form) for form in CMD_FORMS]
    return any(re.fullmatch(form, command) for form in forms)


@pytest.mark.parametrize("command", on_windows("cmd"))
def test_cmd_has_one_of_the_known_forms(command: str) -> None:
    assert cmd_form(command)
    assert command.count('"') % 2 == 0
    assert command.count("%") % 2 == 0


@pytest.mark.parametrize("command", ["export A=1", "set A = 1", 'del "%USERPROFILE%\\x', "doskey a=b"])
def test_the_cmd_forms_find_slips(command: str) -> None:
    assert not cmd_form(command)


@pytest.mark.parametrize("choice", list(possible()), ids=name)
def test_settings_are_json_with_one_credential(choice: Choice) -> None:
    files = [step.file for step in steps(kit(choice)) if step.file and step.file.path.endswith(".json")]
    assert len(files) == (choice.keep != ENVIRONMENT)
    for file in files:
        content = json.loads(file.content)
        assert content.pop("env").items() >= {"ANTHROPIC_API_KEY": "", "ANTHROPIC_AUTH_TOKEN": ""}.items()
        assert list(content) == ["apiKeyHelper"]


@pytest.mark.parametrize("choice", list(possible()), ids=name)
def test_a_kit_is_whole_and_holds_no_key(choice: Choice) -> None:
    made = kit(choice)
    assert made.check.see
    assert made.start.command
    assert made.undo[-1].command == "claude auth status"
    for step in steps(made):
        assert step.does.endswith(".")
        assert not re.search(r"\{\w+\}", step.command), "a word of the template is left"
        assert "sk-ant-api" not in step.command + (step.file.content if step.file else "")


def test_a_cap_is_a_step_and_no_cap_a_warning() -> None:
    capped = kit(replace(DEFAULT, cap=50))
    assert any("$50" in step.does and "$25" in step.does for step in capped.steps)
    assert not any("No cap" in warning for warning in capped.warnings)
    assert any("No cap" in warning for warning in kit(DEFAULT).warnings)


CHOICES = st.builds(
    Choice,
    **{field: st.sampled_from(offered) for field, offered in choices_of().items()},
    cap=st.none() | st.integers(1, 100_000),
    model=st.sampled_from([*MODELS, UNPINNED]),
)


@given(CHOICES)
def test_a_link_opens_the_choice_it_was_made_from_or_says_why_not(choice: Choice) -> None:
    read, misread = parse("#" + choice.fragment, MODELS)
    assert (read == choice) == (not misread)
    assert parse(read.fragment, MODELS) == (read, ())
    kit(read)


@given(st.text(max_size=60))
def test_any_text_gives_a_kit(text: str) -> None:
    choice, _ = parse(text, MODELS)
    assert steps(kit(choice))


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("system=amiga", "system", "System: one of macos, linux, windows is expected; macos stands."),
        ("system=windows&shell=fish&keep=op", "shell", "fish is not offered for Windows; PowerShell stands"),
        ("system=linux&shell=cmd", "shell", "cmd is not offered for Linux; bash stands."),
        ("system=windows&shell=cmd&keep=pass", "keep", "no command of pass is known"),
        ("system=windows&shell=cmd&keep=keychain", "keep", "1Password stands"),
        ("keep=environment&lasts=project", "lasts", "plain text that can be committed"),
        ("cap=0", "cap", "a whole number of dollars from 1 to 100,000 is expected; no cap stands."),
        ("cap=12.50", "cap", "a whole number"),
        ("cap=" + "9" * 5000, "cap", "a whole number"),
        ("model=gpt", "model", "Model: one of"),
        ("colour=red", "", "is no input of this kit"),
    ],
)
def test_what_cannot_be_had_is_said_with_what_stands(query: str, field: str, said: str) -> None:
    _, (wrong,) = parse(query, MODELS)
    assert wrong.field == field
    assert said in wrong.sentence


@given(st.sampled_from(["system", "shell", "keep", "lasts", "cap", "model", "key", SECRET]))
def test_no_sentence_repeats_what_was_given(field: str) -> None:
    _, misread = parse(f"{field}={SECRET}", MODELS)
    assert misread
    assert SECRET not in repr(misread)
