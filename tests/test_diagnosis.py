"""The credential check: every combination, every trap, hostile pastes, and no secret that comes out again."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import browser
from calculator.credentials import KINDS, LOGIN, NAMES, NOBODY, UNKNOWN, Row, checked, find, rows, specials
from calculator.diagnosis import CONTRADICTION, UNFAMILIAR, diagnose
from calculator.evidence import MASK, MOST_CHARACTERS, mask
from calculator.present.diagnosis import credential_check, credential_table
from calculator.traps import HIDDEN, TRAPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from calculator.credentials import Special
    from calculator.diagnosis import Diagnosis
    from calculator.traps import Trap

VALUE = "sk-ant-api03-planted-0123456789"


def name(row: Row) -> str:
    return "+".join(kind for kind in KINDS if kind in row.present) or "nothing"


def status(row: Row) -> str:
    """Return what `claude auth status` prints for a combination."""
    fields = {
        "loggedIn": bool(row.sent),
        "authMethod": row.method,
        "apiProvider": "firstParty",
        "email": "me@example.org",
    }
    if row.source:
        fields["apiKeySource"] = row.source
    if row.method == "claude.ai":
        fields |= {"storedClaudeAiLogin": True, "subscriptionType": "max"}
    return json.dumps(fields, indent=2)


def text(row: Row) -> str:
    return "\n".join([*row.text, "Anthropic base URL: http://127.0.0.1:1", "Proxy: http://me:secret@proxy"])


def stream(row: Row) -> str:
    return json.dumps({"type": "system", "subtype": "init", "cwd": "/home/me", "apiKeySource": row.stream})


def env(row: Row) -> str:
    return "\n".join(f"{NAMES[kind]}={VALUE}-{kind}" for kind in ("key", "token", "oauth") if kind in row.present)


def traps(found: Diagnosis) -> set[str]:
    return {trap.id for trap in found.traps}


def kinds(found: Diagnosis) -> set[str]:
    return {row.billed for row in found.fits}


def test_the_table_has_every_combination_once() -> None:
    assert len(rows()) == len({row.present for row in rows()}) == 2 ** len(KINDS)


@pytest.mark.parametrize("row", rows(), ids=name)
def test_a_login_counts_only_when_it_is_alone(row: Row) -> None:
    """The page leaves half of the table out because of this."""
    without = find(*(row.present - {LOGIN}))
    if without.present:
        assert (row.api_key, row.bearer, row.model, row.ttl) == (
            without.api_key,
            without.bearer,
            without.model,
            without.ttl,
        )


@pytest.mark.parametrize("row", rows(), ids=name)
def test_everything_pasted_together_leads_to_the_combination(row: Row) -> None:
    found = diagnose("\n".join([status(row), text(row), env(row), stream(row)]))
    assert len(found.places) == 5
    if row.present - {LOGIN} == {"key", "oauth", "helper"}:  # no output of any command shows this helper
        assert "apiKeyHelper this would look the same" in found.caveats[0]
        return
    assert kinds(found) == {row.billed}


@pytest.mark.parametrize("paste", [status, text, stream, env])
@pytest.mark.parametrize("row", rows(), ids=name)
def test_one_output_alone_never_misses_how_it_is_billed(row: Row, paste: Callable[[Row], str]) -> None:
    """What is billed is among the answers: as the verdict, or as what would look the same."""
    given_ = paste(row)
    found = diagnose(given_)
    if not given_:
        assert not found.fits
        return
    shown = " ".join([found.verdict, *found.caveats, *(place.pays for place in found.places)])
    assert row.billed in kinds(found) or WORDS[row.billed] in shown


WORDS = {"API": "the API", "plan": "your plan", "gateway": "a gateway", UNKNOWN: "not known", NOBODY: "nobody"}


def test_the_verdicts_of_the_commonest_pastes() -> None:
    assert diagnose(status(find("login"))).verdict == "claude -p bills your plan."
    assert diagnose(text(find("key", "login"))).verdict == "claude -p bills the API: the Console account of the key."
    assert "two different credentials" in diagnose(text(find("key", "helper"))).verdict
    assert "no credential" in diagnose(text(find())).verdict
    assert "does not settle" in diagnose(status(find("token"))).verdict


def test_a_session_asks_before_it_uses_a_key() -> None:
    places = {place.name: place.pays for place in diagnose(text(find("key", "login"))).places}
    assert "if you said Yes to the key; otherwise your plan" in places["A session in the terminal"]
    assert places["claude -p and scripts"].startswith("the API")
    assert "ignores keys" in places["The desktop app"]
    assert "code ." in places["VS Code"]


def test_a_header_and_a_declined_key_settle_the_session() -> None:
    key = text(find("key", "login"))
    assert diagnose(f"Opus 5.5 · Claude Max\n{key}").places[0].pays == "your plan, by its header"
    assert diagnose(f"Opus 5.5 · API Usage Billing\n{key}").places[0].pays.startswith("the API")
    declined = diagnose("Unused API key: ANTHROPIC_API_KEY · claude -p uses it · /config to use\n" + key)
    assert declined.places[0].pays == "your plan, since you declined the key"


PASTES = {
    "two": text(find("key", "helper")),
    "helper-with-key": status(find("key", "helper")),
    "helper-hidden": status(find("token", "helper")),
    "text-names-oauth": text(find("oauth", "helper")) + "\n" + status(find("oauth", "helper")),
    "key-beats-plan": status(find("key", "login")),
    "declined": status(find("key")),
    "oauth-or-token": status(find("oauth")),
    "whose-plan": text(find("oauth")),
    "guarded": status(find("login")) + "\n" + env(find("key")),
    "from-settings": status(find("key")) + "\nANTHROPIC_BASE_URL=http://x",
    "empty-key": "ANTHROPIC_API_KEY=",
    "project": status(find("login")),
    "grep-misses": env(find("key")),
    "gateway": "ANTHROPIC_BASE_URL=http://x",
    "features": status(find("helper")),
    "hidden": status(find("login")) + "\n" + stream(find("key")),
}


@pytest.mark.parametrize("trap", [*TRAPS, HIDDEN], ids=lambda trap: trap.id)
def test_a_trap_is_named_where_it_is_and_not_elsewhere(trap: Trap) -> None:
    assert trap.id in traps(diagnose(PASTES[trap.id]))
    harmless = {"two", "guarded", "from-settings", "hidden", "key-beats-plan", "helper-hidden", "gateway", "features"}
    if trap.id in harmless:
        assert trap.id not in traps(diagnose(text(find("login"))))


@pytest.mark.parametrize(
    "special", [special for special in specials() if not special.id.startswith(("bare", "failing"))]
)
def test_a_special_case_is_seen_through_its_stream(special: Special) -> None:
    row = special.row
    found = diagnose("\n".join([status(row), stream(row)]))
    assert row.billed in kinds(found)


def test_an_untrusted_project_is_seen_through_its_stream() -> None:
    (project,) = [special.row for special in specials() if special.id == "project-key"]
    found = diagnose("\n".join([status(project), text(project), stream(project)]))
    assert "hidden" in traps(found)
    assert found.verdict.startswith("claude -p bills the API")


@pytest.mark.parametrize(
    ("paste", "verdict"),
    [
        ("", "Nothing was pasted. "),
        ("  \n", "Nothing was pasted. "),
        ("hello", "Nothing was understood. "),
        ('{"authMethod": "sorcery", "loggedIn": true}', UNFAMILIAR),
        ('{"type":"system","apiKeySource":"/login managed key"}', UNFAMILIAR),
        (status(find("login")) + "\n" + text(find("helper")), CONTRADICTION),
        ('{"authMethod":"third_party","apiProvider":"bedrock"}', "Claude Code goes through Amazon Bedrock"),
        ("API provider: Google Vertex AI", "Claude Code goes through Google Vertex AI"),
        ("CLAUDE_CODE_USE_FOUNDRY=1", "Claude Code goes through Microsoft Foundry"),
    ],
)
def test_what_is_not_a_plain_case_says_so(paste: str, verdict: str) -> None:
    assert diagnose(paste).verdict.startswith(verdict)


@pytest.mark.parametrize(
    "line",
    [
        "export ANTHROPIC_API_KEY={}",
        'declare -x ANTHROPIC_API_KEY="{}"',
        "set -gx ANTHROPIC_API_KEY {}",
        "ANTHROPIC_API_KEY              {}",
        "$env:ANTHROPIC_API_KEY = {}",
    ],
)
def test_other_shells_are_read_too(line: str) -> None:
    assert "API" in kinds(diagnose(line.format(VALUE)))


SECRETS = st.one_of(
    st.from_regex(r"sk-ant-(api03|oat01|admin01)-[A-Za-z0-9_-]{8,90}", fullmatch=True),
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=_-.", min_size=8, max_size=80),
    st.text(min_size=8, max_size=40),
)
PLACES = (
    "ANTHROPIC_API_KEY={}",
    "export ANTHROPIC_AUTH_TOKEN='{}'",
    "Authorization: Bearer {}",
    "{}",
    "{}=1",
    "FOO={}",
    "ANTHROPIC_BASE_URL=https://{}@host/{}",
    "Auth token: {}",
    "API key: {}",
    "Login method: {}",
    "x-api-key: {}\nANTHROPIC_API_KEY={}",
    '{{"authMethod": "{}", "loggedIn": true}}',
    '{{"authMethod": "api_key", "apiKeySource": "{}"}}',
    '{{"type": "system", "apiKeySource": "{}"}}',
    '{{"{}": "{}", "authMethod": "api_key", "apiKeySource": "ANTHROPIC_API_KEY", "email": "{}"}}',
    '{{"authMethod": "claude.ai", "subscriptionType": "{}", "storedClaudeAiLogin": "{}"}}',
)


@given(SECRETS, st.lists(st.sampled_from(PLACES), min_size=1, max_size=4))
def test_no_planted_secret_comes_out(secret: str, places: list[str]) -> None:
    planted = "\n".join(place.replace("{{", "{").replace("}}", "}").replace("{}", secret) for place in places)
    shown = browser.diagnose(planted)
    innocent = browser.diagnose("\n".join(places))
    pieces = [piece for piece in re.split(r"[\s\"'{}\[\],=:·]+", secret) if len(piece) >= 4]
    for piece in pieces:
        assert piece not in shown or piece in innocent or piece in VOCABULARY_OF_THE_PAGE


VOCABULARY_OF_THE_PAGE = browser.diagnose("\n".join(PASTES.values())) + credential_check("")


@given(st.text(max_size=200))
def test_a_mask_leaves_only_known_words(pasted: str) -> None:
    words = set(re.split(r"[\s\"'{}\[\],=:·…]+", mask(pasted))) - {""}
    assert all(word == MASK or word.isascii() for word in words)


@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda data: data.decode("latin-1")))
def test_any_text_gives_json_that_can_be_encoded(pasted: str) -> None:
    answer = browser.diagnose(pasted)
    answer.encode()
    assert set(json.loads(answer)) == {"html", "announce"}


@pytest.mark.parametrize(
    "pasted",
    [
        "x" * 5_000_000,
        "{" * 1_000_000,
        '{"a":' * 200_000,
        "{\n" * 500_000,
        "[" * 1_000_000,
        "ANTHROPIC_API_KEY=" * 300_000,
        "ANTHROPIC_API_KEY=1\n" * 300_000,
        " " * 3_000_000 + "{",
        "\n" * 3_000_000 + "{",
        '{"authMethod":' + "9" * 90_000 + "}",
        "\x00\ud800\uffff" * 1_000,
    ],
    ids=range(11),
)
def test_hostile_text_is_answered_soon(pasted: str) -> None:
    start = time.perf_counter()
    answer = browser.diagnose(pasted)
    assert time.perf_counter() - start < 5
    assert len(answer) < 20_000
    answer.encode()


def test_markup_is_text() -> None:
    nasty = "<img src=x onerror=alert(1)>"
    answer = browser.diagnose(f'{{"authMethod": "{nasty}", "loggedIn": true}}\n{nasty}\nANTHROPIC_API_KEY={nasty}')
    assert "<img" not in answer
    assert "onerror" not in answer


def test_what_is_cut_says_so() -> None:
    assert "longer than is read" in browser.diagnose("ANTHROPIC_API_KEY=1\n" + "x" * MOST_CHARACTERS)


def test_the_element_shows_an_example_and_an_empty_field() -> None:
    drawn = credential_check("")
    assert '<credential-check class="check" data-state="prerendered">' in drawn
    assert re.search(r'<textarea [^>]*name="paste"[^>]*></textarea>', drawn)
    assert "Example: a login, and a key in the shell" in drawn
    with pytest.raises(ValueError, match="Nothing was understood"):
        credential_check("nonsense")


def test_the_table_names_every_combination_and_its_evidence() -> None:
    drawn = credential_table()
    assert drawn.count('<th scope="row">') == 17 + len(specials())
    assert f"Claude Code {checked().version}" in drawn
    assert "ANTHROPIC_API_KEY + apiKeyHelper" in drawn
