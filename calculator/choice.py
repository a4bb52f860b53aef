"""How a reader wants to run on an API key: one frozen `Choice`, to and from a form and a link.

What cannot be understood, or cannot be had together, gives a sentence that says what stands instead. No sentence
repeats what was given: somebody might put a key where none is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pkgutil import get_data
from tomllib import loads
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from calculator.inputs import Misread, one_of, read, show

if TYPE_CHECKING:
    from collections.abc import Mapping

ENVIRONMENT = "environment"
"""The key is kept nowhere, and handed over in a variable."""

LASTS = ("once", "shell", "project", "always")
UNPINNED = "default"
MOST_CAP = 100_000
LEFT_OUT = Misread(field="", value="", sentence="Something given is no input of this kit; it was left out.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the kit is made for."""

    system: str = "macos"
    shell: str = "zsh"
    keep: str = "keychain"
    """`environment`, or the id of a program that keeps the key."""
    lasts: str = "once"
    cap: int | None = None
    """The most to spend in a month, in US dollars."""
    model: str = "claude-sonnet-5-5"
    """Id of the model to pin, or `default` for what Claude Code takes by itself."""

    @property
    def fragment(self) -> str:
        """The choice as a link's fragment; `parse` reads it back."""
        return urlencode([(name, show(getattr(self, name))) for name in LABELS])

    @property
    def pinned(self) -> str | None:
        """The model to pin, if one is."""
        return None if self.model == UNPINNED else self.model


@cache
def data() -> Mapping[str, Any]:
    """Return the shells, keepers and commands of `data/kit.toml`."""
    return loads((get_data("calculator", "data/kit.toml") or b"").decode())


def parse(query: str, models: tuple[str, ...], last: Choice | None = None) -> tuple[Choice, tuple[Misread, ...]]:
    """Read a form's data or a link's fragment.

    Args:
        query: `name=value` pairs joined by `&`, percent-encoded. A leading `#` is dropped.
        models: Ids of the models that can be pinned.
        last: What stands for an input that is not understood; the defaults when None.

    Returns:
        The choice, and one `Misread` for each input that was not understood or does not go with the others.

    >>> choice, misread = parse("#system=windows&shell=zsh&keep=op", ("claude-sonnet-5-5",))
    >>> choice.shell, misread[0].sentence
    ('powershell', 'Shell: zsh is not offered for Windows; PowerShell stands. In WSL, choose Linux.')
    """
    readers = {name: one_of(known) for name, known in choices_of().items()}
    readers |= {"model": one_of((*models, UNPINNED)), "cap": _cap}
    good, unread = read(query, readers, last or DEFAULT, {"cap": "no cap"})
    misread = [_wrong(name, said) if said else LEFT_OUT for name, _, said in unread]
    return _together(replace(DEFAULT, **good), misread)


def choices_of() -> dict[str, tuple[str, ...]]:
    """Return what can be chosen for each input, but for the model."""
    return {
        "system": tuple(data()["systems"]),
        "shell": tuple(data()["shells"]),
        "keep": (*data()["keepers"], ENVIRONMENT),
        "lasts": LASTS,
    }


def _cap(text: str) -> int | None:
    value = text.strip()
    if not value:
        return None
    if value.isascii() and value.isdecimal() and len(value) <= len(str(MOST_CAP)) and 1 <= int(value) <= MOST_CAP:
        return int(value)
    message = f"a whole number of dollars from 1 to {MOST_CAP:,}"
    raise ValueError(message)


def _together(choice: Choice, misread: list[Misread]) -> tuple[Choice, tuple[Misread, ...]]:
    """Mend what cannot be had together, and say so."""
    system, shell = data()["systems"][choice.system], data()["shells"][choice.shell]
    if choice.system not in shell["systems"]:
        hint = " In WSL, choose Linux." if choice.system == "windows" else ""
        name = data()["shells"][system["shell"]]["name"]
        misread.append(_wrong("shell", f"{shell['name']} is not offered for {system['name']}; {name} stands.{hint}"))
        choice = replace(choice, shell=system["shell"])
    if choice.keep != ENVIRONMENT and choice.system not in data()["keepers"][choice.keep]["systems"]:
        name = data()["keepers"][choice.keep]["name"]
        misread.append(
            _wrong("keep", f"no command of {name} is known that prints a key on {system['name']}; 1Password stands.")
        )
        choice = replace(choice, keep="op")
    if choice.keep == ENVIRONMENT and choice.lasts == "project":
        misread.append(
            _wrong(
                "lasts",
                "a key in a project's folder is plain text that can be committed and that every claude -p there uses. "
                "Keep it in a keychain or password manager for that; this shell stands.",
            )
        )
        choice = replace(choice, lasts="shell")
    return choice, tuple(misread)


def _wrong(name: str, sentence: str) -> Misread:
    return Misread(field=name, value="", sentence=f"{LABELS[name]}: {sentence}")


LABELS: Mapping[str, str] = {
    "system": "System",
    "shell": "Shell",
    "keep": "Key",
    "lasts": "Lasts",
    "cap": "Monthly cap",
    "model": "Model",
}

DEFAULT = Choice()
