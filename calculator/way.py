"""What both ways of handing over a key share: the shell's commands, what comes first, what puts money at risk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from calculator.choice import Choice, data
from calculator.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERSION = "2.1.330"
"""The Claude Code for which this kit is made."""


class Way(ABC):
    """How the key reaches Claude Code."""

    expect: Mapping[str, str]
    """What `claude auth status` shows when it works."""

    def __init__(self, choice: Choice) -> None:
        """Find the words of the shell that was chosen."""
        self.choice = choice
        shell = data()["shells"][choice.shell]
        self.words: dict[str, Any] = {**data()["dialects"][shell["dialect"]], **shell.get("commands", {})}
        self.profile = shell.get("profile", {}).get(choice.system, "")
        self.model = f" --model {choice.pinned}" if choice.pinned else ""

    def command(self, name: str, settings: str = "") -> str:
        """Return a command of the shell, filled in; empty where the shell has none."""
        values = {"settings": settings, "profile": self.profile, "model": self.choice.pinned, "print": self.printing}
        text = self.words.get(name, "")
        for key, value in values.items():  # not str.format: shells have braces of their own
            text = text.replace("{" + key + "}", value or "")
        return text

    @property
    def printing(self) -> str:
        """The command that prints the key, where something keeps it."""
        return ""

    @abstractmethod
    def gives(self) -> str:
        """Return what the reader has at the end."""

    @abstractmethod
    def steps(self) -> Iterator[Step]:
        """Yield what makes it ready."""

    @abstractmethod
    def check(self) -> Step:
        """Return what proves it."""

    @abstractmethod
    def start(self) -> Step:
        """Return what starts a session."""

    @abstractmethod
    def undo(self) -> Iterator[Step]:
        """Yield what restores environment and files."""

    @abstractmethod
    def forget(self) -> Iterator[Step]:
        """Yield what removes the key itself."""

    def before(self) -> Iterator[Step]:
        """Yield what comes first, whatever the way."""
        yield Step(
            does="Look for credentials that are set already.",
            command=self.command("look"),
            see="Nothing, or a message that nothing is defined. Something else? Remove it at its source first: "
            "two credentials can be sent in one request.",
            link="guide/check/",
        )
        yield Step(does="Have a key in a workspace of its own, with an expiry.", link="guide/create-key/")
        if self.choice.cap is not None:
            yield Step(
                does=f"In the Console, open the workspace of the key, then Limits. Set the monthly cap to "
                f"${self.choice.cap:,} and a notification at ${max(self.choice.cap // 2, 1):,}.",
                see="The cap on the workspace's page. No command of Claude Code sets it.",
                link="guide/create-key/",
            )

    def warnings(self) -> Iterator[str]:
        """Yield what puts money at risk."""
        if self.choice.cap is None:
            yield "No cap: a workspace without one spends until its credits end, or for ever with auto-reload on."
        if self.choice.pinned is None:
            yield f"No model pinned: under a key, Claude Code {VERSION} starts on Opus 5.5. Look at /model first."
