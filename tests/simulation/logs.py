"""The logs that a simulated reader's past has left: responses at their moments, and limit messages between them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from calculator.usage import Response, Tokens
from tests.simulation.demand import WEEK, Hour, by_agents, responses, steady
from tests.simulation.prices import FAMILIES, ON, model_id

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from tests.simulation.plan import Passed, Wall
    from tests.simulation.readers import Reader

NOW, BEGIN = datetime(ON.year, ON.month, ON.day, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
BURST_MINUTE = 20
"""A sparse hour's responses come a minute apart from here on, so that between five and sixty minutes lie between two
such hours."""
PAUSE_SECONDS = 900
MESSAGES_MISSING = 0.15
"""Chance that a limit leaves no message: Claude Code sometimes writes none."""


def moment(at: float) -> datetime:
    """Return the moment so many hours after the simulated present."""
    return NOW + timedelta(hours=at)


def responses_of(reader: Reader, past: Passed, rng: random.Random) -> list[Response]:
    """Return what Claude Code's logs hold of the last weeks."""
    found: list[Response] = []
    before: Hour | None = None
    for hour, opened in past.done:
        if hour.at >= -reader.weeks_of_logs * WEEK:
            follows = before is not None and before.at == hour.at - 1 and not steady(before, reader)
            found += _hour(reader, hour, opened, rng, inserted=max(0, hour.pauses - follows))
        before = hour
    return found


def _hour(reader: Reader, hour: Hour, opened: float, rng: random.Random, *, inserted: int) -> Iterator[Response]:
    """Yield the responses of an hour: the main conversation's at their moments, sub-agents' beside them."""
    count = responses(hour.tokens, reader)
    weights = [rng.uniform(0.5, 1.5) for _ in range(count)]
    each = hour.tokens / sum(weights)
    alone = set(rng.sample(range(1, count), by_agents(count, reader)))
    main = count - len(alone)
    place = -1
    for number, weight in enumerate(weights):
        sidechain = number in alone
        place += not sidechain
        if steady(hour, reader):
            open_seconds = max(0.0, 3600 * opened - PAUSE_SECONDS * inserted)
            seconds = place * open_seconds / main + PAUSE_SECONDS * inserted * (place >= main // 2)
        else:
            seconds = 60.0 * (BURST_MINUTE + place)
        at = moment(hour.at) + timedelta(seconds=round(seconds))
        yield _response(reader, hour, at, int(each * weight), sidechain=sidechain)


def _response(reader: Reader, hour: Hour, at: datetime, tokens: int, *, sidechain: bool) -> Response:
    split = reader.split
    written = int(split.write * tokens)
    return Response(
        model=model_id(FAMILIES[hour.family]),
        day=at.date(),
        priced_on=at.date(),
        tokens=Tokens(
            input=int(split.input * tokens),
            output=int(split.output * tokens),
            cache_read=int(split.read * tokens),
            cache_write_5m=written if sidechain else 0,
            cache_write_1h=0 if sidechain else written,
        ),
        at_us=(at - BEGIN) // timedelta(microseconds=1),
        session=f"{at:%Y-%m-%d}",
        project="work",
        sidechain=sidechain,
    )


def messages_of(reader: Reader, past: Passed, rng: random.Random) -> list[tuple[datetime, str]]:
    """Return the limit messages of the last weeks: one for each exhausted window, unless it was not written."""
    found = []
    seen: set[tuple[str, float]] = set()
    for wall in sorted([*past.walls, *past.switched]):
        key = (wall.window, wall.resets_at)
        if wall.at < -reader.weeks_of_logs * WEEK or key in seen:
            continue
        seen.add(key)
        if rng.random() >= MESSAGES_MISSING:
            found.append((moment(wall.at), _message(wall)))
    return found


def _message(wall: Wall) -> str:
    """Return what Claude Code shows: of the session's limit the hour of the reset, of a week's the day as well."""
    resets = moment(wall.resets_at)
    hour = f"{resets.hour % 12 or 12}{'am' if resets.hour < 12 else 'pm'}"
    if wall.window == "five":
        return f"You've hit your session limit · resets {hour} (UTC)"
    name = "weekly" if wall.window == "week" else FAMILIES[wall.family].capitalize()
    return f"You've hit your {name} limit · resets {resets:%b} {resets.day} at {hour} (UTC)"
