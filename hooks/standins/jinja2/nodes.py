"""In place of the tree that templates are parsed into: the archive holds them compiled. Only its context is needed."""

from collections.abc import Mapping
from typing import Any


class Template:
    """Never used; Jinja2's signatures name it."""


class EvalContext:
    """Whether what is drawn is escaped, and whether that can change; as in Jinja2."""

    def __init__(self, environment: Any, template_name: str | None = None) -> None:
        """Take the environment and the template whose escaping is asked for."""
        self.environment = environment
        autoescape = environment.autoescape
        self.autoescape = autoescape(template_name) if callable(autoescape) else autoescape
        self.volatile = False

    def save(self) -> Mapping[str, Any]:
        """Return a copy of the state."""
        return self.__dict__.copy()

    def revert(self, old: Mapping[str, Any]) -> None:
        """Go back to a saved state."""
        self.__dict__.clear()
        self.__dict__.update(old)
