"""What follows an answer a moment later: what would change it, drawn and in sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.ahead import CAP_CHANCE_PERCENT
from calculator.forecast import MILLION, spread
from calculator.nouns import counted
from calculator.present import charts, held, replayed
from calculator.present.charts import Plot
from calculator.present.environment import render
from calculator.scenario import UNKNOWN
from calculator.told import micro_cents
from calculator.turning import NEVER_DAY
from calculator.verdict import show_hours
from calculator.windows import MINUTES_OF_HOUR, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calculator.estimate import Estimate
    from calculator.option import Option
    from calculator.turning import Cost, Point

A_CENT = MILLION // 100
"""In micro-dollars; a smaller difference is none."""
IN_WHOLE = 10 * MILLION
"""Micro-dollars from which on a table leaves the cents out."""
DRAWN = ("stay", "credits", "next_plan", "api")
"""Options that a chart shows, so that four lines stay readable; the table holds them all."""


def plots(found: Estimate) -> list[Plot]:
    """Return the charts that a moment later stand under an answer."""
    drawn = [_break_even(found)]
    if found.decision.case.hour_usd is not None:
        drawn += [_walls(found)] if found.turning.by_wall else []  # none where the plan counts nothing
    elif found.decision.capacity.known:
        from calculator.present.frontier import frontier

        drawn.insert(0, frontier(found))
    if found.turning.weekdays is not None and any(found.turning.weekdays):
        drawn.append(_weekdays(found.turning.weekdays))
    return [*drawn, _month(found)]


def behind(
    found: Estimate, plotted: Sequence[Plot], drawn: dict[str, str] | None = None, beside: Estimate | None = None
) -> str:
    """Return what stands in the details of an answer, with its `plots`, and another scenario that was kept."""
    what_ifs = [
        {
            "id": each.id,
            "name": each.name,
            "low": money.dollars(each.usd.low),
            "high": money.dollars(each.usd.high),
            "percent": each.percent,
        }
        for each in found.ahead.what_ifs
    ]
    return render(
        "behind.html",
        sentences=sentences(found),
        replay=_replay(found),
        minutes=_minutes(found),
        charts=plotted,
        drawn=drawn or {},
        month=_month_in_words(found),
        what_ifs=what_ifs,
        beside=None if beside is None else _beside(beside, found),
    )


def _replay(found: Estimate) -> dict[str, Any] | None:
    """Return the reader's own weeks on each plan; None without logs, or where nothing is known of the plan."""
    if not found.strips:
        return None
    names = replayed.days(found)
    return {"strips": replayed.drawn(found), "days": names, "unsure": len(found.decision.capacity.bounds) > 1}


def _minutes(found: Estimate) -> dict[str, Any] | None:
    """Return the reader's busiest minutes beside the limits of API tiers; None without logs."""
    if not found.peaks:
        return None
    from calculator.present import per_minute

    return {"read": per_minute.read(found.peaks), "rows": per_minute.rows(found.peaks, found.catalog)}


def _beside(kept: Estimate, now: Estimate) -> dict[str, Any]:
    """Return the ways to pay of two scenarios side by side; what one of them does not have says so.

    A way is told by its plan: where one scenario stays on a plan, the other may move to it.
    """
    before, after = ({_way(option): option for option in found.options} for found in (kept, now))
    rows = []
    for name in dict.fromkeys((*before, *after)):
        first, second = before.get(name), after.get(name)
        difference = "" if first is None or second is None else _difference(first, second)
        rows.append((name, _ways(first), _ways(second), difference))
    return {"fragment": kept.scenario.fragment, "name": kept.verdict, "rows": rows}


def _way(option: Option) -> str:
    """Return a way to pay by its plan, whether the reader is on it or not."""
    return option.short.removesuffix(" and waiting")


def _ways(option: Option | None) -> str:
    if option is None:
        return "not among your options"
    blocked = "blocked hours not known" if option.blocked_range is None else show_hours(option.blocked_range)
    return f"{money.show_range(option.low, option.high)}, {blocked}"


