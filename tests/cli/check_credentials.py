"""The table of credentials, the guard and the switch, against the real program; its real output in the diagnosis."""

from __future__ import annotations

import json

import pytest

from calculator.credentials import KINDS, LOGIN, Row, rows, specials
from calculator.diagnosis import UNFAMILIAR, diagnose
from tests.cli.claude import ASK, SECRETS, Home, prepare
from tests.cli.combinations import SPECIALS, combination


def name(row: Row) -> str:
    return "+".join(kind for kind in KINDS if kind in row.present) or "nothing"


@pytest.mark.parametrize("row", rows(), ids=name)
def test_a_combination_is_as_recorded(home: Home, row: Row) -> None:
    assert combination(home, row.present) == row


@pytest.mark.parametrize("special", specials(), ids=lambda special: special.id)
def test_a_special_case_is_as_recorded(home: Home, special: object) -> None:
    title, measure = SPECIALS[special.id]  # type: ignore[attr-defined]
    assert title == special.title  # type: ignore[attr-defined]
    assert measure(home) == special.row  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", rows(), ids=name)
def test_the_diagnosis_of_the_real_output_is_right(home: Home, row: Row) -> None:
    variables = prepare(home, row.present)
    paste = "\n".join(
        [
            home.run("auth", "status", variables=variables).stdout,
            home.run("auth", "status", "--text", variables=variables).stdout,
            home.run(*ASK, variables=variables).stdout.partition("\n")[0],
            "\n".join(f"{variable}={value}" for variable, value in variables.items()),
        ]
    )
    found = diagnose(paste)
    if row.present - {LOGIN} == {"key", "oauth", "helper"}:
        assert "apiKeyHelper this would look the same" in found.caveats[0]
    else:
        assert {fit.billed for fit in found.fits} == {row.billed}
    assert not any(secret in repr(found) for secret in SECRETS.values())


@pytest.mark.parametrize("plan", ["pro", "max", "team", "enterprise"])
def test_every_plan_is_read(home: Home, plan: str) -> None:
    home.log_in(plan)
    found = diagnose(home.run("auth", "status").stdout + home.run("auth", "status", "--text").stdout)
    assert found.verdict == "claude -p bills your plan."
    assert found.evidence.plan == plan


@pytest.mark.parametrize(
    ("variable", "cloud"),
    [
        ("CLAUDE_CODE_USE_BEDROCK", "Amazon Bedrock"),
        ("CLAUDE_CODE_USE_VERTEX", "Google Vertex AI"),
        ("CLAUDE_CODE_USE_FOUNDRY", "Microsoft Foundry"),
        ("CLAUDE_CODE_USE_ANTHROPIC_AWS", "Claude Platform on AWS"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--text",)], ids=["json", "text"])
def test_every_cloud_is_read(home: Home, variable: str, cloud: str, options: tuple[str, ...]) -> None:
    found = diagnose(home.run("auth", "status", *options, variables={variable: "1"}).stdout)
    assert cloud in found.verdict


def test_the_exit_code_says_whether_there_is_a_credential(home: Home) -> None:
    assert home.run("auth", "status").returncode == 1
    assert home.run("auth", "status", variables=prepare(home, ("key",))).returncode == 0


def test_no_output_is_unfamiliar(home: Home) -> None:
    status = json.loads(home.run("auth", "status").stdout)
    assert set(status) >= {"loggedIn", "authMethod", "apiProvider"}
    assert diagnose(json.dumps(status)).verdict != UNFAMILIAR
