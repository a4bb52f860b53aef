"""The way by a variable: the key is in `ANTHROPIC_API_KEY`, once, in a shell, or in every new terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, override

from calculator.steps import File, Step, check_step, plan_again
from calculator.way import Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

QUESTION = (
    "Asked “Do you want to use this API key?”, choose Yes: No is preselected. Then the header shows "
    "“API Usage Billing”."
)


class Variable(Way):
    """The key is handed over in the variable `ANTHROPIC_API_KEY`."""

    expect: Mapping[str, str] = {"authMethod": "api_key", "apiKeySource": "ANTHROPIC_API_KEY"}

    @property
    def once_in_variable(self) -> bool:
        """Whether the shell can give a variable to a single command."""
        return self.choice.lasts == "once" and "with_once" in self.words

    @override
    def gives(self) -> str:
        return {
            "once": "One session on the API. Only your Yes to this key is remembered.",
            "shell": "Every claude in this terminal bills the API, until you take the key out or close it.",
            "always": "Every claude in every new terminal bills the API.",
        }[self.choice.lasts]

    @override
    def steps(self) -> Iterator[Step]:
        if self.choice.lasts == "always":
            yield from self._persist()
            return
        name = "ask_once" if self.once_in_variable else "ask"
        yield Step(does="Run this, paste the key, press Enter.", command=self.command(name), see=self._typed())
        if not self.once_in_variable and "give" in self.words:
            yield Step(does="Hand the key to the commands of this terminal.", command=self.command("give"))

    def _typed(self) -> str:
        hidden = self.words["ask"].startswith(("read", "stty"))
        return "Nothing: what you paste stays hidden." if hidden else "The key, while you paste it."

    def _persist(self) -> Iterator[Step]:
        if "private" not in self.words:
            yield from self._persist_on_windows()
            return
        content = self.command("private_text") + (self.command("private_model") if self.choice.pinned else "")
        yield Step(does="Make a file that only you can read.", command=self.command("private"))
        yield Step(
            does="Open it in your editor, save this into it, and put your key in place of YOUR-KEY.",
            file=File(path=self.words["private_path"], content=content),
        )
        if self.command("source"):
            yield Step(
                does=f"Read that file in every new terminal: this puts one line on top of {self.profile}.",
                command=self.command("source"),
            )
        yield Step(does="Close this terminal and open a new one.", new_terminal=True)

    def _persist_on_windows(self) -> Iterator[Step]:
        if "ask_persist" in self.words:
            yield Step(does="Run this, paste the key, press Enter.", command=self.command("ask_persist"))
        yield Step(
            does="Keep the key for new terminals. Where asked, paste it and press Enter.",
            command=self.command("persist"),
            see="A line that says the value was saved.",
        )
        if "ask_persist" in self.words:
            yield Step(does="Forget it in this one.", command=self.command("forget_once"))
        if self.choice.pinned:
            yield Step(does="Pin the model.", command=self.command("persist_model"))
        yield Step(does="Close this terminal and open a new one.", new_terminal=True)

    @override
    def check(self) -> Step:
        prefix = self.command("with_once") if self.once_in_variable else ""
        return check_step(f"{prefix}claude auth status", self.expect)

    @override
    def start(self) -> Step:
        prefix = self.command("with_once") if self.once_in_variable else ""
        model = "" if self.choice.lasts == "always" else self.model
        return Step(
            does="Start a new session; don't resume an old one.", command=f"{prefix}claude{model}", see=QUESTION
        )

    @override
    def undo(self) -> Iterator[Step]:
        if self.once_in_variable:
            yield Step(does="Forget the key in this terminal.", command=self.command("forget_once"))
        elif self.choice.lasts != "always":
            yield Step(does="Take the key out of this terminal.", command=self.command("take"))
        elif "unprivate" in self.words:
            if self.command("unsource"):
                yield Step(does=f"Take the line out of {self.profile}.", command=self.command("unsource"))
            yield Step(does="Delete the file with the key.", command=self.command("unprivate"), new_terminal=True)
        elif "unpersist" in self.words:
            yield Step(does="Remove the key.", command=self.command("unpersist"), new_terminal=True)
            if self.choice.pinned:
                yield Step(does="Remove the model.", command=self.command("unpersist_model"))
        else:
            yield Step(
                does="Open System Properties → Environment Variables and delete ANTHROPIC_API_KEY and, if it is there, "
                "ANTHROPIC_MODEL. Then open a new terminal.",
                new_terminal=True,
            )
        yield plan_again("claude auth status")

    @override
    def forget(self) -> Iterator[Step]:
        yield Step(
            does="To be asked about this key again, close Claude Code and delete its last 20 characters under "
            "customApiKeyResponses, approved, in ~/.claude.json."
        )
        yield Step(does="Revoke the key in the Console, if you are done with it.", link="guide/go-back/")

    @override
    def warnings(self) -> Iterator[str]:
        if self.choice.lasts == "always":
            yield (
                "Every script, cron job and claude -p that gets this variable bills the API without a word. "
                "A key in a keychain, for single sessions, is safer."
            )
        if self.choice.lasts == "shell":
            yield "claude -p and scripts started from this terminal bill the API without asking."
        yield "The guard (an empty ANTHROPIC_API_KEY in ~/.claude/settings.json) wins: with it, your plan is billed."
        yield from super().warnings()
