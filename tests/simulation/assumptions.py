"""The simulated world in sentences, for the page: made from the constants, so that they cannot drift apart."""

from __future__ import annotations

from tests.simulation import demand, logs, plan, readers, shown, truth
from tests.simulation.measure import TRIES


def sentences() -> list[str]:
    """Return the assumptions, one a sentence; dollars are those of the published token mix at list prices."""
    low, high = readers.WEEK_PRO_USD
    five = " to ".join(f"{100 * share:.0f}" for share in readers.FIVE_HOURS_OF_WEEK)
    ultra = ", ".join(f"{times:g} times ({100 * share:.0f}% of readers)" for times, share in readers.ULTRA_OVER_PRO)
    return [
        f"Capacity of Pro's week: ${low:.0f} to ${high:.0f} of usage, even on a logarithmic scale: the hours of 2025,"
        " raised since, at a guessed cost of an hour. Every reader has their own.",
        f"Weeks of other plans: Max {readers.MAX_OVER_PRO[0]:g} to {readers.MAX_OVER_PRO[1]:g} times Pro's, and up to"
        f" 20% beyond either; Ultra {ultra}.",
        f"Five hours hold {five}% of Pro's week; other plans by their published multiples; four in five Ultra accounts"
        " have no such window.",
        "Half of the meters count list prices, half count tokens by weights that users fitted (cache reads almost"
        " nothing). A third of the accounts have a second weekly meter for Sonnet or Opus; at its limit"
        " half of the readers go on with another model.",
        "Five-hour windows start with the first message, or slide (30%). Weeks begin at any fixed hour, or drift to the"
        " first message after a reset (25%).",
        f"Wanted work: median ${readers.MEDIAN_USD_THEN:.0f} a day at the prices of Anthropic's published figures,"
        f" spread {readers.SIGMA_USD_THEN:g} (sigma of the logarithm): readers use more than the published average.",
        "Weeks, days and hours differ by bursts of each reader's own; "
        f"{100 * demand.HOLIDAY_WEEK:.0f}% of weeks are holidays; most demand grows slowly; one reader in ten plans to"
        " use 1.5 to 3 times as much, and says so.",
        "Free resets of the five-hour window are used by half of the readers; one in ten holds a banked reset.",
        f"Blocked work is lost, done elsewhere, or delayed to later hours (at most {100 * plan.CATCH_UP:.0f}% on top of"
        " what is wanted in them), a third each.",
        "A blocked hour is worth nothing to ten in a hundred readers, up to $100 to five; the middle is $10.",
        "Chat and other programs use up to 30% of the allowance for half of the readers; they say so to the"
        " nearest ten.",
        "With a key alone, 5-minute caches are written again after pauses. Half of the readers' organizations would"
        f" start in the tier that stops at ${truth.TIER_USD['start']:.0f} a month, and"
        " they know their tier.",
        "People say on how many days and hours they want to work, blocked or not, and describe a day on which the week"
        " was not used up.",
        "Whoever types something about the weekly limit also says how many hours a week the five-hour window takes,"
        " with the same error of judgement.",
        f"They pick the nearest published day with an error of {shown.MISJUDGED:g} (sigma of the logarithm); the"
        " amount from /usage is the middle of three sessions.",
        f"One limit message in {1 / logs.MESSAGES_MISSING:.0f} is missing from the logs, which hold four to six weeks.",
        f"Readers are drawn until one has the evidence that is wanted (at most {TRIES} times), so those with a limit to"
        " report use more than others.",
    ]
