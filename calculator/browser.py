"""All that the page's worker calls: text in, text out, and the bytes of files. Knows of no browser itself.

The worker holds one Python, and this module its state: the last good scenario and the logs that were read.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from calculator import catalog
from calculator.case import choosable
from calculator.conflicts import conflicts
from calculator.estimate import estimate
from calculator.present import calculator as drawing
from calculator.present.calculator import View
from calculator.scenario import Scenario, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from calculator.choice import Choice
    from calculator.estimate import Estimate
    from calculator.history import History
    from calculator.results import Results
    from calculator.scenario import Misread
    from calculator.sources.door import Door
    from calculator.sources.plan_usage import Shown
    from calculator.spending import Spending
    from calculator.usage import Response

MEGABYTE = 1_000_000


class _Page:
    """What the page has been told so far."""

    def __init__(self) -> None:
        self.scenario: Scenario | None = None
        self.choice: Choice | None = None
        self.incoming: Door | None = None
        self.dumped: Iterator[bytes] | None = None
        """What is still to be carried from this worker to the one that gathers."""
        self.wanted_files = 0
        self.door: Door | None = None
        self.pending = False
        """Whether the estimate does not rest on the files yet."""
        self.history: History | None = None
        self.shown: Sequence[Shown] = ()
        """What the files show of plans' limits."""
        self.spending: Spending | None = None
        """The exports that count, where no logs do."""
        self.wished: dict[str, str] = {}
        self.zone = ""
        self.results: Results | None = None
        self.sample = False
        """The files are the site's, not the reader's."""
        self.kept: Scenario | None = None
        self.answered: tuple[Scenario, str, Estimate] | None = None
        """The last scenario with its day and its estimate; None once the files say something else."""
        self.followed: tuple[str, str] | None = None
        self.steps: Iterator[str] = iter(())
        self.rehearsal: Iterator[None] | None = None


_page = _Page()


def answer(query: str, on: str = "") -> str:
    """Recalculate what is looked at first, before `update` draws everything.

    Args:
        query: The form's data or a link's fragment.
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        HTML that stands inside the answer.
    """
    _rest_on_files()
    return drawing.answer(_view(*_scenario(query), on))


def update(query: str, on: str = "") -> str:
    """Recalculate.

    Args:
        query: The form's data or a link's fragment.
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        JSON: `html` (what stands inside the element), `fragment`, `announce` (one sentence for screen readers),
        `charts` (element id -> Vega-Lite spec) and `pending` (whether the estimate is still to rest on the logs).
    """
    _rest_on_files()
    return _drawn(query, on)


def _drawn(query: str, on: str) -> str:
    _page.followed, _page.steps = None, iter(())
    scenario, misread = _scenario(query)
    view = _view(scenario, misread, on)
    return _json(
        {
            "html": drawing.body(catalog.load(), view),
            "fragment": scenario.fragment,
            "announce": " ".join([*(wrong.sentence for wrong in view.misread), view.estimate.verdict]),
            "charts": view.charts,
            "pending": view.pending,
        }
    )


def follow(query: str, on: str = "") -> str:
    """Return what follows behind an answer: what would change it.

    It takes a few frames of time, so it is computed in steps; ask again until `html` comes.

    Args:
        query: As for `update`.
        on: As for `update`.

    Returns:
        JSON: `html` (what stands inside the element's part `data-behind`; empty until the last step) and `charts`.
    """
    from calculator.present.behind import behind, plots

    scenario, _ = _scenario(query)
    found = _answered(scenario, on)
    if _page.followed != (query, on):
        _page.followed, _page.steps = (query, on), _steps(found)
    if next(_page.steps, None) is not None:
        return _json({"html": "", "charts": {}})
    _page.followed = None
    beside = None if _page.kept is None or _page.kept == found.scenario else _estimate(_page.kept, on)
    html = behind(found, beside=beside)
    return _json({"html": html, "charts": {plot.id: plot.spec for plot in plots(found)}})


def _steps(found: Estimate) -> Iterator[str]:
    """Compute what follows an answer, a part in each step so that an input never waits long; yields what is done."""
    for part in PARTS:
        for _ in found.toward(RULE_OF[part]) if part in RULE_OF else ():
            yield part
        attrgetter(part)(found)
        yield part


PARTS = (
    "turning.by_use",
    "turning.by_wall",
    "turning.swings",
    "turning.possible",
    "turning.weekdays",
    "by_meter",
    "by_window",
    "ahead",
    "strips",
)
RULE_OF = {"by_meter": "meter", "by_window": "window"}
"""Of these, the answers under another form of a rule: they take weeks of logs, of which each is a step."""


