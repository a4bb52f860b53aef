"""In place of the compiler of templates: the archive holds them compiled."""

from typing import Any


class CodeGenerator:
    """Never used."""


def generate(*_: Any) -> str:
    """Refuse."""
    message = "this archive holds no template compiler"
    raise NotImplementedError(message)
