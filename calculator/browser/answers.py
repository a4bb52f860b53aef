"""The answer to what the page's reader typed: drawn, and as files to download."""

from __future__ import annotations

from operator import attrgetter
from time import monotonic
from typing import TYPE_CHECKING

from calculator import catalog
from calculator.browser.page import PAGE, as_json
from calculator.present import calculator as drawing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.estimate import Estimate
    from calculator.present.calculator import View


def answer(query: str, on: str = "") -> str:
    """Recalculate what is looked at first, before `update` draws everything.

    Args:
        query: The form's data or a link's fragment.
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        HTML that stands inside the answer.
    """
    PAGE.rest_on_files()
    return drawing.answer(PAGE.view(*PAGE.read(query), on))


def update(query: str, on: str = "") -> str:
    """Recalculate.

    Args:
        query: The form's data or a link's fragment.
        on: The day whose prices apply, as YYYY-MM-DD; today (UTC) when empty.

    Returns:
        JSON: `html` (what stands inside the element), `fragment`, `announce` (one sentence for screen readers),
        `charts` (element id -> Vega-Lite spec) and `pending` (whether the estimate is still to rest on the logs).
    """
    PAGE.rest_on_files()
    return drawn(query, on)


def drawn(query: str, on: str) -> str:
    """Draw everything by what counts now; returns what `update` returns."""
    PAGE.followed, PAGE.steps = None, iter(())
    scenario, misread = PAGE.read(query)
    view = PAGE.view(scenario, misread, on)
    return as_json(
        {
            "html": drawing.body(catalog.load(), view),
            "fragment": scenario.fragment,
            "announce": " ".join(_said(view)),
            "charts": view.charts,
            "pending": view.pending,
        }
    )


def _said(view: View) -> Iterator[str]:
    """Yield what screen readers are told; of files once, with the first estimate that rests on them."""
    if PAGE.unsaid and not view.pending:
        yield PAGE.unsaid
        PAGE.unsaid = ""
    yield from (wrong.sentence for wrong in view.misread)
    yield view.estimate.verdict


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

    scenario, _ = PAGE.read(query)
    found = PAGE.answer(scenario, on)
    if PAGE.followed != (query, on):
        PAGE.followed, PAGE.steps = (query, on), _steps(found)
    end = monotonic() + STEP_SECONDS
    if next(PAGE.steps, None) is not None:
        while monotonic() < end and next(PAGE.steps, None) is not None:
            pass
        return as_json({"html": "", "charts": {}})
    PAGE.followed = None
    beside = None if PAGE.kept is None or PAGE.kept == found.scenario else PAGE.estimate(PAGE.kept, on)
    plotted = plots(found)
    html = behind(found, plotted, beside=beside)
    return as_json({"html": html, "charts": {plot.id: plot.spec for plot in plotted}})


def _steps(found: Estimate) -> Iterator[str]:
    """Compute what follows an answer, piece by piece so that an input never waits long; yields what is done."""
    for part in PARTS:
        for _ in found.toward(part.removeprefix(TURNING)):
            yield part
        attrgetter(part)(found)
        yield part


STEP_SECONDS = 0.008
"""How long a step of what follows an answer takes, and the rest of a piece on top: half a frame."""
TURNING = "turning."


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


def download(query: str, on: str = "") -> str:
    """Return the page's JSON download: the estimate, and the report of the files if some were read."""
    PAGE.rest_on_files()
    scenario, _ = PAGE.read(query)
    found = PAGE.answer(scenario, on).as_dict()
    if PAGE.results is not None:
        found["report"] = PAGE.results.as_dict()
    if PAGE.sample:
        found["sample"] = True
    return as_json(found, indent=1)


def download_table(form: str) -> str:
    """Return the results of the files that were read, as a file for others: `csv` or `markdown`.

    Raises:
        RuntimeError: When no files were read.
    """
    from calculator.present.exports import as_csv, as_markdown

    if PAGE.results is None:
        message = "there are no results to download"
        raise RuntimeError(message)
    return as_csv(PAGE.results) if form == "csv" else _labelled(as_markdown(PAGE.results))


def answer_table(form: str, query: str, on: str = "") -> str:
    """Return the answer as `csv` or `markdown`: every option with its dollars and blocked hours."""
    from calculator.present.answer_exports import as_csv, as_markdown

    scenario, _ = PAGE.read(query)
    found = PAGE.answer(scenario, on)
    return as_csv(found) if form == "csv" else _labelled(as_markdown(found))


def _labelled(document: str) -> str:
    """Say in a document whose logs it rests on, if they are not the reader's."""
    return f"*Of sample logs, not of your own.*\n\n{document}" if PAGE.sample else document


def keep(query: str, on: str = "") -> str:
    """Keep this scenario beside the next ones and recalculate; returns what `update` returns."""
    PAGE.kept, _ = PAGE.read(query)
    return update(query, on)


def drop_kept(query: str, on: str = "") -> str:
    """Forget the scenario that was kept and recalculate; returns what `update` returns."""
    PAGE.kept = None
    return update(query, on)