def download(query: str, on: str = "") -> str:
    """Return the page's JSON download: the estimate, and the report of the files if some were read."""
    _rest_on_files()
    scenario, _ = _scenario(query)
    found = _answered(scenario, on).as_dict()
    if _page.results is not None:
        found["report"] = _page.results.as_dict()
    if _page.sample:
        found["sample"] = True
    return _json(found, indent=1)


def download_table(form: str) -> str:
    """Return the results of the files that were read, as a file for others: `csv` or `markdown`.

    Raises:
        RuntimeError: When no files were read.
    """
    from calculator.present.exports import as_csv, as_markdown

    if _page.results is None:
        message = "there are no results to download"
        raise RuntimeError(message)
    return as_csv(_page.results) if form == "csv" else _labelled(as_markdown(_page.results))


def answer_table(form: str, query: str, on: str = "") -> str:
    """Return the answer as `csv` or `markdown`: every option with its dollars and blocked hours."""
    from calculator.present.answer_exports import as_csv, as_markdown

    scenario, _ = _scenario(query)
    found = _answered(scenario, on)
    return as_csv(found) if form == "csv" else _labelled(as_markdown(found))


def _labelled(document: str) -> str:
    """Say in a document whose logs it rests on, if they are not the reader's."""
    return f"*Of sample logs, not of your own.*\n\n{document}" if _page.sample else document


def keep(query: str, on: str = "") -> str:
    """Keep this scenario beside the next ones and recalculate; returns what `update` returns."""
    _page.kept, _ = _scenario(query)
    return update(query, on)


def drop_kept(query: str, on: str = "") -> str:
    """Forget the scenario that was kept and recalculate; returns what `update` returns."""
    _page.kept = None
    return update(query, on)


def kit(query: str, on: str = "") -> str:
    """Return the switch kit for a choice.

    Args:
        query: The form's data or a link's fragment.
        on: The day whose models can be pinned, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        JSON: `html` (what stands inside the element), `fragment` and `announce`.
    """
    from calculator import choice
    from calculator.present.kit import announcement, kit_body, pinnable

    day = _day(on)
    chosen, misread = choice.parse(query, pinnable(catalog.load(), day), _page.choice)
    _page.choice = chosen
    html = kit_body(catalog.load(), chosen, day, misread)
    return _json({"html": html, "fragment": chosen.fragment, "announce": announcement(chosen, misread)})


def diagnose(text: str) -> str:
    """Say who pays, by pasted output of Claude Code or of the shell; the text is not kept.

    Returns:
        JSON: `html` (what stands inside the element) and `announce`. Neither holds a value that was pasted.
    """
    from calculator.present.diagnosis import check_body

    html, announce = check_body(text)
    return _json({"html": html, "announce": announce})


def rehearse(on: str = "") -> str:
    """Do the next step of what reading logs will take, so that the browser has compiled it well by then.

    Args:
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        `more`, or nothing when that was the last step.
    """
    from calculator import rehearsal

    if _page.rehearsal is None:
        _page.rehearsal = rehearsal.steps(_day(on))
    return "more" if next(_page.rehearsal, ...) is None else ""


def import_begin() -> None:
    """Start reading files."""
    from calculator.sources.door import Door

    _page.incoming, _page.dumped, _page.wanted_files = Door(), None, 0


def import_offer(paths: str) -> str:
    """Offer some of the files, by their paths.

    Args:
        paths: JSON list.

    Returns:
        JSON list of the places in it of those that are worth reading.
    """
    from calculator.sources.door import is_offered

    wanted = [place for place, path in enumerate(json.loads(paths)) if is_offered(path)]
    _page.wanted_files += len(wanted)
    return json.dumps(wanted)


def import_feed(segments: str, data: bytes) -> None:
    """Take bytes of one or more files.

    Args:
        segments: JSON list of [path, size, last] that cover `data` in order.
        data: The bytes.
    """
    door = _incoming()
    start = 0
    for path, size, last in json.loads(segments):
        door.feed(path, data, start, start + size, last=last)
        start += size


def import_unreadable(path: str, reason: str) -> None:
    """Note a file that the browser could not read."""
    _incoming().cannot_read(path, reason)


