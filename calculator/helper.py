"""The way by a helper: a program keeps the key, and Claude Code asks it through `apiKeyHelper`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, override

from calculator.choice import Choice, data
from calculator.steps import File, Step, check_step, plan_again
from calculator.way import Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SILENCED: tuple[str, ...] = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN")
"""Credentials that a settings file with a helper empties, so that exactly one is left."""

HEADER = "The header shows “API Usage Billing”. Nothing is asked."


class Helper(Way):
    """A program keeps the key, and Claude Code asks it by `apiKeyHelper`."""

    expect: Mapping[str, str] = {"authMethod": "api_key_helper", "apiKeySource": "apiKeyHelper"}

    @override
    def __init__(self, choice: Choice) -> None:
        keeper = data()["keepers"][choice.keep]
        self.keeper: Mapping[str, str] = keeper.get(choice.system) or keeper["any"]
        super().__init__(choice)
        kind = {"project": "project", "always": "user"}.get(choice.lasts, "switch")
        self.settings: str = self.words["settings"][kind]
        self.own = kind == "switch"

    @property
    @override
    def printing(self) -> str:
        return self.keeper["print"]

    @override
    def gives(self) -> str:
        defined = self.words["defined"]
        return {
            "once": "One command that bills the API for one session. Plain claude goes on billing your plan.",
            "shell": f"In this terminal, {defined} bills the API. Plain claude goes on billing your plan.",
            "project": "Every session in this project bills the API. Everywhere else your plan is billed.",
            "always": "Every session bills the API, in every folder.",
        }[self.choice.lasts]

    @override
    def steps(self) -> Iterator[Step]:
        yield self._store()
        yield Step(
            does="Read back how it begins.",
            command=self.command("glance"),
            see="The key and nothing else." if self.words["glance"] == "{print}" else "sk-ant- and nothing else.",
        )
        if self.choice.lasts == "project":
            yield Step(does="In the project's folder: make room for its settings.", command=self.command("folder"))
        if not self.own:
            yield Step(
                does="Keep a copy of the settings, if there are any.", command=self.command("keep", self.settings)
            )
        yield self._save()
        if self.choice.lasts == "shell":
            yield Step(does="Make the command, for this terminal.", command=self.command("define", self.settings))

    def _store(self) -> Step:
        needs = self.keeper["needs"]
        if "store" not in self.keeper:
            return Step(does=f"Save the key as an item of its own. {needs}")
        return Step(
            does=f"Put the key in. {needs}", command=self.keeper["store"], see="A question for the key: paste it."
        )

    def _save(self) -> Step:
        does = (
            "Save this file. It holds no key."
            if self.own
            else "Save this file. If there is one, add these lines to it."
        )
        see = "An empty value counts as unset, so that a stray credential is not sent as well."
        return Step(does=does, file=File(path=self.settings, content=self.content(), merge=not self.own), see=see)

    def content(self) -> str:
        """Return the settings: the helper, nothing else that could be sent, and the model."""
        variables = dict.fromkeys(SILENCED, "")
        if self.choice.pinned:
            variables["ANTHROPIC_MODEL"] = self.choice.pinned
        return json.dumps({"apiKeyHelper": self.printing, "env": variables}, indent=2) + "\n"

    def claude(self, rest: str = "") -> str:
        """Return the command that starts Claude Code this way."""
        if self.choice.lasts == "shell":
            return self.words["defined"] + rest
        return (self.command("switch", self.settings) if self.own else "claude") + rest

    @override
    def check(self) -> Step:
        return check_step(self.claude(" auth status"), self.expect)

    @override
    def start(self) -> Step:
        return Step(does="Start a new session; don't resume an old one.", command=self.claude(), see=HEADER)

    @override
    def undo(self) -> Iterator[Step]:
        if self.choice.lasts == "shell":
            yield Step(does="Take the command out of this terminal.", command=self.command("undefine"))
        if self.own:
            yield Step(does="Delete the file.", command=self.command("remove", self.settings))
        else:
            yield Step(
                does="Put the copy back, or delete the file if there was none. What you changed in it since goes, too.",
                command=self.command("restore", self.settings),
            )
        if self.choice.lasts == "project":
            yield Step(does="Remove the folder, if nothing else is in it.", command=self.command("unfolder"))
        yield plan_again("claude auth status")

    @override
    def forget(self) -> Iterator[Step]:
        if "forget" in self.keeper:
            yield Step(does="Delete the key where it is kept.", command=self.keeper["forget"])
        else:
            yield Step(does="Delete the item that holds the key.")
        yield Step(does="Revoke the key in the Console, if you are done with it.", link="guide/go-back/")

    @override
    def warnings(self) -> Iterator[str]:
        if self.choice.lasts == "project":
            yield "In this folder claude -p and scripts bill the API, too, also before you have trusted the folder."
        if self.choice.lasts == "always":
            yield "claude -p, scripts and VS Code bill the API, too: they read the same settings."
        yield from super().warnings()
