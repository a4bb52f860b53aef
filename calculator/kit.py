"""The switch kit: from a choice to the commands and files that switch, the check that proves it, and the undo."""

from __future__ import annotations

from calculator.choice import ENVIRONMENT, Choice, data
from calculator.helper import Helper
from calculator.steps import Kit
from calculator.variable import Variable


def kit(choice: Choice) -> Kit:
    """Return the kit for a choice that `parse` has let through."""
    way = Variable(choice) if choice.keep == ENVIRONMENT else Helper(choice)
    return Kit(
        choice=choice,
        gives=way.gives(),
        steps=(*way.before(), *way.steps()),
        check=way.check(),
        start=way.start(),
        expect=way.expect,
        undo=tuple(way.undo()),
        forget=tuple(way.forget()),
        warnings=tuple(way.warnings()),
        ran=data()["shells"][choice.shell]["ran"],
    )
