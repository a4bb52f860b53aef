"""The account of what was read, in sentences: the same in the page, in a terminal and in an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import dates, money
from calculator.account import CLEANUP_DAYS, short_path
from calculator.nouns import counted
from calculator.sources.claude_code import LAST_UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.account import Account, Coverage
    from calculator.own_account import Agreement
    from calculator.unfinished import Hidden


def sentences(account: Account) -> Iterator[str]:
    """Yield what the totals rest on, for a reader."""
    exports = f" and {counted(account.exports, 'export')}" if account.exports else ""
    yield f"Read: {counted(account.logs, 'log file')}{exports}."
    if account.shown:
        yield f"Read: {counted(account.shown, 'file')} that {'shows' if account.shown == 1 else 'show'} a plan's use."
    if account.not_shown:
        yield (
            f"Left out of a plan's use: {counted(account.not_shown, 'entry')} that cannot be, such as"
            f" {short_path(account.impossible[0].file)} ({account.impossible[0].reason})."
        )
    if account.unknown:
        first = account.unknown[0]
        yield (
            f"Left out: {counted(len(account.unknown), 'file')} of no known kind, such as {short_path(first.file)}"
            f" ({first.reason})."
        )
    if sum(account.duplicates):
        yield (
            f"Dropped as duplicates: {counted(account.duplicates.repeated, 'further row')} of the same response,"
            f" {counted(account.duplicates.copied, 'copy')} in other files of resumed or forked sessions,"
            f" {counted(account.duplicates.echoed, 'echo')} in side conversations."
        )
    if account.coverage is not None:
        yield from _days(account.coverage)
    if account.hidden is not None:
        yield from _hidden(account.hidden)
    if account.agreement is not None:
        yield from _agreement(account.agreement)
    if account.ahead_days:
        yield (
            f"The logs' clock is ahead: their newest usage is dated {counted(account.ahead_days, 'day')} after today."
        )
    if account.age_days is not None:
        yield from _age(account, account.age_days)


def _days(coverage: Coverage) -> Iterator[str]:
    gaps = sorted(coverage.gaps, key=lambda gap: gap[0] - gap[1])
    without = f"; the longest stretch without: {dates.show_span(*gaps[0])}" if gaps else ""
    span = dates.show_span(coverage.first, coverage.last)
    if coverage.days is None:
        yield f"Usage from {span}; some of it is told by the week, month or session, not by the day{without}."
    else:
        yield f"Usage on {counted(coverage.days, 'day')} of {coverage.span:,}, from {span}{without}."


def _hidden(hidden: Hidden) -> Iterator[str]:
    size = (
        "Nothing in the files tells how much is missing."
        if hidden.usd_more is None
        else f"If these answers were as long as later ones of the same models, {hidden.likely_output:,} are likely,"
        f" and the total is {money.show_usd(hidden.usd_more)} higher."
    )
    version = ".".join(map(str, LAST_UNFINISHED))
    written = f"{counted(hidden.responses, 'response')} {'was' if hidden.responses == 1 else 'were'} written"
    yield (
        f"{written} by Claude Code {version} or older, which never wrote the final output count:"
        f" {hidden.output:,} output tokens stand there. {size}"
    )


def _agreement(agreement: Agreement) -> Iterator[str]:
    yield (
        f"Cross-check: for {counted(agreement.sessions, 'session')} Claude Code kept a total of its own,"
        f" {money.show_usd(agreement.own_usd)} together; their responses come to {money.show_usd(agreement.usd)}"
        f" here, and {agreement.same:,} of the totals are the same."
    )
    if abs(agreement.remainder) >= money.CENT:
        yield (
            f"The remainder, {money.show_signed(agreement.remainder)}, is in no total here. Claude Code also counts"
            " requests that leave no response (the search behind a web search, the summary of /compact) and what a"
            " forked session had cost before, and it prices by the model that was asked for."
        )


def _age(account: Account, days: int) -> Iterator[str]:
    oldest = f"The oldest usage in the logs is {counted(days, 'day')} old"
    keep = "To keep more, set cleanupPeriodDays in ~/.claude/settings.json to 365, for example."
    if account.near_cleanup:
        yield (
            f"{oldest}. Claude Code deletes logs after {CLEANUP_DAYS} days unless told otherwise, so older ones may be"
            f" gone. {keep}"
        )
    else:
        yield (
            f"{oldest}: older than the {CLEANUP_DAYS} days after which Claude Code deletes logs unless told otherwise."
        )
