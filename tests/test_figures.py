"""Every figure of the built site is computed again from its entry, and shows the entry's source and date.

A figure is an element with `data-field`. Dollars outside of one fail, but for the sentences of the calculator, whose
every amount must be one of its own inputs or results.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest
from bs4 import BeautifulSoup, Tag

from calculator import catalog, dates, money
from calculator.case import choosable
from calculator.estimate import Estimate, estimate
from calculator.mix import blended, preset_shares
from calculator.present.behind import plots, sentences
from calculator.present.figures import shown
from calculator.published_day import MODELS_THEN
from calculator.scenario import parse
from calculator.told import cents, hours
from calculator.usage import KINDS
from calculator.worked import example
from tests.markdown import BLOCKS
from tests.site import PREFIX, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from calculator.forecast import Range
    from tests.host import Host

LOADED = catalog.load()
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
MONEY = re.compile(rf"\$\s?{NUMBER}(?:–{NUMBER})?")
NO_TEXT = frozenset({"script", "style", "code", "pre", "svg", "template", "head"})
"""What shows no sentence. Charts are drawn from figures; a command may hold a shell's $1."""


class Figure(NamedTuple):
    """One figure on a page of the site."""

    page: str
    tag: Tag
    on: date
    """The day of the build."""

    @property
    def field(self) -> str:
        """Its name."""
        return attribute(self.tag, "data-field")

    @property
    def text(self) -> str:
        """What a reader sees."""
        return self.tag.get_text(" ", strip=True)


def attribute(tag: Tag, name: str) -> str:
    value = tag.get(name, "")
    return value if isinstance(value, str) else " ".join(value or ())


