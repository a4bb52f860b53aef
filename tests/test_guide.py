"""The guide: its commands run, its files parse, its picture agrees with the records, and its search finds the page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from bs4 import BeautifulSoup

from calculator.choice import ENVIRONMENT, Choice
from calculator.credentials import HELPER, KEY, LOGIN, rows
from calculator.kit import kit
from tests import reader
from tests.markdown import BLOCKS, PAGES, Block, Written
from tests.reader import LANGUAGES, files, follow, pages
from tests.site import PREFIX, ROOT
from tests.test_kit import powershell_errors
from tests.walk import SECRET, Terminal, clean_environment, install_stand_ins, move_in, snapshot
from tests.windows import WindowsTerminal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.host import Host

ORDER = (
    "guide/index.md",
    "guide/what-you-lose.md",
    "guide/create-key.md",
    "guide/start.md",
    "guide/elsewhere.md",
    "guide/check.md",
    "guide/keep-it-cheap.md",
    "guide/watch-and-cap.md",
    "guide/both.md",
    "guide/go-back.md",
    "guide/troubleshooting.md",
    "guide/surprises.md",
)
"""The guide as it is read; `blocked.md` stands before it."""

GUIDE = tuple(page for page in PAGES if page.name in {*ORDER, "blocked.md"})
COMMANDS = tuple(block for block in BLOCKS if block.page in ORDER and block.language in {"bash", "fish"})
OTHER_SYSTEM = {"macOS": "macos", "Linux": "linux"}
by_page = pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.name)


def test_the_guide_is_read_in_the_order_of_its_navigation() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert tuple(re.findall(r": (guide/[\w-]+\.md)$", text, re.MULTILINE)) == ORDER


@pytest.mark.parametrize(("name", "following"), list(pairwise(ORDER)), ids=ORDER[:-1])
def test_a_page_ends_with_the_way_to_the_next(name: str, following: str) -> None:
    page = next(page for page in GUIDE if page.name == name)
    (last,) = re.findall(r"^Next: .*$", page.text, re.MULTILINE)
    assert f"({following.removeprefix('guide/')})" in last


@pytest.mark.parametrize("name", ["create-key", "start", "elsewhere", "keep-it-cheap", "watch-and-cap", "both"])
def test_a_page_that_changes_something_ends_with_the_proof_and_the_undo(name: str) -> None:
    page = next(page for page in GUIDE if page.name == f"guide/{name}.md")
    assert re.findall(r"^(Proof|Undo|Next): \S", page.text, re.MULTILINE) == ["Proof", "Undo", "Next"]


@by_page
def test_every_source_that_is_named_is_given_and_used(page: Written) -> None:
    given = re.findall(r"^\[\^(\w+)\]:", page.text, re.MULTILINE)
    used = set(re.findall(r"\[\^(\w+)\](?!:)", page.text))
    assert len(given) == len(set(given))
    assert set(given) == used


@by_page
def test_a_page_says_on_what_it_rests(page: Written) -> None:
    assert re.search(r"\[\^\w+\]|`#!(fact|estimate|bill)", page.text)


# Commands


def terminal(shell: str, system: str, folder: Path) -> Terminal:
    """Return a shell with a login stored, a key in the keychain, the switch in place, and stand-ins for programs."""
    home, records, programs = move_in(folder)
    install_stand_ins(programs)
    for name in ("code", "curl"):
        (programs / name).write_text('#!/bin/sh\necho "$0" "$@"\n')
        (programs / name).chmod(0o755)
    (home / ".ring").write_text(SECRET + "\n")
    (home / ".claude-api").mkdir()
    (home / ".claude/api.json").write_text(files(system)["~/.claude/api.json"])
    return Terminal(
        shell=shell,
        system=system,
        home=home,
        records=records,
        programs=programs,
        environment=clean_environment(),
    )


def started(at: Terminal | WindowsTerminal) -> list[dict[str, Any]]:
    """Return what was handed to the stand-in for Claude Code, run by run."""
    record = at.records / "claude.jsonl"
    return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []


def shells(each: Block) -> tuple[str, ...]:
    """Return the shells that a block is meant for: outside of tabs it is for every reader."""
    if each.language == "fish":
        return ("fish",)
    return ("bash", "zsh") if each.tab.startswith("bash") or each.title == ".envrc" else ("bash", "zsh", "fish")


RUNS = [(each, shell) for each in COMMANDS for shell in shells(each)]
PROMISED = {"once": KEY, "this shell": KEY, "plan": LOGIN, "api": HELPER, "without": LOGIN, "prove": LOGIN}
"""What the page says is billed, by the title of the block; elsewhere the login is, unless a settings file is named."""


@pytest.mark.parametrize(
    ("each", "shell"), RUNS, ids=[f"{each.page.removeprefix('guide/')}:{each.line}-{shell}" for each, shell in RUNS]
)
def test_a_command_runs_and_claude_gets_the_credential_that_the_page_promises(
    each: Block, shell: str, tmp_path: Path
) -> None:
    at = terminal(shell, OTHER_SYSTEM.get(each.tab, "linux"), tmp_path)
    stray = f"set -gx ANTHROPIC_API_KEY {SECRET}" if shell == "fish" else f"export ANTHROPIC_API_KEY={SECRET}"
    at.run([*([stray] if each.title == "without" else asked(each)), each.body])
    runs = started(at)
    assert len(runs) == len(re.findall(r"^(?:[A-Z_]+=\S+ |env -u \w+ )*claude(?= |$)", each.body, re.MULTILINE))
    assert all(as_promised(each, run) for run in runs)


def asked(each: Block) -> tuple[str, ...]:
    """Return the block that asks for the key which this one uses, on the same page."""
    same = [block for block in BLOCKS if (block.page, block.language) == (each.page, each.language)]
    return tuple(block.body for block in same if block.title == f"{each.title}: key")


ASKS = re.compile(r"^(?:stty -echo; )?read |Read-Host|^set /p ", re.MULTILINE)
ASKING = [each for each in BLOCKS if ASKS.search(each.body)]


@pytest.mark.parametrize("each", ASKING, ids=lambda each: f"{each.page.removeprefix('guide/')}:{each.line}")
def test_what_asks_for_a_key_is_pasted_alone(each: Block) -> None:
    """A prompt takes the next line of what is pasted for the answer."""
    assert len(each.body.splitlines()) == 1


def as_promised(each: Block, run: dict[str, Any]) -> bool:
    """Tell whether the stand-in was handed what the page says is billed, and the model it says."""
    promised = PROMISED.get(each.title, HELPER if "--settings" in each.body else LOGIN)
    secrets = {KEY: (SECRET, None), HELPER: (SECRET, SECRET), LOGIN: (None, "the login")}[promised]
    model = {KEY: "sonnet", HELPER: "claude-sonnet-5-5", LOGIN: run["model"]}[promised]
    return (run["api_key"], run["bearer"], run["model"]) == (*secrets, model)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(("title", "left"), [("once", False), ("this shell", True)])
def test_what_a_way_to_start_leaves_is_taken_away_by_going_back(
    tmp_path: Path, shell: str, title: str, left: bool
) -> None:
    language = "fish" if shell == "fish" else "bash"
    at = terminal(shell, "linux", tmp_path)
    look = "env | grep -c SECRET || true".replace("SECRET", SECRET) if shell != "fish" else f"env | grep -c {SECRET}"
    start = reader.way(title, language)
    back = reader.block("guide/go-back.md", title="this shell", language=language).body
    before, after = at.run([*start, look, *([back] if left else []), look]).split()
    assert before == str(int(left))
    assert after == "0"


STRAY = "sk-ant-a-stray-key"
WITH_A_STRAY_KEY = {
    "fish": f"set -gx ANTHROPIC_API_KEY {STRAY}",
    "powershell": f'$env:ANTHROPIC_API_KEY = "{STRAY}"',
    "cmd": f"set ANTHROPIC_API_KEY={STRAY}",
}
"""What may stand in a profile; elsewhere `export`."""
READERS = [
    *product(("macos", "linux"), ("bash", "zsh", "fish")),
    *(("windows", shell) for shell in ("powershell", "cmd")),
]


@pytest.mark.parametrize(("system", "shell"), READERS)
def test_a_reader_who_follows_the_pages_switches_and_comes_back(tmp_path: Path, system: str, shell: str) -> None:
    """From a login to a fenced session and back, with a stray key in the shell all the time.

    With the stand-in for Claude Code; `make test-cli` has a reader with Linux follow them with the real one. The shells
    of Windows are a model.
    """
    at = unfurnished(system, shell, tmp_path)
    home = snapshot(at.home)
    seen = follow(pages(system, shell), at, WITH_A_STRAY_KEY.get(shell, f"export ANTHROPIC_API_KEY={STRAY}"))
    assert seen.glance == SECRET if system == "windows" else seen.glance.endswith("sk-ant-")
    assert seen.plain == {"loggedIn": True, "authMethod": "claude.ai"}
    assert seen.switched == {"loggedIn": True, "authMethod": "api_key_helper", "apiKeySource": "apiKeyHelper"}
    assert seen.after == seen.plain
    (session,) = [run for run in started(at) if "auth" not in run["arguments"]]
    assert (session["api_key"], session["bearer"]) == (SECRET, SECRET)
    assert session["model"] == "claude-sonnet-5-5"
    (at.home / ".claude/settings.json").unlink()  # the guard stays, as the page says
    assert snapshot(at.home) == home


def window(shell: str, folder: Path) -> WindowsTerminal:
    """Return a shell of Windows in a home that holds a stored login."""
    home, records, programs = move_in(folder)
    install_stand_ins(programs)
    return WindowsTerminal(shell=shell, home=home, records=records, programs=programs)


def unfurnished(system: str, shell: str, folder: Path) -> Terminal | WindowsTerminal:
    """Return a shell in a home that holds a stored login and nothing of the switch."""
    if system == "windows":
        return window(shell, folder)
    at = terminal(shell, system, folder)
    for path in (".ring", ".claude/api.json"):
        (at.home / path).unlink()
    at.run(["true"])  # fish makes folders of its own at its first start
    return at


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("tab", ["macOS", "Linux"])
def test_the_search_for_stray_keys_finds_what_the_kit_keeps_for_every_terminal(
    tmp_path: Path, tab: str, shell: str
) -> None:
    at = terminal(shell, OTHER_SYSTEM[tab], tmp_path)
    kept = kit(Choice(system=OTHER_SYSTEM[tab], shell=shell, keep=ENVIRONMENT, lasts="always"))
    (search,) = (each.body for each in BLOCKS if (each.title, each.tab) == ("stray keys", tab))
    files_alone = search.splitlines()[-1]
    assert not at.run([f"{files_alone}; true"])
    for step in (step for step in kept.steps if not step.link):
        if step.command:
            at.run([step.command])
        elif step.file:
            (at.home / step.file.path.removeprefix("~/")).write_text(step.file.content)
    assert "claude-api" in at.run([files_alone])


@pytest.mark.parametrize(("shell", "language"), [("powershell", "powershell"), ("cmd", "bat")])
@pytest.mark.parametrize(("title", "left"), [("once", False), ("this shell", True)])
def test_a_way_to_start_on_windows_bills_the_key_and_leaves_what_going_back_takes(
    tmp_path: Path, shell: str, language: str, title: str, left: bool
) -> None:
    at = window(shell, tmp_path)
    start = reader.way(title, language)
    back = reader.block("guide/go-back.md", title="this shell", language=language).body
    for lines, key in [(start, left), *([((*start, back), False)] if left else [])]:
        at.run(lines)
        assert (started(at)[-1]["api_key"], started(at)[-1]["model"]) == (SECRET, "sonnet")
        assert (SECRET in at.variables.values()) == key


@pytest.mark.parametrize("command", ["rm ~/.claude/api.json", "claude;", "set ANTHROPIC_API_KEY", "export A=1"])
@pytest.mark.parametrize("shell", ["powershell", "cmd"])
def test_the_model_of_windows_refuses_what_it_does_not_know(tmp_path: Path, shell: str, command: str) -> None:
    with pytest.raises((ValueError, OSError)):
        window(shell, tmp_path).run([command])


def test_a_function_for_the_switch_bills_the_key(tmp_path: Path) -> None:
    for shell, language in (("bash", "bash"), ("zsh", "bash"), ("fish", "fish"), *LANGUAGES.items()):
        system = "windows" if shell in LANGUAGES else "linux"
        at = unfurnished(system, shell, tmp_path / shell)
        (at.home / ".ring").write_text(SECRET + "\n")
        (at.home / ".claude/api.json").write_text(files(system)["~/.claude/api.json"])
        function = reader.block("guide/both.md", title="function", language=language).body
        after = reader.block("guide/both.md", language="text").body
        assert json.loads(at.run([function, after]))["authMethod"] == "api_key_helper"


ON_WINDOWS = [
    (each, shell)
    for each in BLOCKS
    for shell, language in LANGUAGES.items()
    if each.page in ORDER and each.language == language
]


@pytest.mark.parametrize("command", [each.body for each, shell in ON_WINDOWS if shell == "powershell"])
def test_powershell_parses(command: str) -> None:
    assert not powershell_errors(command)


@pytest.mark.parametrize(
    ("each", "shell"),
    ON_WINDOWS,
    ids=[f"{each.page.removeprefix('guide/')}:{each.line}-{shell}" for each, shell in ON_WINDOWS],
)
def test_a_command_for_windows_bills_what_the_page_promises(each: Block, shell: str, tmp_path: Path) -> None:
    at = window(shell, tmp_path)
    (at.home / ".claude/api.json").write_text(files("windows")["~/.claude/api.json"])
    (at.home / ".claude-api").mkdir()
    undoes = each.page == "guide/go-back.md" and each.title == "this shell"
    at.run([*([WITH_A_STRAY_KEY[shell]] if undoes else asked(each)), each.body])
    assert all(as_promised(each, run) for run in started(at))


# Files


@pytest.mark.parametrize("system", ["macos", "linux"])
def test_the_switch_by_hand_is_that_of_the_kit(system: str) -> None:
    shell = {"macos": "zsh", "linux": "bash"}[system]
    (file,) = [step.file for step in kit(Choice(system=system, shell=shell)).steps if step.file]
    assert file.path in files(system)
    assert json.loads(files(system)[file.path]) == json.loads(file.content)


def workflow() -> Block:
    return reader.block("guide/elsewhere.md", language="yaml")


def test_the_workflow_is_one(tmp_path: Path) -> None:
    file = tmp_path / "claude.yml"
    file.write_text(workflow().body)
    checker = ROOT / ".venv" / "bin" / "check-jsonschema"
    command = [checker, "--builtin-schema", "vendor.github-workflows", file]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not checked.returncode, checked.stdout


def test_the_job_of_the_workflow_hands_over_its_key_and_a_budget(tmp_path: Path) -> None:
    (job,) = yaml.safe_load(workflow().body)["jobs"].values()
    step = job["steps"][-1]
    assert step["env"] == {"ANTHROPIC_API_KEY": "${{ secrets.ANTHROPIC_API_KEY }}"}
    at = terminal("bash", "linux", tmp_path)
    at.run([f"export ANTHROPIC_API_KEY={SECRET}", step["run"]])
    (run,) = started(at)
    assert run["api_key"] == SECRET
    assert run["arguments"][-2:] == ["--max-budget-usd", "1"]


def test_the_status_line_shows_model_and_cost() -> None:
    settings = json.loads(reader.block("guide/watch-and-cap.md", title="statusLine").body)
    assert shutil.which("jq"), "jq is not installed: .ci/run installs it"
    shown = subprocess.run(
        ["/bin/sh", "-c", settings["statusLine"]["command"]],
        input=json.dumps({"model": {"display_name": "Opus 5.5"}, "cost": {"total_cost_usd": 1.23456}}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == "Opus 5.5 · 1.23 USD\n"


# The picture


@cache
def lanes() -> dict[str, list[tuple[str, bool]]]:
    """Return, by header, what the picture puts into it in order, and whether only while the other is empty."""
    page = next(page for page in GUIDE if page.name == "guide/check.md")
    found = BeautifulSoup(page.text, "html.parser").select(".lanes > div")
    names = [lane.select("p code")[0].get_text() for lane in found]
    kinds = [[(str(item["data-kind"]), item.has_attr("data-alone")) for item in lane.select("li")] for lane in found]
    return dict(zip(names, kinds, strict=True))


def test_the_picture_agrees_with_every_recorded_combination() -> None:
    for row in rows():
        key = next((kind for kind, _ in lanes()["x-api-key"] if kind in row.present), None)
        bearer = next(
            (kind for kind, alone in lanes()["authorization"] if kind in row.present and not (alone and key)), None
        )
        assert (key, bearer) == (row.api_key, row.bearer), sorted(row.present)


# Search

PLACES = {
    "youve-hit-your-weekly-limit": [
        "You've hit your limit · resets 9pm (Europe/Paris)",
        "You've hit your weekly limit · resets 4am (Europe/Madrid)",
        "You've hit your session limit · resets 3:45pm",
        "You've hit your Opus limit · resets 3:45pm",
    ],
    "youve-hit-your-monthly-spend-limit": [
        "You've hit your monthly spend limit · raise it at https://claude.ai/settings/usage?from=cc_cli_limit_message",
    ],
    "credit-balance-is-too-low": ["Credit balance is too low"],
    "you-have-reached-your-specified-api-usage-limits": [
        "API Error: 400 You have reached your specified workspace API usage limits. You will regain access on "
        "2026-12-01 at 00:00 UTC."
    ],
    "enforced_spend_limit_reached": ["enforced_spend_limit_reached"],
    "request-rejected-429": ["API Error: Request rejected (429)"],
    "this-request-would-exceed-your-organizations-rate-limit": [
        "This request would exceed your organization's rate limit of 30,000 input tokens per minute"
    ],
    "exceeded-usd-budget": ["Exceeded USD budget (5)"],
    "invalid-api-key-fix-external-api-key": ["Invalid API key · Fix external API key"],
    "apikeyhelper-failed-exited": ["apiKeyHelper failed: exited 3: x"],
    "your-apikeyhelper-script-is-failing": ["Your apiKeyHelper script is failing"],
    "both-claudeai-and-anthropic_api_key-set-auth-may-not-work-as-expected": [
        "Both claude.ai and ANTHROPIC_API_KEY set · auth may not work as expected",
        "Auth conflict: Both a token (claude.ai) and an API key (ANTHROPIC_API_KEY) are set.",
    ],
    "detected-a-custom-api-key-in-your-environment": ["Detected a custom API key in your environment"],
    "not-logged-in-please-run-login": ["Not logged in · Please run /login", "Please run /login · API Error: 401"],
    "your-anthropic_api_key-belongs-to-a-disabled-organization": [
        "Your ANTHROPIC_API_KEY belongs to a disabled organization"
    ],
    "your-organization-has-disabled-api-key-authentication": ["Your organization has disabled API key authentication"],
    "your-organization-has-disabled-claude-subscription-access": [
        "Your organization has disabled Claude subscription access for Claude Code"
    ],
    "theres-an-issue-with-the-selected-model": [
        "There's an issue with the selected model (claude-opus-9). It may not exist or you may not have access to it."
    ],
    "invalid-signature-in-thinking-block": ["API Error: 400 messages.1: Invalid `signature` in `thinking` block"],
    "unable-to-connect-to-anthropic-services": ["Unable to connect to Anthropic services"],
}
"""Places in Troubleshooting, and what is pasted to find them first."""

MESSAGES = {message: place for place, messages in PLACES.items() for message in messages}

LEAST_WORDS = 5


def slip(message: str) -> str:
    """Return a message with its longest word typed wrong: the third letter is missing."""
    longest = max(message.split(), key=len)
    return message.replace(longest, longest[:2] + longest[3:])


def half(message: str) -> str:
    """Return the first words of a message, as many as stand on a line of a narrow terminal."""
    words = message.split()
    return " ".join(words[: max(LEAST_WORDS, len(words) * 2 // 3)])


SLIPS = {
    change(message): place
    for message, place in MESSAGES.items()
    for change in (slip, half)
    if len(message.split()) >= LEAST_WORDS
}
"""Messages typed wrong or copied in part, and their places. The index knows no wrong word; the right ones find them."""

QUESTIONS = {
    "weekly limit": {"blocked/"},
    "weekly limit reached": {"blocked/", "reference/claims/"},
    "rate limit": {"guide/troubleshooting/", "reference/api-tiers/"},
    "api key": {"guide/create-key/", "guide/start/"},
    "ANTHROPIC_API_KEY": {"guide/start/", "guide/troubleshooting/"},
    "how much": {"calculator/", "prices/"},
    "cheaper": {"guide/", "reference/claims/", "calculator/"},
    "price": {"prices/"},
    "opus price": {"prices/"},
    "max 20x": {"prices/", "reference/plans/", "blocked/"},
    "extra usage": {"blocked/"},
    "cancel": {"guide/what-you-lose/"},
    "downgrade": {"guide/what-you-lose/"},
    "refund": {"guide/what-you-lose/"},
    "annual": {"prices/"},
    "limit-reset": {"blocked/"},
    "go back to subscription": {"guide/go-back/"},
    "which credential is billed": {"guide/check/"},
    "claude auth status": {"guide/check/"},
    "charged although Max plan": {"guide/surprises/"},
    "cron job billed": {"guide/surprises/"},
    "github actions api key": {"guide/elsewhere/"},
    "vs code asks for login": {"guide/surprises/"},
    "bedrock": {"guide/elsewhere/"},
    "promptCacheTtl": {"guide/keep-it-cheap/", "reference/rules/"},
    "compact or clear": {"guide/keep-it-cheap/"},
    "max-budget-usd": {"guide/watch-and-cap/"},
    "status line cost": {"guide/watch-and-cap/"},
    "workspace spend cap": {"guide/create-key/", "guide/watch-and-cap/"},
    "revoke the key": {"guide/go-back/"},
    "remote control gone": {"guide/surprises/"},
    "two accounts side by side": {"guide/both/"},
    "what do I lose with an API key": {"guide/what-you-lose/"},
}
"""What is asked, and the pages one of which must come first."""


@pytest.fixture(scope="module")
def answers(site: Host) -> dict[str, list[list[str]]]:
    """Return what the site's own search answers to each query: pages, best first, each with its sections."""
    folder = site.mounts[PREFIX]
    (worker,) = folder.glob("assets/javascripts/workers/search.*.min.js")
    queries = [*MESSAGES, *SLIPS, *QUESTIONS]
    ran = subprocess.run(
        [ROOT / ".venv" / "bin" / "node", ROOT / "tests" / "search.mjs", worker, folder / "search/search_index.json"],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(ran.stdout)
    assert told["built"] == [0, 1], "the index is laid out once, at the first query"
    return dict(zip(queries, told["results"], strict=True))


@pytest.mark.parametrize("message", [*MESSAGES, *SLIPS])
def test_an_error_message_finds_its_place_first(answers: dict[str, list[list[str]]], message: str) -> None:
    first = answers[message][0]
    place = f"guide/troubleshooting/#{(MESSAGES | SLIPS)[message]}"
    assert [section for section in first if "#" in section][:1] == [place], answers[message][:3]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_finds_its_page_first(answers: dict[str, list[list[str]]], question: str) -> None:
    found = [sections[0].partition("#")[0] for sections in answers[question]]
    assert found[0] in QUESTIONS[question], found[:4]
