"""What `make test-cli` runs: every combination of credentials, and those that need a guard, an option or a place."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from calculator.credentials import HELPER, KEY, KINDS, LOGIN, OAUTH, TOKEN, Row
from tests.cli.claude import HELPS, SECRETS, Home, measure, prepare, secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GUARD = {"env": {"ANTHROPIC_API_KEY": ""}}
EVERY = tuple(frozenset(chosen) for size in range(len(KINDS) + 1) for chosen in combinations(KINDS, size))
EVERYTHING = (KEY, TOKEN, OAUTH, HELPER, LOGIN)


def combination(home: Home, present: frozenset[str]) -> Row:
    """Measure a combination."""
    return measure(home, present, variables=prepare(home, present))


def _guard(home: Home) -> Row:
    variables = prepare(home, (KEY, LOGIN))
    home.write(".claude/settings.json", GUARD)
    return measure(home, (KEY, LOGIN), variables=variables)


def _guard_and_switch(home: Home) -> Row:
    variables = prepare(home, (KEY, LOGIN))
    home.write(".claude/settings.json", GUARD)
    switch = home.write(".claude/api.json", HELPS)
    return measure(home, (KEY, HELPER, LOGIN), "--settings", str(switch), variables=variables)


def _switch(home: Home) -> Row:
    variables = prepare(home, (KEY, LOGIN))
    switch = home.write(".claude/api.json", HELPS)
    return measure(home, (KEY, HELPER, LOGIN), "--settings", str(switch), variables=variables)


def _kit(home: Home) -> Row:
    variables = prepare(home, (KEY, TOKEN, OAUTH, LOGIN))
    empty = dict.fromkeys(("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"), "")
    model = {"ANTHROPIC_MODEL": "claude-sonnet-5-5"}
    switch = home.write(".claude/api.json", {**HELPS, "env": {**empty, **model}})
    return measure(
        home, EVERYTHING, "--settings", str(switch), variables={**variables, "ANTHROPIC_MODEL": "claude-haiku-5-5"}
    )


def _settings_key(home: Home) -> Row:
    prepare(home, (LOGIN,))
    home.write(".claude/settings.json", {"env": {"ANTHROPIC_API_KEY": SECRETS[KEY]}})
    return measure(home, (KEY, LOGIN))


def _project_key(home: Home) -> Row:
    prepare(home, (LOGIN,))
    home.write("project/.claude/settings.json", {"env": {"ANTHROPIC_API_KEY": SECRETS[KEY]}})
    return measure(home, (KEY, LOGIN), folder=home.path / "project")


def _empty_key(home: Home) -> Row:
    variables = {**prepare(home, (OAUTH,)), "ANTHROPIC_API_KEY": ""}
    return measure(home, (OAUTH,), variables=variables)


def _bare(*present: str) -> Callable[[Home], Row]:
    return lambda home: measure(home, present, "--bare", variables=prepare(home, present))


def _failing_helper(home: Home) -> Row:
    prepare(home, (LOGIN,))
    home.write(".claude/settings.json", {"apiKeyHelper": "exit 3"})
    return measure(home, (HELPER, LOGIN), variables=secrets(()))


SPECIALS: Mapping[str, tuple[str, Callable[[Home], Row]]] = {
    "guard": ("login, a key in the shell, and the guard", _guard),
    "guard-and-switch": ("login, a key in the shell, the guard, and the switch", _guard_and_switch),
    "switch": ("login, a key in the shell, and a switch without a guard", _switch),
    "kit": ("every credential at once, and the switch of the kit", _kit),
    "settings-key": ("login, and a key in the user's settings", _settings_key),
    "project-key": ("login, and a key in the settings of a project that was never trusted", _project_key),
    "empty-key": ("CLAUDE_CODE_OAUTH_TOKEN, and an empty ANTHROPIC_API_KEY", _empty_key),
    "bare-oauth": ("--bare with CLAUDE_CODE_OAUTH_TOKEN", _bare(OAUTH)),
    "bare-login": ("--bare with a login", _bare(LOGIN)),
    "bare-key": ("--bare with ANTHROPIC_API_KEY", _bare(KEY)),
    "failing-helper": ("login, and a helper that fails", _failing_helper),
}
