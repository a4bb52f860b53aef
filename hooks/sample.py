"""Sample logs for a reader who wants to see before choosing their own: synthetic, made when the site is built.

The generator of the tests writes the work of eight weeks. A made-up plan then lets through what it holds of each week:
what comes after its limit is left out, as in anybody's logs, and the percentages that it would have shown go beside.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median_high
from tempfile import TemporaryDirectory

from calculator import catalog, dates, history
from calculator.sources.folder import read_paths
from calculator.usage import Response
from calculator.uses import Use
from tests import make_logs

OPTIONS = make_logs.Options(
    mb=100,
    days=56,
    start="2026-09-21",
    seed=11,
    projects=3,
    models="claude-opus-5-5=5,claude-sonnet-5-5=3,claude-haiku-5-5=1",
    replays=0,
    limit_hits=0,
    broken=0,
    version="2.1.330",
)
ON = date(2026, 11, 23)
MONDAY = datetime(2026, 9, 21, tzinfo=UTC)
WEEK = timedelta(weeks=1)
STEP = 5
"""Percentage points between two samples of the plan."""


@cache
def sample() -> dict[str, bytes]:
    """Return the files by name: the same bytes at every build."""
    with TemporaryDirectory() as folder:
        make_logs.make(Path(folder) / "logs", OPTIONS)
        read = list(read_paths([Path(folder) / "logs" / "projects"]).logs.responses())
    end = MONDAY + timedelta(days=OPTIONS.days)
    responses = [each for each in read if each.at_us and each.at_us < dates.micros(end)]
    uses = history.read(responses, catalog.load(), ON).uses
    holds = median_high(_weeks(uses))
    kept, shown = _through(responses, uses, holds)
    rows = "".join(_row(number, each) + "\n" for number, each in enumerate(kept))
    plan = json.dumps({"version": 2, "samples": shown}, separators=(",", ":"))
    return {"sample-logs.json": rows.encode(), "sample-plan-usage.json": plan.encode()}


def _weeks(uses: Sequence[Use]) -> Iterator[int]:
    """Yield the use of each week, in what the plan is taken to count."""
    for number in range((uses[-1].at - MONDAY) // WEEK + 1):
        yield sum(use.usd_as_made for use in uses if (use.at - MONDAY) // WEEK == number)


def _through(
    responses: Sequence[Response], uses: Sequence[Use], holds: int
) -> tuple[list[Response], list[dict[str, object]]]:
    """Return the responses that a plan which holds so much a week lets through, and what it shows of itself."""
    kept, shown = [], []
    week, used, said = -1, 0, 0
    for response, use in zip(responses, uses, strict=True):
        if (use.at - MONDAY) // WEEK != week:
            week, used, said = (use.at - MONDAY) // WEEK, 0, 0
            shown.append(_sample(MONDAY + week * WEEK, 0))
        if used >= holds:
            continue
        kept.append(response)
        used += use.usd_as_made
        percent = min(used * 100 // holds, 100)
        if percent >= min(said + STEP, 100) > said:
            said = percent
            shown.append(_sample(use.at, percent))
    return kept, shown


def _sample(at: datetime, percent: int) -> dict[str, object]:
    return {"t": int(at.timestamp() * 1000), "org": "sample", "u": {"sd": percent}}


def _row(number: int, response: Response) -> str:
    """Return a response as Claude Code writes it, without its content."""
    tokens = response.tokens
    usage = {
        "input_tokens": tokens.input,
        "output_tokens": tokens.output,
        "cache_read_input_tokens": tokens.cache_read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": tokens.cache_write_5m,
            "ephemeral_1h_input_tokens": tokens.cache_write_1h,
        },
        "cache_creation_input_tokens": tokens.cache_write_5m + tokens.cache_write_1h,
    }
    row = {
        "type": "assistant",
        "timestamp": f"{dates.moment(response.at_us or 0):%Y-%m-%dT%H:%M:%S.000Z}",
        "sessionId": f"sample-{response.session[:6]}",
        "cwd": f"/sample/{response.project.rpartition('/')[2][-11:]}",
        "isSidechain": response.sidechain,
        "version": OPTIONS.version,
        "requestId": f"req_{number}",
        "message": {"id": f"msg_{number}", "model": response.model, "role": "assistant", "usage": usage},
    }
    return json.dumps(row, separators=(",", ":"))
