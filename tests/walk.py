"""Walks through a switch kit in a real shell, as a reader would: every command, every file, the check, the undo."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.choice import data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from calculator.steps import File, Kit, Step

SECRET = "sk-ant-api03-made-up-for-the-walk-0123456789-AA"  # noqa: S105
STAND_IN = Path(__file__).parent / "standin.py"
HISTORY = ".bash_history"
LOGIN_SHELLS = {"bash": ("-i",), "zsh": ("-i",), "sh": ("-l",), "fish": ()}
"""Options with which a shell reads its profile as a new terminal does."""

type Snapshot = dict[str, tuple[int, bytes]]
"""Mode and content by path below the home folder; a folder has no content."""

_KEEPER = """
case "$1" in
  {store}) read -r K; echo "$K" > "$RING" ;;
  {show}) cat "$RING" ;;
  {remove}) rm "$RING" ;;
esac
"""
_REFUSE_TO_REPLACE = """
case "$*" in
  *" -U "*) ;;
  add*) [ ! -e "$RING" ] || { echo "The specified item already exists in the keychain." >&2; exit 45; } ;;
esac
"""
KEEPERS = {
    # what is typed goes into a file that the same tool prints
    "security": _REFUSE_TO_REPLACE + _KEEPER.format(store="add*", show="find*", remove="delete*"),
    "secret-tool": _KEEPER.format(store="store", show="lookup", remove="clear"),
    "pass": _KEEPER.format(store="insert", show="show", remove="rm"),
    "op": f'[ "$1 $2" = "read op://Vault/Item/credential" ] && echo {SECRET}',
}
"""Stand-ins for the programs that keep a key: none of them runs without a desktop or an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What a walk showed."""

    status: dict[str, Any]
    """What the check printed."""
    started: dict[str, Any]
    """What the start handed to the stand-in; empty when the real program was used."""
    after: dict[str, Any]
    """What the check after the undo printed."""
    before_undo: Mapping[str, str]
    """The environment when everything was set."""
    first: Mapping[str, str]
    """The environment before anything was done."""
    last: Mapping[str, str]
    """The environment after the undo."""
    home: Snapshot
    """The home folder before anything was done."""
    home_after: Snapshot
    looked: str
    """What the look for stray credentials printed."""
    defined: str
    """What the shell knows by the names that the kit makes, after the undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """A shell in a home folder, with programs in front of those of the system."""

    shell: str
    system: str
    home: Path
    records: Path
    programs: Path
    environment: Mapping[str, str]

    def run(self, lines: Iterable[str]) -> str:
        """Run lines in a new terminal, in the project's folder; returns what they print.

        Raises:
            AssertionError: When the shell complains.
        """
        fish = self.shell == "fish"
        path = f"{self.programs}:/usr/bin:/bin"
        head = f"set -gx PATH {' '.join(path.split(':'))}" if fish else f"PATH={path}; export PATH"
        script = self.records / "script"
        script.write_text("\n".join([head, *lines, ""]))
        program = {"sh": "dash"}.get(self.shell, self.shell)
        options = ("-l",) if self.shell == "bash" and self.system == "macos" else LOGIN_SHELLS[self.shell]
        ran = subprocess.run(
            [shutil.which(program) or program, *options, str(script)],
            input=f"{SECRET}\n" * 4,
            cwd=self.home / "project",
            env={
                "HOME": str(self.home),
                "RECORDS": str(self.records),
                "RING": str(self.home / ".ring"),
                **self.environment,
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            start_new_session=True,  # an interactive shell that meets a terminal stops everyone in its group
        )
        complaints = [line for line in ran.stderr.splitlines() if not line.startswith(QUIET)]
        assert not complaints, f"{complaints}\n{script.read_text()}"
        return ran.stdout


QUIET = (
    "bash: cannot set terminal process group",  # there is no terminal
    "bash: no job control",
    "stty: ",
    "grep: ",
)


def install_stand_ins(programs: Path, *, claude: bool = True) -> None:
    """Put the stand-ins into a folder, and `editor`, which saves a file as the reader's own would."""
    for name, body in KEEPERS.items():
        _program(programs / name, f"#!/bin/sh\n{body}\n")
    _program(programs / "editor", f"#!{sys.executable} -SE\n{_EDITOR}")
    if claude:
        _program(programs / "claude", f'#!/bin/sh\nexec {sys.executable} -SE {STAND_IN} "$@"\n')


def _program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


_EDITOR = """
import json, os, sys
from pathlib import Path
file = json.loads(Path(sys.argv[1]).read_text())
path = Path(file["path"].replace("~", os.environ["HOME"], 1))
content = file["content"]
if file["merge"] and path.exists():
    old, new = json.loads(path.read_text()), json.loads(content)
    content = json.dumps({**old, **new, "env": {**old.get("env", {}), **new["env"]}})
path.write_text(content)
"""


def walk(kit: Kit, terminal: Terminal) -> Walked:
    """Do everything that a kit says, in order, and undo it."""
    terminal.run([])  # a shell's own first-run files are not the kit's
    home = snapshot(terminal.home)
    records = terminal.records
    parts = _terminals(_script(kit, records))
    printed = [terminal.run(part) for part in parts]
    every = "".join(printed)
    fresh = terminal.run([_dump(records / "last-fresh")])
    assert not fresh
    claude = records / "claude.jsonl"
    lines = claude.read_text().splitlines() if claude.exists() else []
    return Walked(
        status=json.loads(_between(every, "check")),
        started=json.loads(lines[1]) if lines else {},
        after=json.loads(_between(every, "again")),
        before_undo=_environment(records / "set"),
        first=_environment(records / "first"),
        last=_environment(records / "last"),
        home=home,
        home_after=snapshot(terminal.home),
        looked=_between(every, "look"),
        defined=_between(every, "names"),
    )


def _script(kit: Kit, records: Path) -> Iterator[str | None]:
    """Yield the lines; None where a new terminal is opened."""
    yield _dump(records / "first")
    for number, step in enumerate(kit.steps):
        yield from _marked("look", step.command) if number == 0 else _lines(step, records / f"file-{number}.json")
        if step.new_terminal:
            yield None
    yield _dump(records / "set")
    yield from _marked("check", kit.check.command)
    yield from _marked("start", kit.start.command)
    *undo, again = kit.undo
    for step in undo:
        yield from _lines(step, records / "never")
        if step.new_terminal:
            yield None
    yield from _marked("again", again.command)
    name = data()["shells"][kit.choice.shell].get("commands", {}).get("defined", "claude-api")
    yield from _marked("names", f"type {name} 2>/dev/null | grep function")
    for step in kit.forget:
        yield from _lines(step, records / "never")
    yield _dump(records / "last")


def _lines(step: Step, file: Path) -> Iterator[str]:
    if step.file is not None:
        file.write_text(json.dumps(_saved(step.file)))
        yield f"editor {file}"
    if step.command:
        yield step.command


def _saved(file: File) -> dict[str, Any]:
    return {"path": file.path, "content": file.content.replace("YOUR-KEY", SECRET), "merge": file.merge}


def _marked(name: str, command: str) -> Iterator[str]:
    yield f"echo '<{name}>'"
    yield command
    yield f"echo '</{name}>'"


def _between(text: str, name: str) -> str:
    return text.partition(f"<{name}>")[2].partition(f"</{name}>")[0].strip()


def _terminals(script: Iterator[str | None]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in script:
        if line is None:
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def _dump(path: Path) -> str:
    return f"env -0 > {path}"


def _environment(path: Path) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in path.read_text().split("\0") if pair)
    return {name: value for name, _, value in pairs if name not in {"_", "SHLVL", "OLDPWD", "PWD"}}


def snapshot(home: Path) -> Snapshot:
    """Return every file and folder below a home folder with its mode and content, but for the shell's own history."""
    found: Snapshot = {}
    for path in sorted(home.rglob("*")):
        if path.name == HISTORY:
            assert SECRET not in path.read_text(), "the key is in the history"
            continue
        mode = stat.S_IMODE(path.lstat().st_mode)
        found[str(path.relative_to(home))] = (mode, b"" if path.is_dir() else path.read_bytes())
    return found


def furnish(home: Path, profiles: Iterable[str]) -> None:
    """Put files into a home folder that a kit must leave as they are; the profiles end without a newline."""
    (home / ".claude").mkdir(exist_ok=True)
    (home / "project" / ".claude").mkdir(parents=True, exist_ok=True)
    settings = '{"theme": "dark",\n\t"env": {"FOO": "bar"},"permissions":{"deny":["Read(.env)"]}}'
    (home / ".claude/settings.json").write_text(settings)
    (home / ".claude/settings.json").chmod(0o600)
    (home / "project/.claude/settings.local.json").write_text('{ "model":"opus" }')
    for name in profiles:
        path = home / name.removeprefix("~/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# mine, with é and\ttabs\nMINE=1")


def move_in(folder: Path) -> tuple[Path, Path, Path]:
    """Return new folders: a home with a stored login and an empty project, one for records, one for programs."""
    home, records, programs = (folder / name for name in ("home", "records", "programs"))
    for path in (home / "project", home / ".claude", records, programs):
        path.mkdir(parents=True)
    (home / ".claude/.credentials.json").write_text("{}")
    return home, records, programs


def clean_environment() -> dict[str, str]:
    """Return as much of the environment as a terminal needs."""
    return {name: os.environ[name] for name in ("LANG", "LC_ALL") if name in os.environ} | {
        "USER": "reader",
        "TERM": "dumb",
    }
