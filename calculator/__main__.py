"""The command line: `report` on log folders, `estimate` a scenario with or without them, `prices` of the catalog.

Each command imports what it needs, which for a small folder is most of the time it takes.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from calculator import catalog, dataset, money, zones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.estimate import Estimate
    from calculator.results import Results
    from calculator.scenario import Scenario
    from calculator.zones import Zone

BAD_INPUT = 2
MOST_COMPLAINTS = 20
NO_USE = "no use that has a price was found in these files: the estimate rests on the described month"
FORMATS = ("text", "json", "csv", "markdown")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code, 2 for a bad path or option."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # names may hold anything, and an export is read back as UTF-8
    try:
        options.run(options)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has seen enough; Python would complain at exit otherwise
    except (OSError, ValueError) as error:
        print(f"{Path(sys.argv[0]).name if arguments is None else 'calculator'}: {error}", file=sys.stderr)
        return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m calculator", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    report = commands.add_parser("report", help="count and price usage in Claude Code logs and in exports")
    report.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a folder such as ~/.claude/projects, or a file: a log, a CSV of the Console, JSON of ccusage or the"
        " Admin API, an export of this site",
    )
    _of_files(report)
    report.add_argument("--prices-on", type=_day, help="price everything on YYYY-MM-DD instead of its own day")
    report.add_argument("--format", choices=FORMATS, default="text", help="how to print it; text otherwise")
    report.add_argument("--json", action="store_const", const="json", dest="format", help="print JSON")
    report.set_defaults(run=_report)

    scenario = commands.add_parser("estimate", help="what a scenario from a calculator link costs each way")
    scenario.add_argument("fragment", metavar="FRAGMENT", help="what stands behind the # of a link")
    scenario.add_argument(
        "--logs",
        nargs="+",
        type=Path,
        default=(),
        metavar="PATH",
        help="what you would choose in the page: log folders, exports, a captured status line, Claude Desktop's"
        " plan-usage-history.json",
    )
    _of_files(scenario)
    scenario.add_argument("--on", type=_day, help="at the prices of YYYY-MM-DD; today otherwise")
    scenario.add_argument("--json", action="store_true", help="print JSON")
    scenario.set_defaults(run=_estimate)

    prices = commands.add_parser("prices", help="the catalog as it stood on a day")
    prices.add_argument("--on", type=_day, help="YYYY-MM-DD; today otherwise")
    prices.add_argument("--json", action="store_true", help="print JSON")
    prices.set_defaults(run=_prices)
    return parser


def _of_files(command: argparse.ArgumentParser) -> None:
    command.add_argument("--timezone", type=_zone, default=zones.UTC, help="an IANA name; days are UTC otherwise")
    command.add_argument(
        "--source", default="", metavar="ID", help="the source to use where several tell of the same days"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no date like 2026-11-23"
        raise argparse.ArgumentTypeError(message) from None


def _zone(text: str) -> Zone:
    try:
        return zones.Table(ZoneInfo(text))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{text!r} is no time zone like Europe/Berlin"
        raise argparse.ArgumentTypeError(message) from None


def _today() -> date:
    return datetime.now(UTC).date()


def _print(value: dict[str, Any]) -> None:
    print(dataset.as_text(value), end="")


def _report(options: argparse.Namespace) -> None:
    from calculator.results import results
    from calculator.selection import Wishes
    from calculator.sources.folder import read_paths

    door = read_paths(options.paths)
    wishes = Wishes(source=options.source, zone=options.timezone, prices_on=options.prices_on)
    found = results(door, catalog.load(), _today(), wishes)
    _complain(found)
    if options.format == "json":
        _print(found.as_dict())
        return
    from calculator.present import exports, terminal

    faces = {"text": terminal.as_text, "csv": exports.as_csv, "markdown": exports.as_markdown}
    print(faces[options.format](found), end="")


def _complain(found: Results) -> None:
    """Say which files were not read; a folder may hold thousands that are no business of ours."""
    left_out = (*found.account.unreadable, *found.account.unknown)
    for problem in left_out[:MOST_COMPLAINTS]:
        name = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in problem.file)
        print(f"not read: {name}: {problem.reason}", file=sys.stderr)
    if len(left_out) > MOST_COMPLAINTS:
        print(f"not read: {len(left_out) - MOST_COMPLAINTS:,} other files", file=sys.stderr)


def _estimate(options: argparse.Namespace) -> None:
    from calculator.case import choosable
    from calculator.conflicts import conflicts
    from calculator.estimate import estimate
    from calculator.scenario import parse

    loaded, on = catalog.load(), options.on or _today()
    scenario, misread = parse(options.fragment, tuple(plan.id for plan in choosable(loaded)))
    if misread:
        raise ValueError(" ".join(wrong.sentence for wrong in misread))
    if options.logs:
        found, report = _from_files(options, scenario, on)
    else:
        found, report = estimate(scenario, loaded, on), {}
    for contradiction in conflicts(found):
        print(contradiction.sentence, file=sys.stderr)
    if options.json:
        _print(found.as_dict() | report)
    else:
        ways = [f"  {way.name}: {money.show_range(way.low, way.high)} a month" for way in found.options]
        print("\n".join([found.verdict, *ways]))


def _from_files(options: argparse.Namespace, scenario: Scenario, on: date) -> tuple[Estimate, dict[str, Any]]:
    """Return the estimate that rests on files, and what is said of these beside it."""
    from calculator import history, spending
    from calculator.own_files import estimate_from, shown_by
    from calculator.results import results
    from calculator.selection import Wishes
    from calculator.sources.folder import read_paths

    door = read_paths(options.logs)
    recording = history.Recording(catalog.load(), on)
    wishes = Wishes(source=options.source, zone=options.timezone)
    found = results(door, catalog.load(), on, wishes, recording.note)
    _complain(found)
    logs = recording.history() if found.has_logs else None
    spent = None if found.has_logs else spending.read(found.selection, catalog.load(), on)
    answer = estimate_from(scenario, catalog.load(), on, shown_by(door), logs, spending=spent)
    if not answer.demand.seen and not found.account.shown:
        print(NO_USE, file=sys.stderr)
    return answer, {"report": found.as_dict()}


def _prices(options: argparse.Namespace) -> None:
    found = dataset.as_it_stood(catalog.load(), options.on or _today())
    if options.json:
        _print(found)
    else:
        for model in found["models"]:
            print(f"{model['id']}: " + ", ".join(f"{name} {rate}" for name, rate in model["prices"].items()))


if __name__ == "__main__":
    raise SystemExit(main())