@pytest.fixture(scope="module")
def pages(site: Host) -> dict[str, BeautifulSoup]:
    folder: Path = site.mounts[PREFIX]
    return {
        file.relative_to(folder).as_posix(): BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for file in sorted(folder.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def on(pages: dict[str, BeautifulSoup]) -> date:
    """Return the day on which the site was built."""
    (moment,) = pages["prices/index.html"].select(".figures__date time[datetime]")[:1]
    return date.fromisoformat(attribute(moment, "datetime"))


@pytest.fixture(scope="module")
def figures(pages: dict[str, BeautifulSoup], on: date) -> list[Figure]:
    return [Figure(page, tag, on) for page, soup in pages.items() for tag in soup.select("[data-field]")]


def test_every_figure_is_what_its_entry_says(figures: list[Figure]) -> None:
    wrong = [f"{each.page}: {each.field}: {said}" for each in figures if (said := problem(each))]
    assert not wrong


def test_every_kind_of_figure_is_met(figures: list[Figure]) -> None:
    """A kind that no page shows any more would be checked by nothing."""
    met = Counter(each.field.partition(".")[0] for each in figures)
    assert set(met) == set(RULES)
    assert met["models"] > 300
    assert met["facts"] > 100


def test_every_entry_in_force_is_shown(figures: list[Figure], on: date) -> None:
    fields = {each.field for each in figures}
    for model in LOADED.models:
        if model.prices:
            assert {f"models.{model.id}.{kind}" for kind in KINDS} <= fields
    assert {f"plans.{plan.id}.usd_per_month" for plan in LOADED.plans if plan.usd_per_month is not None} <= fields
    assert on >= LOADED.checked


def problem(figure: Figure) -> str | None:
    """Return what is wrong with a figure, or None."""
    rule = RULES.get(figure.field.partition(".")[0])
    if rule is None:
        return "a kind of figure that nothing computes"
    try:
        rule(figure)
    except (AssertionError, LookupError, ValueError) as error:
        return str(error) or repr(error)
    return None


def same(found: object, expected: object) -> None:
    if found != expected:
        message = f"shows {found!r}, the catalog says {expected!r}"
        raise AssertionError(message)


def cited(figure: Figure, sources: Sequence[str], checked: date, standing: str) -> None:
    """Look for a source and the day of its check: on the figure, or around it in its row, entry or table's title."""
    if figure.tag.name == "a":
        if standing == "derived":  # none of its sources says it
            row = figure.field.removeprefix("facts.").replace(".", "-")
            same(attribute(figure.tag, "href").rpartition("#")[2], row)
        else:
            same(attribute(figure.tag, "href").rpartition("/sources/#")[2], sources[0])
        same(attribute(figure.tag, "title"), f"{standing}, checked {dates.show(checked)}")
        return
    place = row_of(figure)
    if place is None:
        message = "stands outside of a row that could name its source"
        raise AssertionError(message)
    named = {attribute(each, "href").rpartition("/sources/#")[2] for each in place.select("a[href*='/sources/#']")}
    if not named & set(sources):
        message = f"names no source of {', '.join(sources)}"
        raise AssertionError(message)
    if dates.show(checked) not in place.get_text(" "):
        message = f"does not say that it was checked on {dates.show(checked)}"
        raise AssertionError(message)


def row_of(figure: Figure) -> Tag | None:
    """Return what names a figure's sources: its row or entry, the row it links to, or under a chart the table's row."""
    link = figure.tag.find_parent("a", href=re.compile("^#"))
    page = figure.tag.find_parents()[-1]
    if link is not None:
        return page.find(id=attribute(link, "href")[1:])
    if figure.tag.find_parent("figcaption") is None:
        return figure.tag.find_parent(["tr", "li"])
    on = attribute(figure.tag, "data-on")
    alike = page.select(f'td data[data-field="{figure.field}"][data-on="{on}"]:not([data-prompt])')
    return alike[0].find_parent("tr") if alike else None


def of_fact(figure: Figure) -> None:
    fact = LOADED.facts[figure.field.partition(".")[2]]
    same(figure.text, shown(fact.value, fact.unit))
    if figure.tag.name == "data":
        same(attribute(figure.tag, "value"), "" if fact.value is None else str(fact.value))
    cited(figure, fact.sources, fact.checked, fact.standing)


def of_plan(figure: Figure) -> None:
    _, name, key = figure.field.split(".")
    plan = next(plan for plan in LOADED.plans if plan.id == name)
    fee = getattr(plan, key)
    same(figure.text, money.show_price(fee))
    if figure.tag.name == "data":
        same(Decimal(attribute(figure.tag, "value")), fee)
    source = LOADED.facts["api_credits.pay_for"] if key == "api_credit_usd_per_month" else plan
    cited(figure, source.sources, source.checked, source.standing)


def of_model(figure: Figure) -> None:
    name, _, kind = figure.field.removeprefix("models.").rpartition(".")
    model = LOADED.find(name)
    assert model is not None, "no such model"
    day = attribute(figure.tag, "data-on") if figure.tag.has_attr("data-on") else figure.on.isoformat()
    price = model.price_on(date.fromisoformat(day) if day else date.min)
    assert price is not None, f"no price on {day}"
    rate = getattr(price.rates_for(int(attribute(figure.tag, "data-prompt") or 0)), kind)
    same(figure.text, money.show_price(rate))
    if figure.tag.name == "data":
        same(attribute(figure.tag, "value"), str(rate))
    of_release = (
        figure.tag.find_parent("li", id=re.compile("-released$")) is not None
    )  # rests on its model's entry, too
    checked = min(price.checked, model.checked) if of_release else price.checked
    cited(figure, (*price.sources, *model.sources), checked, price.standing)


def of_example(figure: Figure) -> None:
    """Compute a worked example again from the words that stand with it."""
    text = attribute(figure.tag, "data-example")
    first, *more = (part.strip() for part in text.split("|"))
    if set(first.split()) <= set(KINDS):
        counted = example(more[0], figure.on, LOADED)
        share, tokens = counted.share(*first.split()), counted.tokens(*first.split())
        assert figure.text in {f"{money.times(share, 100).quantize(Decimal('0.1'))}%", f"{tokens:,}"}, (
            f"{share}, {tokens}"
        )
        return
    found = example(first, figure.on, LOADED)
    _, _, part = figure.field.partition(".")
    what, _, kind = part.partition(".")
    if what in {"rates", "lines"}:
        values = [line.rate if what == "rates" else line.usd for line in found.lines if line.kind == kind]
        assert Decimal(attribute(figure.tag, "value")) in values, f"none of {values}"
        same(figure.text, money.show_price(Decimal(attribute(figure.tag, "value"))))
        return
    usd = found.usd - sum((example(words, figure.on, LOADED).usd for words in more), Decimal(0))
    if figure.tag.name == "data":
        same(Decimal(attribute(figure.tag, "value")), usd)
    rounded = money.show_price(money.two_figures(usd)) if usd < 1 else ""
    assert figure.text in {money.show_usd(usd), money.show_price(usd), rounded}, f"shows {figure.text}, costs {usd}"
    if figure.tag.name == "a":
        assert f"exactly {money.plain(usd)}," in attribute(figure.tag, "title")
        assert attribute(figure.tag, "href").endswith(f"reference/history/#{found.model.id}")
        assert dates.show(figure.on) in attribute(figure.tag, "title")


def of_product(figure: Figure) -> None:
    names = attribute(figure.tag, "data-product").split()
    values = [LOADED.facts[name].number if "." in name else Decimal(name) for name in names]
    fact = LOADED.facts[next(name for name in reversed(names) if "." in name)]
    if "divided by" in attribute(figure.tag, "title"):
        fact = LOADED.facts[names[0]]
        same(figure.text, f"{int(values[0] / values[1]):,}")
    else:
        total = Decimal(1)
        for value in values:
            total *= value
        same(figure.text, shown(total, fact.unit))
    assert attribute(figure.tag, "href").rpartition("/sources/#")[2] in fact.sources


def of_preset(figure: Figure) -> None:
    """Compute a published day's cost on today's model of a family: dollars then, by rates then, times rates now."""
    _, day, family, *end = figure.field.split(".")
    if not end:
        return  # the frame around both ends
    shares = preset_shares(LOADED)
    usd = LOADED.facts[f"usage.{day}.usd_per_active_day"].number
    then = [blended(price.rates, shares) for name in MODELS_THEN[day] if (price := price_of(name, figure.on))]
    newest = next(
        m for m in LOADED.models if m.family == family and m.availability == "general" and m.on_sale(figure.on)
    )
    price = price_of(newest.id, figure.on)
    assert price
    now = [blended(rates, shares) for rates in (price.rates, *(step.rates for step in price.steps))]
    factor = LOADED.facts["tokenizer.new_over_old"].number
    low, high = usd / max(then) * factor * min(now), usd / min(then) * factor * max(now)
    near = {"low": low, "high": high}[end[0]]
    assert abs(Decimal(attribute(figure.tag, "value")) - near) < Decimal("0.01"), f"computed again: {near}"
    # The page counts whole tokens, which can move an end across the step of its rounding.
    shifts = [Decimal(shift) / 1_000_000 for shift in (-1, 0, 1)]
    assert figure.text in {end_of_range(figure, low + a, high + b) for a in shifts for b in shifts}


def price_of(name: str, day: date) -> catalog.Price | None:
    model = LOADED.find(name)
    return model.price_on(day) if model else None


def end_of_range(figure: Figure, low: Decimal, high: Decimal) -> str:
    ends = money.show_range(low, high).split("–")
    return ends[0] if figure.field.endswith(".low") else ends[-1]


def estimate_of(figure: Figure) -> Estimate:
    """Compute the estimate that an element of the calculator, an example or a single figure shows."""
    link = figure.tag.find_parent("a", class_="figure") or figure.tag
    frame = figure.tag.find_parent(class_="calc-example")
    if link.has_attr("href"):
        fragment = attribute(link, "href").partition("#")[2]
    elif frame is not None:
        fragment = attribute(
            frame.select("a[href*='calculator/#plan'], a[href*='calculator/#']")[-1], "href"
        ).partition("#")[2]
    else:
        (fragment,) = [block.body.strip() for block in BLOCKS if block.language == "calculator"]
    scenario, misread = parse(fragment, tuple(plan.id for plan in choosable(LOADED)))
    assert not misread
    return estimate(scenario, LOADED, figure.on)


def of_option(figure: Figure) -> None:
    _, name, what, *end = figure.field.split(".")
    option = estimate_of(figure).option(name)
    assert option is not None
    if what == "blocked_hours_per_month":
        of_blocked(figure, option.blocked_range, end)
    elif not end:
        same(figure.text.replace(" ", ""), money.show_range(option.low, option.high).replace(" ", ""))
    else:
        same(attribute(figure.tag, "value"), cents(option.low if end[0] == "low" else option.high))
        same(figure.text, end_of_range(figure, option.low, option.high))


def of_blocked(figure: Figure, minutes: Range | None, end: list[str]) -> None:
    """Whole hours, outwards, from minutes."""
    assert minutes is not None
    low, high = str(minutes.low // 60), str(-(-minutes.high // 60))
    if not end:
        same(re.sub(r"\s", "", figure.text), f"{low}–{high}")
    elif not minutes.high:
        same((figure.text, attribute(figure.tag, "value")), ("No", "0"))
    else:
        same(figure.text, {"low": low, "high": high}[end[0]])
        same(attribute(figure.tag, "value"), hours(getattr(minutes, end[0])))


def of_ahead(figure: Figure) -> None:
    """The same work, paid for otherwise."""
    _, _, name, what, *end = figure.field.split(".")
    (found,) = [each for each in estimate_of(figure).ahead.what_ifs if each.id == name]
    low, high = money.dollars(found.usd.low), money.dollars(found.usd.high)
    if what == "percent":
        same(figure.text, f"{found.percent}%")
    elif end:
        same(attribute(figure.tag, "value"), cents(low if end[0] == "low" else high))
        same(figure.text, end_of_range(figure, low, high))
    else:
        same(figure.text.replace(" ", ""), money.show_range(low, high).replace(" ", ""))


def of_verdict(figure: Figure) -> None:
    same(figure.text, estimate_of(figure).verdict)


RULES: dict[str, Callable[[Figure], None]] = {
    "facts": of_fact,
    "plans": of_plan,
    "models": of_model,
    "examples": of_example,
    "products": of_product,
    "presets": of_preset,
    "options": of_option,
    "ahead": of_ahead,
    "verdict": of_verdict,
}


def amounts_outside(soup: BeautifulSoup) -> Iterator[tuple[str, Tag]]:
    """Yield the dollars that stand in no figure, each with the element around it."""
    for text in soup.find_all(string=MONEY):
        around = list(text.parents)
        if any(parent.name in NO_TEXT or (parent.has_attr("data-field") and parent.name != "p") for parent in around):
            continue
        yield from ((found, around[0]) for found in MONEY.findall(str(text)))


def test_dollars_stand_only_in_figures(pages: dict[str, BeautifulSoup], on: date) -> None:
    typed = [
        f"{page}: {amount} in {tag}"
        for page, soup in pages.items()
        for amount, tag in amounts_outside(soup)
        if amount not in allowed(page, tag, on)
    ]
    assert not typed


def allowed(page: str, tag: Tag, on: date) -> set[str]:
    """Return the amounts that a sentence of the calculator may name: what it was told, and what it found.

    Told are fees, published days, caps and the price of an hour. Found are its ranges, and what its charts and the
    sentences about what would change the verdict say, computed again.
    """
    if page.startswith("reference/backtest/"):
        return set(MONEY.findall((ROOT / "docs/reference/backtest.json").read_text(encoding="utf-8")))
    if tag.find_parent(["cost-calculator"]) is None and tag.find_parent(class_="calc-example") is None:
        return set()
    found = estimate_of(Figure(page, tag, on))
    told = [LOADED.facts[name].number for name in NAMED] + [found.decision.case.hour_usd]
    told += [fee for plan in LOADED.plans for fee in (plan.usd_per_month, plan.usd_per_month_annual)]
    drawn = [cell for plot in plots(found) for row in plot.rows for cell in row]
    ahead = (found.ahead.cap, found.ahead.alert)
    month = [money.show_price(money.two_figures(money.dollars(amount))) for amount in ahead]
    return (
        {money.show_price(amount) for amount in told if amount is not None}
        | {money.show_range(option.low, option.high) for option in found.options}
        | {amount for text in (*drawn, *sentences(found), *month) for amount in MONEY.findall(text)}
    )


NAMED = (
    *(f"usage.{day}.usd_per_active_day" for day in MODELS_THEN),
    "limits.start.usd_per_month",
    "usage_credits.usd_per_day",
    "usage.per_agent_hour.opus_5_5",
    "usage.per_agent_hour.sonnet_5_5",
)
"""Facts that the calculator's sentences may name."""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>It costs $20.</p>", ["$20"]),
        ("<p>From $140–310 or $1,000.50</p>", ["$140–310", "$1,000.50"]),
        ("<td>$ 5</td>", ["$ 5"]),
        ("<p><code>echo $1</code></p><pre>$2</pre><svg><text>$30</text></svg>", []),
        ('<p><data data-field="plans.pro.usd_per_month">$20</data> and $HOME</p>', []),
        ('<p data-field="verdict">Pay $7.</p>', ["$7"]),
    ],
)
def test_the_search_for_dollars(html: str, expected: list[str]) -> None:
    assert [amount for amount, _ in amounts_outside(BeautifulSoup(html, "html.parser"))] == expected


def test_a_sentence_of_the_calculator_names_only_its_own_amounts() -> None:
    html = "<cost-calculator><p>Pay $20 or $100 or $13, not $9,876 or $210–361.</p></cost-calculator>"
    found = list(amounts_outside(BeautifulSoup(html, "html.parser")))
    odd = [amount for amount, tag in found if amount not in allowed("page", tag, date(2026, 11, 23))]
    assert (len(found), odd) == (5, ["$9,876", "$210–361"])


ROW = "<article><table><tr><td>{}</td><td>{}</td></tr></table></article>"
EVIDENCE = 'official, 29 Nov 2026: <a href="../sources/#{}">x</a>'
OPUS = '<data data-field="models.claude-opus-5-5.input" value="{}">{}</data>'
FEE = '<a href="x/sources/#{}" data-field="plans.pro.usd_per_month" title="{}">{}</a>'


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (ROW.format(OPUS.format("4", "$4"), EVIDENCE.format("genai")), None),
        (ROW.format(OPUS.format("4", "$5"), EVIDENCE.format("genai")), r"shows '\$5'"),
        (ROW.format(OPUS.format("5", "$4"), EVIDENCE.format("genai")), "shows '5'"),
        (ROW.format(OPUS.format("4", "$4"), EVIDENCE.format("hours2025")), "names no source"),
        (ROW.format(OPUS.format("4", "$4"), '<a href="../sources/#genai">x</a>'), "does not say"),
        (OPUS.format("4", "$4"), "outside of a row"),
        (FEE.format("plans0822", "official, checked 23 Nov 2026", "$20"), None),
        (FEE.format("plans0822", "official, checked 23 Nov 2026", "$21"), "shows"),
        (FEE.format("genai", "official, checked 23 Nov 2026", "$20"), "shows 'genai'"),
        (FEE.format("plans0822", "official", "$20"), "shows 'official'"),
        ('<data data-field="odds.1">1</data>', "nothing computes"),
        ('<data data-field="facts.none">1</data>', "none"),
    ],
)
def test_a_wrong_figure_is_found(html: str, said: str | None) -> None:
    soup = BeautifulSoup(html, "html.parser")
    (tag,) = soup.select("[data-field]")
    found = problem(Figure("page", tag, date(2026, 11, 23)))
    assert (found is None) if said is None else re.search(said, found or ""), found