def import_progress(done_bytes: int, files: int, elapsed_ms: int) -> str:
    """Return HTML that tells how far the reading has come, by all workers together."""
    total = max(_page.wanted_files, 1)
    parts = [f"{files:,} of {total:,} files", f"{done_bytes // MEGABYTE:,} MB"]
    if elapsed_ms and files:
        rate = done_bytes * 1000 // elapsed_ms
        left = -(-(total - files) * elapsed_ms // (files * 1000))
        parts += [f"{rate // MEGABYTE:,} MB a second", f"about {left} s left"]
    return drawing.progress({"done": files, "total": total, "sentence": ", ".join(parts)})


def import_dump() -> bytes:
    """Return the next part of what this worker has read, for the one that gathers; empty when that was all."""
    if _page.dumped is None:
        _page.dumped = _incoming().dumped()
    return next(_page.dumped, b"")


def import_absorb(dumped: bytes) -> None:
    """Add a part of what another worker has read."""
    _incoming().absorb(dumped)


def import_end(query: str, on: str = "", zone: str = "", whose: str = "") -> str:
    """Settle what was read, exactly; the estimate follows with the next `update`, as it takes longer.

    Args:
        query: The form's data or a link's fragment.
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.
        zone: The reader's time zone as `calculator.zones.read` takes it; UTC when empty.
        whose: `sample` for the files that the site shows before the reader's own.

    Returns:
        What `update` returns.
    """
    from calculator.history import Recording
    from calculator.own_files import shown_by

    _page.door, _page.incoming, _page.sample = _incoming(), None, bool(whose)
    _page.zone, _page.wished = zone, {}
    _page.shown = shown_by(_page.door)
    _page.history = None
    _forget()
    recording = Recording(catalog.load(), _day(on))
    _settle(on, recording.note)
    _page.history = recording.history()
    _page.pending = bool(_page.history.uses)
    return _drawn(query, on)


def import_wish(name: str, value: str, query: str, on: str = "") -> str:
    """Look at the files again as the reader wishes.

    Args:
        name: `source`, whose value is the id of the one to use, or `days`, which are `utc` or the reader's `own`.
        value: The choice.
        query: The form's data or a link's fragment.
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        What `update` returns.
    """
    _page.wished[name] = value
    _settle(on)
    return update(query, on)


def _settle(on: str, watch: Callable[[Response], None] | None = None) -> None:
    """Make the results of what was read, as the reader wishes; `watch` is shown each response of logs."""
    from calculator import spending, zones
    from calculator.results import results
    from calculator.selection import Wishes

    if _page.door is None:
        message = "there is nothing to settle"
        raise RuntimeError(message)
    _page.answered = None
    zone = zones.UTC if _page.wished.get("days") == "utc" else zones.read(_page.zone)
    wishes = Wishes(source=_page.wished.get("source", ""), zone=zone)
    _page.results = found = results(_page.door, catalog.load(), _day(on), wishes, watch)
    _page.spending = None if found.has_logs else spending.read(found.selection, catalog.load(), _day(on))


def import_clear(query: str, on: str = "") -> str:
    """Forget the logs and recalculate; returns what `update` returns."""
    _forget()
    _page.door = _page.results = _page.history = _page.spending = _page.incoming = None
    _page.shown, _page.answered, _page.sample, _page.pending = (), None, False, False
    return update(query, on)


def _forget() -> None:
    """Drop what was made of logs that are gone and is not held by them."""
    from calculator import five_hours, worlds
    from calculator.present import usage_report

    for kept in (usage_report.drawing, worlds.drawn_months, five_hours.cut_beyond):
        kept.cache_clear()


def _incoming() -> Door:
    if _page.incoming is None:
        message = "import_begin comes first"
        raise RuntimeError(message)
    return _page.incoming


def _rest_on_files() -> None:
    """From now on, let the estimate rest on what was read."""
    if _page.pending:
        _page.pending, _page.answered = False, None


def _scenario(query: str) -> tuple[Scenario, tuple[Misread, ...]]:
    plans = tuple(plan.id for plan in choosable(catalog.load()))
    scenario, misread = parse(query, plans, _page.scenario)
    _page.scenario = scenario
    return scenario, misread


def _view(scenario: Scenario, misread: tuple[Misread, ...], on: str) -> View:
    found = _answered(scenario, on)
    return View(
        estimate=found,
        misread=(*misread, *conflicts(found)),
        results=_page.results,
        own_zone=_own_zone(),
        pending=_page.pending,
        sample=_page.sample,
    )


def _answered(scenario: Scenario, on: str) -> Estimate:
    """Return the estimate of a scenario, made once: an answer is drawn in parts."""
    last = _page.answered
    if last is None or last[:2] != (scenario, on):
        last = _page.answered = (scenario, on, _estimate(scenario, on))
    return last[2]


def _estimate(scenario: Scenario, on: str) -> Estimate:
    if _page.door is None or _page.pending:
        return estimate(scenario, catalog.load(), _day(on))
    from calculator.own_files import estimate_from

    past = _page.history if _page.results is not None and _page.results.has_logs else None
    return estimate_from(scenario, catalog.load(), _day(on), _page.shown, past, spending=_page.spending)


def _own_zone() -> str:
    """Return the name of the reader's time zone, if it was told and is not UTC."""
    from calculator import zones

    name = zones.read(_page.zone).name
    return "" if name == "UTC" else name


def _day(on: str) -> date:
    return date.fromisoformat(on) if on else datetime.now(UTC).date()


def _json(value: dict[str, Any], indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
