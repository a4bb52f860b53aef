"""Stands in for `claude` on the PATH: records what it is given, and shows what the real one would, by the same table.

Run as a program, by its path. It reads settings as Claude Code does: the user's, the project's, `--settings`; a
variable there wins over the shell's, and an empty one counts as unset.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from calculator.credentials import HELPER, KEY, LOGIN, NAMES, OAUTH, TOKEN, find

RECORDS = "RECORDS"
"""The variable that says in which folder to record."""


def settings(arguments: list[str]) -> dict[str, Any]:
    """Return the settings that apply, taken together."""
    home = Path(os.environ["HOME"])
    files = [home / ".claude/settings.json", Path(".claude/settings.json"), Path(".claude/settings.local.json")]
    if "--settings" in arguments:
        named = Path(arguments[arguments.index("--settings") + 1])
        if not named.exists():
            sys.exit(f"Error: Settings file not found: {named}")
        files.append(named)
    found: dict[str, Any] = {"env": {}}
    for file in files:
        if file.exists():
            new = json.loads(file.read_text())
            found = {**found, **new, "env": {**found["env"], **new.get("env", {})}}
    return found


def credentials(applied: dict[str, Any]) -> dict[str, str]:
    """Return the secret of each credential that is there."""
    variables = {**os.environ, **applied["env"]}
    found = {kind: secret for kind in (KEY, TOKEN, OAUTH) if (secret := variables.get(NAMES[kind]))}
    if "apiKeyHelper" in applied:
        ran = subprocess.run(["/bin/sh", "-c", applied["apiKeyHelper"]], capture_output=True, text=True, check=True)
        found[HELPER] = ran.stdout.strip()
    if (Path(os.environ["HOME"]) / ".claude/.credentials.json").exists():
        found[LOGIN] = "the login"
    return found


def model(arguments: list[str], applied: dict[str, Any]) -> str | None:
    """Return the model that is asked for."""
    if "--model" in arguments:
        return arguments[arguments.index("--model") + 1]
    return {**os.environ, **applied["env"]}.get("ANTHROPIC_MODEL") or applied.get("model")


def main(arguments: list[str]) -> None:
    """Record, and answer `auth status`."""
    applied = settings(arguments)
    found = credentials(applied)
    row = find(*found)
    record = {
        "arguments": arguments,
        "api_key": found.get(row.api_key or ""),
        "bearer": found.get(row.bearer or ""),
        "model": model(arguments, applied),
        "variables": {name: value for name, value in os.environ.items() if name.startswith(("ANTHROPIC", "CLAUDE"))},
    }
    with (Path(os.environ[RECORDS]) / "claude.jsonl").open("a") as file:
        file.write(json.dumps(record) + "\n")
    if arguments[-2:] == ["auth", "status"]:
        shown = {"loggedIn": bool(found), "authMethod": row.method, "apiKeySource": row.source}
        sys.stdout.write(
            json.dumps({name: value for name, value in shown.items() if value is not None}, indent=2) + "\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
