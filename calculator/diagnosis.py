"""Which credential is in use: from a paste to who pays in each place, what surprises, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator.credentials import KEY, KINDS, LOGIN, NAMES, NOBODY, OAUTH, TOKEN, UNKNOWN, find, rows
from calculator.evidence import OTHER, PROVIDERS, Evidence, read
from calculator.traps import HIDDEN, TRAPS, Trap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from calculator.credentials import Row

SHORT: Mapping[str, str] = {
    "API": "the API",
    "plan": "your plan",
    "gateway": "a gateway",
    UNKNOWN: "not known, since two credentials are sent",
    NOBODY: "nobody, since there is no credential",
}
PAYS: Mapping[str, str] = {
    "API": "the API: the Console account of the key",
    "plan": "your plan",
    "gateway": "whoever runs the gateway that takes ANTHROPIC_AUTH_TOKEN",
    UNKNOWN: "not known: two different credentials are sent",
    NOBODY: "nobody: there is no credential, so Claude Code asks you to log in",
}
VARIABLES = frozenset({KEY, TOKEN, OAUTH})
DESKTOP = "your plan, if you are logged in there. It ignores keys, tokens and helpers; by documentation, not tried."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who pays in one place."""

    name: str
    pays: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What the paste says."""

    evidence: Evidence
    verdict: str
    """One sentence."""
    fits: tuple[Row, ...] = ()
    """The simplest combinations of credentials that go with the paste."""
    places: tuple[Place, ...] = ()
    traps: tuple[Trap, ...] = ()
    caveats: tuple[str, ...] = ()
    """What would look the same and be billed otherwise."""


def diagnose(text: str) -> Diagnosis:
    """Return what a paste says. Nothing of the text but known words is in the result.

    >>> diagnose('{"loggedIn": true, "authMethod": "api_key", "apiKeySource": "ANTHROPIC_API_KEY"}').verdict
    'claude -p bills the API: the Console account of the key.'
    """
    evidence = read(text)
    if evidence.empty:
        said = "Nothing was understood." if text.strip() else "Nothing was pasted."
        return Diagnosis(evidence=evidence, verdict=f"{said} Paste what one of the commands above prints.")
    if evidence.provider:
        return _cloud(evidence)
    status = evidence.status or {}
    if OTHER in (evidence.stream, status.get("apiKeySource"), status.get("authMethod")):
        return Diagnosis(evidence=evidence, verdict=UNFAMILIAR)
    fits = fitting(evidence)
    if fits:
        return _found(evidence, fits)
    alone = Evidence(stream=evidence.stream, masked=evidence.masked, cut=evidence.cut)
    if evidence.stream is None or status.get("apiKeySource") or not (fits := fitting(alone)):
        return Diagnosis(evidence=evidence, verdict=CONTRADICTION)
    return _found(alone, fits, HIDDEN)


def _found(evidence: Evidence, every: tuple[Row, ...], *more: Trap) -> Diagnosis:
    fewest = min(map(_set_up, every))
    fits = tuple(row for row in every if _set_up(row) == fewest)
    kinds = list(dict.fromkeys(row.billed for row in fits))
    verdict = f"claude -p bills {PAYS[kinds[0]]}."
    if len(kinds) > 1:
        verdict = f"This alone does not settle who pays for claude -p: {_pays(fits, _billed)}. {MORE}"
    elif kinds[0] == UNKNOWN:
        verdict = "claude -p sends two different credentials. Which one is billed is not known."
    elif kinds[0] == NOBODY:
        verdict = "There is no credential: Claude Code asks you to log in, and claude -p fails."
    return Diagnosis(
        evidence=evidence,
        verdict=verdict,
        fits=fits,
        places=_places(evidence, fits),
        traps=(*more, *(trap for trap in TRAPS if trap.here(evidence, fits))),
        caveats=tuple(_caveats(every, kinds)),
    )


def _set_up(row: Row) -> int:
    """Return how many credentials somebody must have set up beside a login: the fewer, the likelier."""
    return len(row.present - {LOGIN})


def _caveats(every: tuple[Row, ...], kinds: list[str]) -> Iterator[str]:
    """Yield what else would look the same and be billed otherwise, in its simplest form."""
    seen = set(kinds)
    for row in every:
        if row.billed not in seen:
            seen.add(row.billed)
            names = " and ".join(NAMES[kind] for kind in KINDS if kind in row.present)
            yield f"With {names} this would look the same. Then who pays is {SHORT[row.billed]}."


UNFAMILIAR = (
    "There is a credential whose name this page does not know. Look at /status in a session; a login of the Console is "
    "billed to the API."
)
MORE = "Paste claude auth status --text beside it."
CONTRADICTION = (
    "These outputs don't fit together. They come from different terminals or folders, or the settings changed in "
    "between. Run the commands again in one terminal."
)


def fitting(evidence: Evidence) -> tuple[Row, ...]:
    """Return the combinations that a paste leaves possible; what Claude Code says counts for more than the shell."""
    found = list(rows())
    if evidence.status is not None:
        found = [row for row in found if _has_status(row, evidence.status)]
    credential_lines = frozenset(line for line in evidence.lines if not line.startswith("Unused"))
    if credential_lines:
        whole = [row for row in found if _lines(row) == credential_lines]
        found = whole or [row for row in found if credential_lines <= _lines(row)]
    if evidence.stream is not None:
        found = [row for row in found if row.stream == evidence.stream]
    return tuple([row for row in found if _has_shell(row, evidence)] or (found if _asked(evidence) else []))


def _asked(evidence: Evidence) -> bool:
    return evidence.status is not None or evidence.stream is not None or bool(evidence.lines)


def _has_status(row: Row, status: Mapping[str, object]) -> bool:
    stored = not status.get("storedClaudeAiLogin") or LOGIN in row.present
    return row.method == status["authMethod"] and row.source == status.get("apiKeySource") and stored


def _lines(row: Row) -> frozenset[str]:
    return frozenset("Login method" if line.startswith("Login method") else line for line in row.text)


def _has_shell(row: Row, evidence: Evidence) -> bool:
    """Return whether the variables fit. A missing OAuth token proves nothing: the usual search does not find it."""
    if not evidence.shell:
        return True
    set_here = {kind for kind in VARIABLES if evidence.shell.get(NAMES[kind])}
    return set_here <= row.present and not (row.present & {KEY, TOKEN}) - set_here


def _places(evidence: Evidence, fits: tuple[Row, ...]) -> tuple[Place, ...]:
    session = _session(evidence, fits)
    outside = _pays(fits, lambda row: find(*(row.present - VARIABLES)).billed)
    code = session
    if any(row.present & VARIABLES for row in fits):
        code = f"the same, if it was started by “code .” from this shell; otherwise {outside}"
    return (
        Place(name="A session in the terminal", pays=session),
        Place(name="claude -p and scripts", pays=_pays(fits, _billed)),
        Place(name="JetBrains IDEs", pays="the same as a session in their terminal. By documentation, not tried."),
        Place(name="VS Code", pays=f"{code}. By documentation, not tried."),
        Place(name="The desktop app", pays=DESKTOP),
    )


def _session(evidence: Evidence, fits: tuple[Row, ...]) -> str:
    """Return who pays for a session: it asks before it uses a key from the environment."""
    if evidence.header is not None:
        return PAYS[evidence.header] + ", by its header"
    declined = _pays(fits, lambda row: find(*(row.present - {KEY})).billed)
    if "Unused API key: ANTHROPIC_API_KEY" in evidence.lines:
        return f"{declined}, since you declined the key"
    if all(row.api_key == KEY for row in fits):
        return f"{_pays(fits, _billed)}, if you said Yes to the key; otherwise {declined}"
    return _pays(fits, _billed)


def _pays(fits: tuple[Row, ...], billed: Callable[[Row], str]) -> str:
    kinds = list(dict.fromkeys(map(billed, fits)))
    return PAYS[kinds[0]] if len(kinds) == 1 else ", or ".join(SHORT[kind] for kind in kinds)


def _billed(row: Row) -> str:
    return row.billed


def _cloud(evidence: Evidence) -> Diagnosis:
    name = PROVIDERS[evidence.provider or ""]
    pays = f"your account with {name}"
    where = ("A session in the terminal", "claude -p and scripts", "JetBrains IDEs")
    return Diagnosis(
        evidence=evidence,
        verdict=f"Claude Code goes through {name}: that account pays, and no key, token or plan of Anthropic.",
        places=(
            *(Place(name=place, pays=pays) for place in where),
            Place(name="VS Code", pays=f"{pays}, if it sees the same settings"),
            Place(name="The desktop app", pays=DESKTOP),
        ),
    )
