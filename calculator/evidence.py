"""From pasted text to what it proves, keeping nothing else: only words that this module knows ever leave it.

A list of what may be shown cannot miss a secret, as a list of what secrets look like could.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from calculator.credentials import HELPER, LOGIN, NAMES, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_CHARACTERS = 100_000
"""More than this is not read: no output of the commands asked for is longer."""
MOST_OBJECTS = 50
SHOWN_LINES = 40
SHOWN_COLUMNS = 160
MASK = "•••"

PROVIDERS: Mapping[str, str] = {
    "bedrock": "Amazon Bedrock",
    "vertex": "Google Vertex AI",
    "foundry": "Microsoft Foundry",
    "anthropicAws": "Claude Platform on AWS",
}
SWITCHES: Mapping[str, str] = {
    "CLAUDE_CODE_USE_BEDROCK": "bedrock",
    "CLAUDE_CODE_USE_VERTEX": "vertex",
    "CLAUDE_CODE_USE_FOUNDRY": "foundry",
    "CLAUDE_CODE_USE_ANTHROPIC_AWS": "anthropicAws",
}
VARIABLES = frozenset(
    {name for kind, name in NAMES.items() if kind not in {HELPER, LOGIN}}
    | {*SWITCHES, "ANTHROPIC_BASE_URL", "ANTHROPIC_MODEL"}
)
PLANS = ("free", "pro", "max", "ultra", "team", "enterprise")
KNOWN: Mapping[str, tuple[Any, ...]] = {
    "loggedIn": (True, False),
    "authMethod": (*dict.fromkeys(row.method for row in rows()), "third_party"),
    "apiKeySource": ("ANTHROPIC_API_KEY", "apiKeyHelper", "none"),
    "apiProvider": ("firstParty", *PROVIDERS),
    "subscriptionType": PLANS,
    "storedClaudeAiLogin": (True, False),
}
"""Fields that are read, each with the values that are understood."""

OTHER = "other"
"""Stands for a value that is not known here; the value itself is dropped."""

_words = str.split
VOCABULARY = frozenset(
    {*VARIABLES, *KNOWN, *PROVIDERS, *PLANS, "none", "third_party", "true", "false", "null", "export", "set"}
    | {value for values in KNOWN.values() for value in values if isinstance(value, str)}
    | set(_words("Login method Auth token API key Claude account not in use Unused Not logged Usage Billing provider"))
    | {plan.capitalize() for plan in PLANS}
    | {word for name in PROVIDERS.values() for word in name.split()}
    | set(_words("type system subtype init analyticsDisabled projectsDirectory configDirectory loginExpiresAt"))
    | set(_words("email orgId orgName planTier model consoleProfileSignInOffered Anthropic base URL Proxy"))
)
_WORD = re.compile(r"[^\s\"'{}\[\],=:·]+")
_VARIABLE = re.compile(
    r"\s*(?:export\s+|declare\s+-x\s+|set\s+(?:-\w+\s+)?|\$env:)?"
    rf"(?P<name>{'|'.join(sorted(VARIABLES, key=len, reverse=True))})(?:\s*=\s*|\s*:\s*|\s+|$)(?P<value>.*)"
)
_PLAN = re.compile(r"\bClaude (Free|Pro|Max|Ultra|Team|Enterprise)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a paste proves, in words of this module."""

    status: Mapping[str, Any] | None = None
    """Fields of `claude auth status`, with known values."""
    stream: str | None = None
    """`apiKeySource` of the first line of stream-json."""
    lines: frozenset[str] = frozenset()
    """Lines about credentials of `claude auth status --text` or `/status`; the plan's name is taken out."""
    shell: Mapping[str, bool] = field(default_factory=dict)
    """Variables that the shell has, and whether they hold anything."""
    header: str | None = None
    """What the session's header says: plan or API."""
    plan: str | None = None
    masked: str = ""
    """The paste with everything but known words taken out."""
    cut: bool = False
    """Whether the paste was longer than is read."""

    @property
    def empty(self) -> bool:
        """Whether nothing was understood."""
        return self.status is None and self.stream is None and not self.lines and not self.shell and not self.header

    @property
    def provider(self) -> str | None:
        """The cloud through which requests go, if one is switched on."""
        found = (self.status or {}).get("apiProvider")
        if found in PROVIDERS:
            return found
        named = [key for key, name in PROVIDERS.items() if f"API provider: {name}" in self.lines]
        switched = [SWITCHES[name] for name, full in self.shell.items() if full and name in SWITCHES]
        return next(iter([*named, *(switched if self.status is None and not self.lines else [])]), None)


LINES = frozenset(
    {line for row in rows() for line in row.text if not line.startswith("Login method")}
    | {"Login method", "Unused API key: ANTHROPIC_API_KEY"}
    | {f"API provider: {name}" for name in PROVIDERS.values()}
)
"""Every line that is understood."""


def read(text: str) -> Evidence:
    """Read a paste: JSON of `claude auth status`, its text, `env`, a line of stream-json, or several of them."""
    kept = text[:MOST_CHARACTERS]
    status, stream = None, None
    for found in _objects(kept):
        if found.get("type") == "system" or ("apiKeySource" in found and "authMethod" not in found):
            stream = _known("apiKeySource", found.get("apiKeySource", "none"))
        elif "authMethod" in found:
            status = {name: _known(name, found[name]) for name in KNOWN if found.get(name) is not None}
    lines = kept.splitlines()
    plan = _PLAN.search(kept)
    return Evidence(
        status=status,
        stream=stream,
        lines=frozenset(line for given in lines for line in LINES if _is(line, given.strip())),
        shell=dict(_variable(line) for line in lines if _VARIABLE.match(line)),
        header=_header(kept),
        plan=(status or {}).get("subscriptionType") or (plan[1].lower() if plan else None),
        masked=mask(kept),
        cut=len(text) > MOST_CHARACTERS,
    )


def mask(text: str) -> str:
    """Return a text in which only known words are left.

    >>> mask("ANTHROPIC_API_KEY=sk-ant-api03-abc")
    'ANTHROPIC_API_KEY=•••'
    """
    lines = text[:MOST_CHARACTERS].splitlines()
    shown = [_WORD.sub(_masked, line[:SHOWN_COLUMNS]).rstrip() for line in lines[:SHOWN_LINES]]
    return "\n".join([*shown, "…"] if len(lines) > SHOWN_LINES else shown)


def _masked(match: re.Match[str]) -> str:
    word = match[0].rstrip(".")
    return word if word in VOCABULARY else MASK


def _known(name: str, value: Any) -> Any:
    return (
        value if any(value is known or (isinstance(value, str) and value == known) for known in KNOWN[name]) else OTHER
    )


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects that begin a line."""
    decoder = json.JSONDecoder()
    end = 0
    for start in [match.end() - 1 for match in re.finditer(r"^[ \t]*\{", text, re.MULTILINE)][:MOST_OBJECTS]:
        if start < end:
            continue
        try:
            found, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        yield found


def _is(line: str, given: str) -> bool:
    if line == "Login method":
        return given.startswith("Login method: ")
    return given == line or given.startswith(line + " · claude -p")


def _variable(line: str) -> tuple[str, bool]:
    match = _VARIABLE.match(line)
    assert match is not None  # noqa: S101  # the caller has looked
    return match["name"], bool(match["value"].strip().strip("\"'"))


def _header(text: str) -> str | None:
    if "· API Usage Billing" in text:
        return "API"
    return "plan" if re.search(r"· Claude (Free|Pro|Max|Ultra|Team|Enterprise)\b", text) else None
