"""The few forms of PowerShell and cmd that the guide's pages use, as a model: neither shell runs in these tests.

Each line must have one of the forms; it then does to a home folder and to variables what Microsoft documents of it.
The stand-in for Claude Code and the programs that keep a key are really run, with the variables of that moment.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.walk import SECRET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

NAME = r"[A-Z][A-Z_]*"
FORMS: dict[str, dict[str, str]] = {
    "powershell": {
        rf'\$env:({NAME}) = Read-Host "Key"': "ask",
        rf'\$env:({NAME}) = "([^"]*)"': "give",
        rf"Remove-Item Env:({NAME})": "take",
        r'Remove-Item (?:-Recurse )?"([^"]+)"': "delete",
        r"function ([\w-]+) \{ (.+) @args \}": "define",
        r"(claude .+) \| Select-Object -First (\d+)": "run_and_cut",
        rf"Get-ChildItem Env:({NAME})\*": "look",
        r"((?:claude|op)(?: .+)?|claude-api(?: .+)?)": "run_program",
    },
    "cmd": {
        rf"set /p ({NAME})=\w+:": "ask",
        rf"set ({NAME})=(.+)": "give",
        rf"set ({NAME})=": "take",
        r'del "([^"]+)"': "delete",
        r'rmdir /s /q "([^"]+)"': "delete",
        r"doskey ([\w-]+)=(.+) \$\*": "define",
        r"((?:claude|op)(?: .+)?|claude-api(?: .+)?)": "run_program",
    },
}
"""What each form does, by the name of a method; the groups of the pattern are what the method is given."""
HOME = {"powershell": "$HOME", "cmd": "%USERPROFILE%"}


@dataclass(slots=True, kw_only=True)
class WindowsTerminal:
    """A new window: its variables are gone when the next one is opened."""

    shell: str
    """`powershell` or `cmd`."""
    home: Path
    records: Path
    programs: Path
    variables: dict[str, str] = field(init=False, default_factory=dict)
    functions: dict[str, str] = field(init=False, default_factory=dict)

    def run(self, lines: Iterable[str]) -> str:
        """Run lines in a new window; returns what they print.

        Raises:
            ValueError: For a line of a form that the model does not know.
        """
        self.variables, self.functions = {}, {}
        return "".join(self._do(line) for block in lines for line in block.splitlines() if line)

    def _do(self, line: str) -> str:
        for form, name in FORMS[self.shell].items():
            if found := re.fullmatch(form, line):
                method: Callable[..., str] = getattr(self, name)
                return method(*found.groups())
        message = f"{self.shell} has no form of the model: {line!r}"
        raise ValueError(message)

    def ask(self, name: str) -> str:
        """Take what is typed, which is the key."""
        self.variables[name] = SECRET
        return ""

    def give(self, name: str, value: str) -> str:
        """Set a variable."""
        self.variables[name] = self._path(value)
        return ""

    def take(self, name: str) -> str:
        """Remove a variable."""
        self.variables.pop(name, None)
        return ""

    def delete(self, path: str) -> str:
        """Delete a file, or a folder with what is in it."""
        there = self.home / self._path(path).removeprefix(f"{self.home}/")
        if there.is_dir():
            shutil.rmtree(there)
        else:
            there.unlink()
        return ""

    def define(self, name: str, command: str) -> str:
        """Give a command another name."""
        self.functions[name] = command
        return ""

    def look(self, prefix: str) -> str:
        """List variables."""
        return "".join(f"{name}={value}\n" for name, value in self.variables.items() if name.startswith(prefix))

    def run_program(self, command: str) -> str:
        """Run a program from the PATH, or a command that was given a name."""
        first, *rest = self._words(command)
        if first in self.functions:
            return self.run_program(" ".join([self.functions[first], *map(shlex.quote, rest)]))
        ran = subprocess.run(
            [self.programs / first, *rest],
            cwd=self.home / "project",
            env={
                "PATH": f"{self.programs}{os.pathsep}/usr/bin:/bin",
                "HOME": str(self.home),
                "RECORDS": str(self.records),
                "RING": str(self.home / ".ring"),
                **self.variables,
            },
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return ran.stdout

    def run_and_cut(self, command: str, lines: str) -> str:
        """Run a program; keep the first lines of what it prints."""
        return "".join(self.run_program(command).splitlines(keepends=True)[: int(lines)])

    def _words(self, command: str) -> Iterator[str]:
        """Yield the words of a command: a quoted one is one word, and `~` means nothing to these shells."""
        yield from map(self._path, (word.strip("\"'") for word in re.findall(r"\"[^\"]*\"|'[^']*'|\S+", command)))

    def _path(self, text: str) -> str:
        """Put the home folder for its name; where these tests run, a path has slashes."""
        home = HOME[self.shell]
        return text.replace(home, str(self.home)).replace("\\", "/") if home in text else text
