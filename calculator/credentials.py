"""Which credential Claude Code sends, for every combination of them, as recorded from the real program."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from tomllib import loads
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

KEY, TOKEN, OAUTH, HELPER, LOGIN = KINDS = ("key", "token", "oauth", "helper", "login")

NAMES: Mapping[str, str] = {
    KEY: "ANTHROPIC_API_KEY",
    TOKEN: "ANTHROPIC_AUTH_TOKEN",
    OAUTH: "CLAUDE_CODE_OAUTH_TOKEN",
    HELPER: "apiKeyHelper",
    LOGIN: "login",
}
"""What a credential is called where it is set."""

BILLED: Mapping[str, str] = {
    KEY: "API",
    HELPER: "API",
    TOKEN: "gateway",
    OAUTH: "plan",
    LOGIN: "plan",
}
"""Who pays for a credential that is sent alone. A token goes to whoever runs the gateway that takes it."""

UNKNOWN = "unknown"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One combination, as `claude -p` and `claude auth status` treat it."""

    present: frozenset[str]
    """Credentials that are there, of `KINDS`."""
    api_key: str | None = None
    """The one that is sent in the header `x-api-key`."""
    bearer: str | None = None
    """The one that is sent in the header `authorization`."""
    model: str | None = None
    """The model asked for when none is chosen."""
    ttl: str | None = None
    """How long the cache is asked to live: 5m or 1h."""
    method: str
    """`authMethod` of `claude auth status`."""
    source: str | None = None
    """`apiKeySource` of `claude auth status`."""
    text: tuple[str, ...] = ()
    """Lines about credentials that `claude auth status --text` prints."""
    stream: str | None = None
    """`apiKeySource` in the first line of stream-json."""

    @property
    def sent(self) -> frozenset[str]:
        """Every credential that is sent."""
        return frozenset({self.api_key, self.bearer} - {None})  # type: ignore[arg-type]

    @property
    def billed(self) -> str:
        """Who pays: API, plan, gateway, nobody, or unknown where two different credentials are sent at once."""
        if not self.sent:
            return NOBODY
        return BILLED[next(iter(self.sent))] if len(self.sent) == 1 else UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """With what the rows were recorded and last compared."""

    version: str
    on: date
    system: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """A row that needs more than credentials: a guard, an option, a place."""

    id: str
    title: str
    row: Row


@cache
def rows() -> tuple[Row, ...]:
    """Return one row for each of the 32 combinations."""
    return tuple(map(_row, _data("credentials.toml")["row"]))


@cache
def specials() -> tuple[Special, ...]:
    """Return the rows that need more than credentials."""
    return tuple(
        Special(id=entry.pop("id"), title=entry.pop("title"), row=_row(entry))
        for entry in map(dict, _data("credentials.toml")["special"])
    )


@cache
def checked() -> Checked:
    """Return the version, date and system of the last comparison with the real program."""
    found = _data("checked.toml")
    return Checked(version=found["version"], on=found["on"], system=found["system"])


def find(*present: str) -> Row:
    """Return the row of a combination.

    >>> find("key", "login").billed, find("key", "helper").billed, find("login").billed
    ('API', 'unknown', 'plan')
    """
    return next(row for row in rows() if row.present == frozenset(present))


def _data(file: str) -> dict[str, Any]:
    return loads((get_data("calculator", f"data/{file}") or b"").decode())


def _row(entry: dict[str, Any]) -> Row:
    return Row(**{**entry, "present": frozenset(entry["present"]), "text": tuple(entry.get("text", ()))})
