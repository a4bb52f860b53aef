"""What a switch kit consists of: steps, each one action, with the command or file to copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.choice import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to save."""

    path: str
    content: str
    merge: bool = False
    """A file that may exist: what it has stays, and this is added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action."""

    does: str
    command: str = ""
    file: File | None = None
    see: str = ""
    """What the reader should see."""
    link: str = ""
    """An address of this site, from its root, where `does` is explained."""
    new_terminal: bool = False
    """Whether what follows needs a terminal that was opened after this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """Everything that the reader copies, in order."""

    choice: Choice
    gives: str
    steps: tuple[Step, ...]
    """Until the switch stands ready."""
    check: Step
    """What proves it."""
    start: Step
    expect: Mapping[str, str]
    """What the check's JSON holds."""
    undo: tuple[Step, ...]
    """Restores environment and files."""
    forget: tuple[Step, ...]
    """Removes the key from where it is kept, if the reader wants that, too."""
    warnings: tuple[str, ...]
    ran: bool
    """Whether the commands were run in this shell by this project's tests."""


def check_step(command: str, expect: Mapping[str, str]) -> Step:
    """Return the step that proves what is billed, by the lines that `claude auth status` then shows."""
    shown = " and ".join(f'"{name}": "{value}"' for name, value in expect.items())
    return Step(does="Prove it before you start.", command=command, see=f"{shown} among the lines.")


def plan_again(command: str) -> Step:
    """Return the step that proves that the undo has worked."""
    see = '"authMethod": "claude.ai" and your plan. "loggedIn": false means that no login is left: claude auth login.'
    return Step(does="Prove that your plan is billed again.", command=command, see=see)