def _difference(before: Option, after: Option) -> str:
    """Return how far the middles of dollars and of blocked hours lie apart, in words."""
    usd = after.range.mid - before.range.mid
    said = [f"{money.show_about(abs(usd))} {_more(usd)}"] if abs(usd) >= A_CENT else []
    if before.blocked_range is not None and after.blocked_range is not None:
        minutes = after.blocked_range.mid - before.blocked_range.mid
        hours = (abs(minutes) + MINUTES_OF_HOUR // 2) // MINUTES_OF_HOUR
        said += [f"{counted(hours, 'blocked hour')} {_more(minutes)}"] if hours else []
    return ", ".join(said) or "none"


def _more(difference: int) -> str:
    return "more" if difference > 0 else "less"


def _month_in_words(found: Estimate) -> list[str]:
    ahead = found.ahead
    said = [_caps(found) if ahead.cap else "An API key costs you nothing."]
    if ahead.budget is not None and found.scenario.budget is not None:
        budget = money.show_price(found.scenario.budget)
        said.append(f"Your budget of {budget} is exceeded in {ahead.over_percent} of 100 months.")
    return said


def _caps(found: Estimate) -> str:
    """Return where to cap a month and where to be told, unless the cap of the reader's tier comes before either."""
    ahead, tier = found.ahead, found.decision.case.tier
    cap, alert = map(money.show_about, (ahead.cap, ahead.alert))
    told = f"an alert at {alert} comes in every other month."
    if tier is None or ahead.stopped_percent is None or ahead.stopped_percent < CAP_CHANCE_PERCENT:
        return f"A spend cap of {cap} stops one month in twenty; {told}"
    stops = f"In {ahead.stopped_percent} of 100 months the {tier} tier stops a key at {cap}, before the month ends"
    return f"{stops}; {told}" if ahead.alert < ahead.cap else f"{stops}."


def _month(found: Estimate) -> Plot:
    rows = [
        (money.plain(day.quantize(Decimal(1))), *(micro_cents(amount) for amount in usd))
        for day, usd in found.ahead.days
    ]
    caption = "How a month on an API key adds up: the line is the middle month, the band the middle 80% of them."
    return Plot(
        id="chart-month",
        title="The month ahead on an API key",
        caption=caption,
        spec=charts.band_over_time(caption, [(day, low, mid, high) for day, low, mid, high in rows], "US dollars"),
        columns=("Day", "Low", "Middle", "High"),
        rows=tuple((day, *(money.show_usd(Decimal(amount)) for amount in amounts)) for day, *amounts in rows),
    )


def sentences(found: Estimate) -> list[str]:
    """Return what would change the verdict."""
    said = [read_break_even(found)]
    if found.decision.case.hour_usd is None and found.decision.capacity.known:
        from calculator.present.frontier import read_prices

        said.insert(0, read_prices(found))
    said += _by_wall(found)
    said += held.sentences(found)
    if len(found.possible) > 1:
        names = ", ".join(map(found.short, found.possible))
        said.append(f"Within your evidence, any of these may be best: {names}.")
    return said


def read_break_even(found: Estimate) -> str:
    """Return in one sentence at which share of this use the API costs what the reader pays now."""
    at = found.turning.break_even
    if at is None:
        api = found.option("api")
        free = api is None or not any(api.usd)
        return "The API costs you nothing." if free else "However much you use, the API costs less than you pay now."
    percent = money.plain(money.two_figures(Decimal(at).scaleb(-4)))
    return f"At {percent}% of this use, the API costs what you pay now."


def _by_wall(found: Estimate) -> Iterator[str]:
    """Yield what is cheapest by the day of the wall, and where the verdict differs from it on the reader's own day."""
    flips = found.turning.flips()
    if not flips:
        return
    if len(flips) == 1:
        said = f"In an ordinary month {found.short(flips[0][1])} is cheapest on whatever day the limit comes"
        yield f"{said}, blocked hours included."
        return
    parts = [f"{found.short(best)} {_from_day(day)}" for day, best in flips]
    said = f"Cheapest in an ordinary month by the day of the weekly limit, blocked hours included: {', '.join(parts)}."
    own = next((point.best for point in found.turning.by_wall if str(point.at) == found.scenario.wall), None)
    best = found.choice.best
    if own is not None and best is not None and own not in {best, *found.choice.equal, *found.choice.alike}:
        said += f" On your day {found.scenario.wall}, {found.short(best)} is cheapest over all months, light and heavy."
    yield said


def _from_day(day: int) -> str:
    return "if it never comes" if day == NEVER_DAY else f"from day {day}"


def _total(cost: Cost, found: Estimate) -> int | None:
    """Return dollars and blocked hours at their price; dollars alone where the reader names no price."""
    hour = found.decision.case.hour_usd
    if hour is None:
        return cost.usd
    return None if cost.minutes is None else cost.usd + cost.minutes * money.micro(hour) // 60


def _colours(found: Estimate) -> dict[str, str]:
    return {found.short("api"): charts.API_COLOUR, found.short("stay"): charts.FEE_COLOUR}


def _series(found: Estimate, points: Sequence[Point], label: dict[int, str]) -> dict[str, list[tuple[str, str]]]:
    series: dict[str, list[tuple[str, str]]] = {}
    for name in DRAWN:
        line = [
            (label[point.at], micro_cents(total))
            for point in points
            if name in point.costs and (total := _total(point.costs[name], found)) is not None
        ]
        if line:
            series[found.short(name)] = line
    return series


def _rows(found: Estimate, points: Sequence[Point], label: dict[int, str]) -> Iterator[tuple[str, ...]]:
    for point in points:
        cells = [_cell(point.costs[option.id]) for option in found.options]
        yield (label[point.at], *cells)


def _cell(cost: Cost) -> str:
    usd = money.show_price(money.dollars(cost.usd).quantize(Decimal(1) if cost.usd >= IN_WHOLE else money.CENT))
    if cost.minutes is None:
        return f"{usd}, blocked hours not known"
    return f"{usd}, {replayed.show_hours(cost.minutes)}" if cost.minutes else usd


def _columns(found: Estimate, first: str) -> tuple[str, ...]:
    return (first, *(option.name for option in found.options))


TOTAL = "US dollars, with blocked hours"


def _break_even(found: Estimate) -> Plot:
    points = found.turning.by_use
    label = {point.at: money.plain(Decimal(point.at).scaleb(-1)) for point in points}
    api = found.option("api")
    band = None
    if api is not None and sum(api.usd):
        mean = max(sum(api.usd) // len(api.usd), 1)
        low, _, high = spread(api.usd)
        band = (micro_cents(low * MILLION // mean), micro_cents(min(high * MILLION // mean, 3 * MILLION)))
    axis = {"title": "Times this use", "values": [0, 1, 2, 3], "grid": False}
    spec = charts.lines(
        read_break_even(found),
        _series(found, points, label),
        _colours(found),
        {"field": "x", "type": "quantitative", "axis": axis, "scale": {"domain": [0, 3]}},
        title="US dollars a month" if found.decision.case.hour_usd is None else TOTAL,
        band=band,
    )
    return Plot(
        id="chart-break-even",
        title="An ordinary month by use",
        caption=f"{read_break_even(found)} The grey band holds your own months, the middle 80% of them.",
        spec=spec,
        columns=_columns(found, "Times this use"),
        rows=tuple(_rows(found, points, label)),
    )


def _walls(found: Estimate) -> Plot:
    points = found.turning.by_wall
    label = {point.at: "never" if point.at == NEVER_DAY else str(point.at) for point in points}
    wall = found.scenario.wall
    said = f"You said {f'day {wall}' if wall.isdigit() else wall}." if wall != UNKNOWN else "You named no day."
    caption = f"What an ordinary month costs by the day on which the limit comes. {said}"
    axis = {"title": "Day of the limit, counted from the reset", "labelAngle": 0}
    spec = charts.lines(
        caption,
        _series(found, points, label),
        _colours(found),
        {"field": "x", "type": "ordinal", "sort": None, "axis": axis},
        title=TOTAL,
    )
    return Plot(
        id="chart-walls",
        title="An ordinary month by the day of the wall",
        caption=caption,
        spec=spec,
        columns=_columns(found, "Wall on day"),
        rows=tuple(_rows(found, points, label)),
    )


def _weekdays(percents: Sequence[int]) -> Plot:
    days = [day for day, percent in zip(WEEKDAYS, percents, strict=True) if percent == max(percents)]
    most = " and ".join(filter(None, (", ".join(days[:-1]), days[-1])))
    none = 100 - sum(percents)
    caption = f"The weekday on which the limit is reached, in 100 weeks: most often {most}, not at all in {none}."
    rows = tuple((day, str(percent)) for day, percent in zip(WEEKDAYS, percents, strict=True))
    return Plot(
        id="chart-weekdays",
        title="Weekday on which the weekly limit is reached",
        caption=caption,
        spec=charts.bars(caption, [(day[:3], percent) for day, percent in rows], "Weeks of 100"),
        columns=("Weekday", "Weeks of 100"),
        rows=rows,
    )
