"""The real Claude Code in its own folder, with an empty home, made-up credentials and no way out but loopback."""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.credentials import HELPER, KEY, LOGIN, OAUTH, TOKEN, Row
from tests.npm import installed, pinned
from tests.walk import Terminal, install_stand_ins

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tests.cli.api import Api

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PACKAGE = "@anthropic-ai/claude-code"
VERSION = pinned(HERE, PACKAGE)

SECRETS = {
    KEY: "sk-ant-api03-made-up-key-in-the-environment-000001",
    TOKEN: "made-up-token-of-a-gateway-000000000000000000000002",
    OAUTH: "sk-ant-oat01-made-up-token-of-setup-token-000000003",
    HELPER: "sk-ant-api03-made-up-key-that-a-helper-prints-00004",
    LOGIN: "sk-ant-oat01-made-up-token-of-a-stored-login-000005",
}
VARIABLES = {KEY: "ANTHROPIC_API_KEY", TOKEN: "ANTHROPIC_AUTH_TOKEN", OAUTH: "CLAUDE_CODE_OAUTH_TOKEN"}
ASK = ("-p", "Say yes", "--output-format", "stream-json", "--verbose")
HELPS = {"apiKeyHelper": f"echo {SECRETS[HELPER]}"}


def install() -> Path:
    """Return the folder that holds `claude`, fetched from npm when it is not there yet."""
    folder = installed(HERE, PACKAGE)
    programs = folder / "bin"
    if not (programs / "claude").exists():
        (program,) = folder.glob(f"node_modules/{PACKAGE}-*/claude")
        programs.mkdir(exist_ok=True)
        (programs / "claude").symlink_to(Path("..") / program.relative_to(folder))
    return programs


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A home folder, the API it is turned to, and the program."""

    path: Path
    api: Api
    programs: Path
    """The folder that holds `claude`."""

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment, without a credential. What does not go to loopback meets a proxy that refuses."""
        return {
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "HOME": str(self.path),
            "TMPDIR": str(self.path / "tmp"),
            "TERM": "dumb",
            "ANTHROPIC_BASE_URL": self.api.url,
            "HTTP_PROXY": self.api.url,
            "HTTPS_PROXY": self.api.url,
            "NO_PROXY": "127.0.0.1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
        }

    def write(self, name: str, content: Mapping[str, Any], mode: int = 0o644) -> Path:
        """Write JSON to a file below the home folder."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
        path.chmod(mode)
        return path

    def log_in(self, plan: str = "max") -> None:
        """Store a login with a plan, as Claude Code does on Linux."""
        login = {
            "accessToken": SECRETS[LOGIN],
            "refreshToken": "sk-ant-ort01-made-up",
            "expiresAt": int(time.time() + 36_000) * 1000,
            "scopes": ["user:inference", "user:profile"],
            "subscriptionType": plan,
            "rateLimitTier": "default_claude_max_5x",
        }
        self.write(".claude/.credentials.json", {"claudeAiOauth": login}, 0o600)

    def run(
        self, *arguments: str, variables: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `claude`."""
        (self.path / "tmp").mkdir(exist_ok=True)
        return subprocess.run(
            [self.programs / "claude", *arguments],
            cwd=folder or self.path,
            env={**self.environment, **(variables or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def furnished(home: Home, folder: Path, shell: str, system: str) -> Terminal:
    """Return a shell in a new home with a stored login; `claude` is the real one, what keeps a key are stand-ins."""
    stand_ins, records = folder / "stand-ins", folder / "records"
    house = Home(path=folder / "home", api=home.api, programs=home.programs)
    for path in (stand_ins, records, house.path / "project", house.path / "tmp"):
        path.mkdir(parents=True)
    install_stand_ins(stand_ins, claude=False)
    (stand_ins / "claude").symlink_to(home.programs / "claude")
    house.log_in()
    return Terminal(
        shell=shell,
        system=system,
        home=house.path,
        records=records,
        programs=stand_ins,
        environment={key: value for key, value in house.environment.items() if key not in {"PATH", "HOME"}},
    )


def secrets(present: Collection[str]) -> dict[str, str]:
    """Return the variables of those credentials that are variables."""
    return {variable: SECRETS[kind] for kind, variable in VARIABLES.items() if kind in present}


def prepare(home: Home, present: Collection[str]) -> dict[str, str]:
    """Put credentials in place; returns the variables."""
    (home.path / ".claude").mkdir(exist_ok=True)
    if HELPER in present:
        home.write(".claude/settings.json", HELPS)
    if LOGIN in present:
        home.log_in()
    return secrets(present)


def measure(
    home: Home,
    present: Collection[str],
    *options: str,
    variables: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Row:
    """Send one message and ask for the status; returns what was sent and said.

    Raises:
        ValueError: When more than one message was sent.
    """
    before = len(home.api.asked)
    ran = home.run(*options, *ASK, variables=variables, folder=folder)
    asked = home.api.asked[before:]
    if len(asked) > 1:
        message = f"{len(asked)} messages were sent"
        raise ValueError(message)
    first = json.loads(ran.stdout.splitlines()[0])
    status = json.loads(home.run(*options, "auth", "status", variables=variables, folder=folder).stdout)
    text = home.run(*options, "auth", "status", "--text", variables=variables, folder=folder).stdout
    kinds = {secret: kind for kind, secret in SECRETS.items()} | {None: None, "": None, "Bearer": None}
    return Row(
        present=frozenset(present),
        api_key=kinds[asked[0].api_key] if asked else None,
        bearer=kinds[asked[0].bearer] if asked else None,
        model=asked[0].model if asked else None,
        ttl=asked[0].ttl if asked else None,
        method=status["authMethod"],
        source=status.get("apiKeySource"),
        text=tuple(line for line in text.splitlines() if not line.startswith(("Anthropic base URL:", "Proxy:"))),
        stream=first.get("apiKeySource") if first.get("subtype") == "init" else None,
    )


def system() -> str:
    """Return the system that the program runs on."""
    found = os.uname()
    return f"{found.sysname} {found.machine}"
