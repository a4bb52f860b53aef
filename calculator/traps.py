"""What surprises about credentials: each trap with the sentence that names it and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator.credentials import HELPER, KEY, LOGIN, OAUTH, TOKEN, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from calculator.credentials import Row
    from calculator.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """Something that is not as it looks."""

    id: str
    says: str
    fix: str
    here: Callable[[Evidence, Sequence[Row]], bool]
    """Whether it applies, given what was pasted and the combinations that fit it."""


NAME_KEY = "ANTHROPIC_API_KEY"
GUARD = '"env": {"ANTHROPIC_API_KEY": ""} in ~/.claude/settings.json'
FIND = "env | grep -iE 'anthropic|claude_code_(oauth|use)'"


def _all(test: Callable[[Row], bool]) -> Callable[[Evidence, Sequence[Row]], bool]:
    return lambda _, rows: bool(rows) and all(map(test, rows))


def _has(variable: str) -> Callable[[Evidence], bool]:
    return lambda evidence: evidence.shell.get(variable, False)


def _says(evidence: Evidence) -> bool:
    """Return whether Claude Code itself was asked."""
    return evidence.status is not None or evidence.stream is not None or bool(evidence.lines)


TRAPS = (
    Trap(
        id="two",
        says="Two different credentials are sent in one request. Which one is billed is not known.",
        fix="Keep one. To keep the helper or the login, unset the variable at its source, or set the guard: "
        + GUARD
        + ".",
        here=_all(lambda row: row.billed == UNKNOWN),
    ),
    Trap(
        id="helper-with-key",
        says="authMethod names the helper while apiKeySource names the key: both are sent.",
        fix="Believe apiKeySource about the header x-api-key; then remove one of the two.",
        here=_all(lambda row: row.method == "api_key_helper" and row.api_key == KEY),
    ),
    Trap(
        id="helper-hidden",
        says="A helper is set that this output does not name: its key is sent.",
        fix="Look for apiKeyHelper in ~/.claude/settings.json and the project's settings, and remove one credential.",
        here=_all(lambda row: HELPER in row.sent and row.method != "api_key_helper"),
    ),
    Trap(
        id="text-names-oauth",
        says="The text names CLAUDE_CODE_OAUTH_TOKEN as in use; what is sent is the key of the helper.",
        fix="Unset the token, or remove apiKeyHelper from the settings.",
        here=lambda evidence, rows: (
            "Auth token: CLAUDE_CODE_OAUTH_TOKEN" in evidence.lines
            and bool(rows)
            and all(HELPER in row.sent for row in rows)
        ),
    ),
    Trap(
        id="key-beats-plan",
        says="A key wins over your plan, without a word in claude -p, scripts and cron jobs.",
        fix=f"Unset ANTHROPIC_API_KEY where it is set, or set the guard: {GUARD}.",
        here=_all(lambda row: row.api_key == KEY and row.billed == "API"),
    ),
    Trap(
        id="declined",
        says="This describes claude -p. A session asks first, and a key that you declined is shown here all the same.",
        fix="For a session, look at its header or at /status: “Unused API key” means that it was declined.",
        here=lambda evidence, rows: (
            evidence.header is None and _all(lambda row: row.source == NAME_KEY)(evidence, rows)
        ),
    ),
    Trap(
        id="oauth-or-token",
        says="authMethod oauth_token means a token of setup-token, billed to a plan, or the "
        "ANTHROPIC_AUTH_TOKEN of a gateway. It does not say which.",
        fix="Run claude auth status --text: it names the variable.",
        here=lambda evidence, rows: (
            (evidence.status or {}).get("authMethod") == "oauth_token"
            and not evidence.lines
            and len({row.bearer for row in rows}) > 1
        ),
    ),
    Trap(
        id="whose-plan",
        says="CLAUDE_CODE_OAUTH_TOKEN bills the plan of whoever ran claude setup-token, and started on Sonnet where a "
        "login starts on Opus.",
        fix="Check /model, and whose token it is.",
        here=_all(lambda row: row.billed == "plan" and OAUTH in row.sent),
    ),
    Trap(
        id="guarded",
        says="The shell holds a key that Claude Code does not use: a guard empties it, or the two outputs come from "
        "different terminals.",
        fix="Nothing, if the guard is yours. Otherwise run both commands in one terminal and paste again.",
        here=lambda evidence, rows: (
            _has(NAME_KEY)(evidence) and _says(evidence) and bool(rows) and all(KEY not in row.present for row in rows)
        ),
    ),
    Trap(
        id="from-settings",
        says="Claude Code has a key that this shell does not hold: it is from a settings file, or another terminal.",
        fix="Look for ANTHROPIC_API_KEY under env in ~/.claude/settings.json and in the project's settings.",
        here=lambda evidence, rows: (
            bool(evidence.shell)
            and not _has(NAME_KEY)(evidence)
            and _says(evidence)
            and bool(rows)
            and all(KEY in row.present for row in rows)
        ),
    ),
    Trap(
        id="empty-key",
        says="An empty ANTHROPIC_API_KEY counts as not set.",
        fix="Nothing to do.",
        here=lambda evidence, _: evidence.shell.get(NAME_KEY) is False,
    ),
    Trap(
        id="project",
        says="A key in the settings of a project that you never trusted is not shown; claude -p there uses it.",
        fix="Before a script runs in a checkout, look into its .claude folder, or read apiKeySource there.",
        here=lambda evidence, rows: (
            evidence.stream is None and evidence.status is not None and any(LOGIN in row.sent for row in rows)
        ),
    ),
    Trap(
        id="grep-misses",
        says="env | grep -i anthropic does not list CLAUDE_CODE_OAUTH_TOKEN, a cloud's switch, a helper or a login.",
        fix=f"Run {FIND}, and paste claude auth status beside it.",
        here=lambda evidence, _: bool(evidence.shell) and not _says(evidence),
    ),
    Trap(
        id="gateway",
        says="ANTHROPIC_BASE_URL is set: requests go to that address, and whoever runs it may bill differently.",
        fix="Unset it, if you don't know the address.",
        here=lambda evidence, _: _has("ANTHROPIC_BASE_URL")(evidence),
    ),
    Trap(
        id="features",
        says="Remote Control, /schedule and claude.ai connectors are off while a key, token or helper is set.",
        fix="They come back when it is gone.",
        here=_all(lambda row: bool(row.sent & {KEY, TOKEN, HELPER})),
    ),
)

HIDDEN = Trap(
    id="hidden",
    says="claude auth status does not show what claude -p used: in a folder that was never trusted, it leaves the "
    "project's settings out, and claude -p does not.",
    fix="Look under env in the .claude folder of the project. The line of stream-json is the truth for that folder.",
    here=lambda evidence, _: evidence.stream is not None,
)
