"""Responses at moments, as logs would tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.dates import micros
from calculator.usage import Response, Tokens

if TYPE_CHECKING:
    from datetime import datetime


def response(
    at: datetime, tokens: Tokens, session: str = "one", *, model: str = "claude-opus-5-5", sidechain: bool = False
) -> Response:
    """Return one in a session."""
    day = at.date()
    return Response(model, day, day, tokens, at_us=micros(at), session=session, sidechain=sidechain)
