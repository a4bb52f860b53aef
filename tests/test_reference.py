"""The reference pages: worked examples computed a second time by hand, and nothing that is known left out."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import fences
import markdown
import pytest
import vl_convert
from bs4 import BeautifulSoup
from pymdownx.inlinehilite import InlineHiliteException
from pymdownx.superfences import SuperFencesException

from calculator import catalog, checks, dates, demand, money
from calculator.estimate import Estimate, estimate
from calculator.ordinary_week import WEEKS_PER_MONTH
from calculator.present import bills, mentions, reference, tables
from calculator.present.calculator import STALE_DAYS
from calculator.present.price_chart import newest_prices, price_chart
from calculator.published_day import MODELS_THEN
from calculator.scenario import Scenario
from calculator.worked import example
from tests.elements import Element, elements
from tests.markdown import DOCS, PAGES
from tests.site import PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    from tests.host import Host

ON = date(2026, 11, 23)
LOADED = catalog.load()
MILLION = Decimal(1_000_000)
CENT = Decimal("0.01")
DATA = DOCS.parent / "calculator" / "data"
SESSION = "steps=40 start=20000 adds=1700 output=300 input=50"


@pytest.fixture
def convert(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Return a function from Markdown to HTML with this site's fences and roles, on a fixed day."""
    monkeypatch.setattr(fences, "build_day", lambda: ON)
    configs: dict[str, Any] = {}
    fences.register(configs)
    extensions = ["pymdownx.superfences", "pymdownx.inlinehilite"]
    return markdown.Markdown(extensions=extensions, extension_configs=configs).convert


def fence(name: str, body: str) -> str:
    return f"```{name}\n{body}\n```"


# Every worked example of every page, by hand: another reader of the data, another loop, plain arithmetic.

TABLE = tomllib.loads((DATA / "models.toml").read_text(encoding="utf-8"), parse_float=Decimal)
FACTS = {
    "tokenizer": tomllib.loads((DATA / "api.toml").read_text(encoding="utf-8"), parse_float=Decimal),
    "usage": tomllib.loads((DATA / "usage.toml").read_text(encoding="utf-8"), parse_float=Decimal),
}
KINDS = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h")


def model_of(name: str) -> dict[str, Any]:
    return next(model for model in TABLE["model"] if model["id"] == name or name in model.get("aliases", []))


def rates_of(model: dict[str, Any], prompt: int) -> dict[str, Decimal]:
    price = next(p for p in model["prices"] if p.get("from", date.min) <= ON < p.get("until", date.max))
    rates = price
    for step in price.get("steps", []):
        if prompt > step["above_prompt_tokens"]:
            rates = step
    return {kind: Decimal(str(rates[kind])) for kind in KINDS}


def by_hand(text: str) -> Decimal:
    """Return what an example costs."""
    words = dict(word.split("=") for word in text.split())
    size = {name: int(words.get(name, 0)) for name in (*KINDS, "steps", "start", "adds", "pauses")}
    written = model_of(words["model"])
    answering = model_of(words.get("as", words["model"]))
    factor = Decimal(1)
    if written["tokenizer"] != answering["tokenizer"]:
        assert answering["tokenizer"] == "new"
        factor = FACTS["tokenizer"]["tokenizer"]["new_over_old"]["value"]
    times = words.get("times", "1")
    if times == "usage.agent_teams.tokens_over_session":
        times = FACTS["usage"]["usage"]["agent_teams"]["tokens_over_session"]["value"]
    requests = [[size[kind] for kind in KINDS]]
    if size["steps"]:
        requests = list(conversation_by_hand(words.get("cache", "5m"), **size))
    total = Decimal(0)
    for request in requests:
        counts = [round(count * factor) for count in request]
        rates = rates_of(answering, sum(counts) - counts[1])
        total += sum(count * rates[kind] for count, kind in zip(counts, KINDS, strict=True))
    return total * int(times) / MILLION


def conversation_by_hand(cache: str, **size: int) -> Iterator[list[int]]:
    steps, grows = size["steps"], size["adds"] + size["output"]
    forgotten = [1] + [1 + steps * pause // (size["pauses"] + 1) for pause in range(1, size["pauses"] + 1)]
    for step in range(1, steps + 1):
        prompt = size["start"] + (step - 1) * grows
        new = prompt if step in forgotten else grows
        if cache == "none":
            yield [size["input"] + prompt, size["output"], 0, 0, 0]
        else:
            yield [size["input"], size["output"], prompt - new, *([new, 0] if cache == "5m" else [0, new])]


ROLE = re.compile(r"`#!(bill|share|tokens) ([^`]+)`")


def examples() -> Iterator[str]:
    for page in PAGES:
        for block in page.blocks:
            if block.language == "bill":
                yield block.body.strip()
            if block.language == "comparison":
                yield from (line.partition("|")[2].strip() for line in block.body.splitlines())
        for name, text in ROLE.findall(page.prose):
            parts = [part.strip() for part in text.split("|")]
            yield from parts if name == "bill" else parts[1:]


WRITTEN = sorted(set(examples()))


@pytest.mark.parametrize("text", WRITTEN)
def test_an_example_of_a_page_costs_what_it_does_by_hand(text: str) -> None:
    assert example(text, ON, LOADED).usd == by_hand(text)


def test_the_pages_hold_examples_of_everything_that_is_explained() -> None:
    for word in ("steps=", "pauses=", "cache=1h", "cache=none", "as=", "times=", "cache_read=", "claude-haiku-5-5"):
        assert any(word in text for text in WRITTEN), word


@pytest.mark.parametrize(
    ("text", "usd"),
    [
        # 50 x 4 + 20,000 x 5 + 300 x 20
        ("model=claude-opus-5-5 input=50 cache_write_5m=20000 output=300", "0.1062"),
        # 50 x 4 + 20,000 x 0.20 + 2,000 x 5 + 300 x 20
        ("model=claude-opus-5-5 input=50 cache_read=20000 cache_write_5m=2000 output=300", "0.0202"),
        # 2,000 x 4 + 2,262,000 x 0.20 + 98,000 x 5 + 12,000 x 20
        (f"model=claude-opus-5-5 {SESSION}", "1.1904"),
        # 2,362,000 x 4 + 12,000 x 20
        (f"model=claude-opus-5-5 {SESSION} cache=none", "9.688"),
        # the whole prompt of the 21st request, 60,000 less the 2,000 that are new anyway, written instead of read
        (f"model=claude-opus-5-5 {SESSION} pauses=1", "1.4688"),
        # 98,000 x (8 - 5) more than with five minutes
        (f"model=claude-opus-5-5 {SESSION} cache=1h", "1.4844"),
        # 1.3 times the tokens at 2, 10, 0.10 and 2.50
        (f"model=claude-sonnet-4-6 {SESSION} as=claude-sonnet-5-5", "0.77376"),
        ("model=claude-opus-5-5 output=1000000 fast", "40"),
        ("model=claude-opus-5-5 output=1000000 us_only batch", "11"),
        ("model=claude-opus-5-5 web_searches=3 times=2", "0.06"),
        ("model=claude-sonnet-5-5 cache_read=1000000 on=2026-10-06", "0.2"),
    ],
)
def test_an_example_is_exact(text: str, usd: str) -> None:
    assert example(text, ON, LOADED).usd == Decimal(usd)


def test_a_bill_shows_tokens_times_rate_and_their_sum(convert: Callable[[str], str]) -> None:
    drawn = convert(fence("bill", f"model=claude-sonnet-4-6 {SESSION} as=claude-haiku-5-5"))
    bill = BeautifulSoup(drawn, "html.parser")
    rows = [[cell.get_text() for cell in row("td")] for row in bill.select("tbody tr")]
    # Longer prompts of the newer tokenizer pass the step of Haiku 5.5, so each kind has two rates.
    assert len(rows) == 8
    for quantity, rate, usd in rows:
        per_million = Decimal(rate.removeprefix("$"))
        assert Decimal(quantity.replace(",", "")) * per_million / MILLION == Decimal(usd.removeprefix("$"))
    (total,) = bill.select("tfoot data")
    assert Decimal(str(total["value"])) == sum(Decimal(usd.removeprefix("$")) for _, _, usd in rows)
    assert "1.3 tokens on Claude Haiku 5.5 for each one counted: an assumption" in drawn
    assert "prompt up to 100,000 tokens; prompt above 100,000 tokens" in drawn


def test_a_comparison_measures_against_its_first_row(convert: Callable[[str], str]) -> None:
    body = f"one | model=claude-opus-5-5 {SESSION}\nthree | model=claude-opus-5-5 {SESSION} times=3"
    drawn = convert(fence("comparison", body))
    assert re.findall(r"<td>(× [\d.]+)</td>", drawn) == ["× 1", "× 3"]
    assert re.findall(r'value="([\d.]+)" title="exactly \$[\d.]+">([^<]+)<', drawn) == [
        ("1.1904", "$1.19"),
        ("3.5712", "$3.57"),
    ]
    assert "<td>40</td>" in drawn
    assert "<td>120</td>" in drawn


@pytest.mark.parametrize(
    ("role", "shown", "exact"),
    [
        (f"bill model=claude-opus-5-5 {SESSION}", "$1.19", "1.1904"),
        (f"bill model=claude-opus-5-5 {SESSION} pauses=1 | model=claude-opus-5-5 {SESSION}", "$0.28", "0.2784"),
        ("bill model=claude-haiku-5-5 cache_write_5m=92000 output=300", "$0.012", "0.01165"),
        (f"tokens input cache_write_5m | model=claude-opus-5-5 {SESSION}", "100,000", "100000"),
    ],
)
def test_a_figure_of_an_example_stands_in_its_sentence(
    convert: Callable[[str], str], role: str, shown: str, exact: str
) -> None:
    drawn = convert(f"It is `#!{role}`.")
    assert f">{shown}</a>." in drawn
    assert f"exactly {exact}, " in drawn


def test_a_share_is_of_all_tokens(convert: Callable[[str], str]) -> None:
    drawn = convert(f"`#!share cache_read | model=claude-opus-5-5 {SESSION}`")
    assert ">95.3%</a>" in drawn  # 2,262,000 of 2,374,000


def test_products_and_quotients_of_facts(convert: Callable[[str], str]) -> None:
    assert ">$3,000</a>" in convert("`#!product 20 usage.average.usd_per_month_low`")
    assert 'title="our arithmetic: 21 × $30"' in convert("`#!product 21 usage.heavy.usd_per_active_day`")
    # 30 x 13 x 1.3
    assert ">507</a>" in convert("`#!product usage.heavy.usd_per_active_day 13 tokenizer.new_over_old`")
    assert ">3</a>" in convert("`#!quotient limits.start.usd_per_month usage.average.usd_per_month_low`")


@pytest.mark.parametrize(
    "source",
    [
        fence("history", "gpt"),
        fence("facts", "usage.nothing"),
        fence("facts", "usage.light\nusage.nothing"),
        fence("facts", "usage.mi"),
        fence("facts", ""),
        fence("bill", "model=claude-opus-99 output=1"),
        fence("bill", "output=1"),
        fence("bill", "model=claude-opus-5-5 outputs=1"),
        fence("bill", "model=claude-opus-5-5 output=1 output=2"),
        fence("bill", "model=claude-opus-5-5 output=1 as=none"),
        fence("bill", "model=claude-opus-5-5 output=1 times=usage.none"),
        fence("bill", "model=claude-opus-5-5 output=1 times=tokenizer.new_over_old"),
        fence("bill", "model=claude-opus-5-5 output=1 times=0"),
        fence("bill", "model=claude-opus-5-5 steps=2 start=1 pauses=2"),
        fence("bill", "model=claude-opus-5-5 steps=2 start=1 cache=2h"),
        fence("bill", "model=claude-opus-5-5 steps=2 start=-1"),
        fence("bill", "model=claude-sonnet-5-5 output=1 fast"),
        fence("bill", "model=claude-mythos-preview output=1"),
        fence("comparison", "no example"),
        fence("comparison", ""),
        fence("comparison", "label | model=none output=1"),
        "`#!bill model=claude-opus-5-5 output=1 | model=claude-opus-5-5 output=2`",
        "`#!bill model=none output=1`",
        "`#!share read | model=claude-opus-5-5 output=1`",
        "`#!tokens reads | model=claude-opus-5-5 output=1`",
        "`#!product 3 usage.none`",
        "`#!product usage.average.usd_per_month_low 3`",
        "`#!product 3 plan_limits.capacity`",
        "`#!quotient limits.start.usd_per_month usage.none`",
        "`#!source none`",
        "`#!checked plans.none`",
        "`#!checked usage.none`",
    ],
)
def test_what_is_not_known_stops_the_build(convert: Callable[[str], str], source: str) -> None:
    with pytest.raises((SuperFencesException, InlineHiliteException)):
        convert(source)


# Tables.


def test_the_presets_of_the_page_are_those_of_the_calculator() -> None:
    """A day of the table is a month of the calculator with one such day a week, on one model, over its weeks."""
    drawn = BeautifulSoup(reference.presets(LOADED, ON), "html.parser")
    for day in MODELS_THEN:
        for family in reference.FAMILIES:
            one_model = replace(Scenario(day=day, days=1, models="own"), **{family: 100})
            month = demand.described(one_model, LOADED, ON)
            for end, usd in (("low", month.low), ("high", month.high)):
                found = drawn.select(f"data[data-field='presets.{day}.{family}.{end}']")
                if found or end == "low":
                    assert abs(Decimal(str(found[0]["value"])) - money.ratio(usd, WEEKS_PER_MONTH)) < CENT
    rates = rates_of(model_of("claude-sonnet-4-6"), 0)
    mix = {"input": "0.001", "output": "0.005", "cache_read": "0.954", "cache_write_5m": "0.04"}
    then = sum((rates[kind] * Decimal(share) for kind, share in mix.items()), Decimal(0))
    assert money.show_tokens(int(6 / then * MILLION)) in drawn.get_text()


def test_the_tiers_show_what_was_published() -> None:
    drawn = " ".join(BeautifulSoup(reference.tiers(LOADED), "html.parser").get_text(" ").split())
    assert "Start, most models $500 1,000 2,000,000 400,000" in drawn
    assert "$200,000" in drawn
    assert re.search(r"Scale, Fable the same 4,000 4,000,000 800,000", drawn)


def test_a_history_marks_the_rate_that_changed_and_no_other() -> None:
    drawn = reference.history(LOADED, "sonnet", ON, lambda _: "")
    rows = [row for row in drawn.split("<tr")[1:] if ">Sonnet 5.5<" in row]
    assert len(rows) == 2
    changed = re.findall(r'data-field="([^"]+)"[^>]*>[^<]*</data> <small>changed', rows[0])
    assert changed == ["models.claude-sonnet-5-5.cache_read"]
    assert "changed" not in rows[1]


def test_a_history_holds_every_price_of_every_model() -> None:
    families = {model.family for model in LOADED.models}
    drawn = "".join(reference.history(LOADED, family, ON, lambda _: "") for family in sorted(families))
    for model in LOADED.models:
        assert f'id="{model.id}"' in drawn
        shown = re.findall(rf'value="([\d.]+)" data-field="models\.{re.escape(model.id)}\.output"', drawn)
        periods = [price.rates for price in model.prices] + [s.rates for price in model.prices for s in price.steps]
        assert sorted(map(Decimal, shown)) == sorted(rates.output for rates in periods)
    assert 'colspan="5">not known' in drawn  # Mythos Preview, of which sources disagree


def test_a_plan_says_how_it_compares_with_pro_and_what_of_that_is_not_published() -> None:
    table = BeautifulSoup(tables.plan_table(LOADED), "html.parser")
    said = {row["id"]: row.get_text() for row in table.select("tbody tr")}
    assert "Against Pro: in five hours 5 times, in a week not published." in said["plan-max"]
    assert "Against Pro: in five hours not published, in a week 10 times." in said["plan-ultra"]
    assert "Against Pro" not in said["plan-pro"]


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("fable", ["50 Fable 5", "40 Fable 5.2"]),
        ("opus", ["75 Opus 4", "25 Opus 4.5", "20 Opus 5.5"]),
        ("sonnet", ["15 Sonnet 3.7", "10 Sonnet 5"]),
        ("haiku", ["4 Haiku 3.5", "5 Haiku 4.5", "0.50 Haiku 5.5"]),
    ],
)
def test_a_chart_shows_what_the_newest_model_cost(family: str, expected: list[str]) -> None:
    models = [model for model in LOADED.models if model.family == family and model.prices]
    changes = newest_prices(models, ON)
    assert [f"{change.usd} {change.name}" for change in changes] == expected
    assert price_chart(changes, ON)["description"].count(" from ") == len(expected)
    if family == "opus":
        before = newest_prices(models, date(2025, 12, 31))
        assert [change.name for change in before] == ["Opus 4", "Opus 4.5"]


@pytest.mark.parametrize("family", ["fable", "opus", "sonnet", "haiku"])
def test_months_under_a_chart_of_prices_stand_apart(family: str) -> None:
    models = [model for model in LOADED.models if model.family == family and model.prices]
    svg = BeautifulSoup(vl_convert.vegalite_to_svg(price_chart(newest_prices(models, ON), ON)), "html.parser")
    months = [text for text in svg.select("text") if re.fullmatch(r"\w{3} \d{4}", text.get_text())]
    places = [float(str(text["transform"])[10:].split(",")[0]) for text in months if text.get("opacity") != "0"]
    assert len(places) > 1
    assert all(second - first > 60 for first, second in pairwise(places))


def test_a_chart_leaves_out_what_an_older_model_costs_later() -> None:
    newest, older = (model for model in LOADED.models if model.id in ("claude-opus-5-5", "claude-opus-5"))
    begin = date(2026, 10, 1)
    (price,) = older.prices
    later = replace(price, valid_from=begin, rates=replace(price.rates, output=Decimal(99)))
    changed = replace(older, prices=(replace(price, valid_until=begin), later))
    assert [str(change.usd) for change in newest_prices([newest, changed], ON)] == ["25", "20"]


# Sources and dates.


def test_a_source_shows_everything_that_cites_it() -> None:
    listed = tables.source_list(LOADED)
    sections = dict(re.findall(r'<dt id="([^"]+)">(.*?)(?=<dt id|</dl>)', listed, re.DOTALL))
    cited = [(fact, f"#{fact.id.replace('.', '-')}") for fact in LOADED.facts.values()]
    cited += [(plan, f"#plan-{plan.id}") for plan in LOADED.plans]
    cited += [(part, f"#{m.id}") for m in LOADED.models for part in (m, *m.prices, *m.fast)]
    assert len(cited) > len(LOADED.facts)
    for entry, anchor in cited:
        for source in entry.sources:
            assert f'{anchor}"' in sections[source], (source, anchor)
    for name, section in sections.items():
        days = {entry.checked for entry, _ in cited if name in entry.sources}
        assert ("Checked" in section) == bool(days), name
        assert all(dates.show(day) in section for day in ({min(days), max(days)} if days else ())), name


def test_a_source_shows_the_oldest_check_of_each_entry_and_the_span_of_all() -> None:
    name = "usage.mix.output"
    older = replace(LOADED.facts[name], checked=date(2026, 11, 1))
    changed = replace(LOADED, facts=MappingProxyType({**LOADED.facts, name: older}))
    section = tables.source_list(changed).partition('id="i24147"')[2].partition("<dt")[0]
    assert "Checked 1 Nov 2026 to 23 Nov 2026." in section


def _older(day: date, name: str) -> catalog.Catalog:
    return replace(LOADED, facts=MappingProxyType({**LOADED.facts, name: replace(LOADED.facts[name], checked=day)}))


def test_a_page_is_as_old_as_the_oldest_check_that_matters_there() -> None:
    day, name = date(2026, 9, 1), "usage.mix.output"
    older = _older(day, name)
    assert checks.oldest(older, [f"facts.{name}", "plans.pro.usd_per_month"]) == day
    assert checks.oldest(older, ["plans.pro.usd_per_month", "options.api.usd_per_month.low"]) == LOADED.checked
    past = "usage.past.average_usd_per_day"
    assert checks.oldest(_older(day, past), [f"facts.{past}"]) == LOADED.checked  # it is over, and cannot change
    assert mentions.checked(older, f"plans.pro {name}") == "1 Sep 2026"


def test_a_claim_says_when_it_was_checked_by_its_oldest_fact() -> None:
    assert mentions.checked(_older(date(2026, 9, 1), "ways.api"), "ways.api models.claude-opus-5-5") == "1 Sep 2026"


# What the prose says beside its figures. When a price moves one of these, the sentence must change.


def test_the_prose_of_pricing_explained_is_true() -> None:
    def usd(text: str) -> Decimal:
        return by_hand(f"model=claude-opus-5-5 {text}")

    assert usd(SESSION.replace("40", "80", 1)) > 2 * usd(SESSION)  # "more than in proportion"
    assert abs(usd(SESSION.replace("40", "10", 1)) * 4 / usd(SESSION) - 1) < Decimal("0.1")  # "not four times as dear"
    assert usd(f"{SESSION} times=4") == 4 * usd(SESSION)
    for model in LOADED.models:
        price = model.price_on(ON)
        if price and model.on_sale(ON):
            rates = price.rates
            assert rates.cache_read == min(getattr(rates, kind) for kind in KINDS), model.id  # "the cheapest kind"
            assert rates.output == max(getattr(rates, kind) for kind in KINDS), model.id  # "the dearest kind"
    share = example(f"model=claude-opus-5-5 {SESSION}", ON, LOADED).share("cache_read")
    published = LOADED.facts["usage.mix.cache_read"].number
    assert abs(share - published) < Decimal("0.005")  # "comes near"
    dear, cheap = rates_of(model_of("claude-haiku-5-5"), 100_001), rates_of(model_of("claude-haiku-5-5"), 100_000)
    assert all(dear[kind] == 5 * cheap[kind] for kind in KINDS)  # "five times as much"


def test_the_prose_of_the_claims_is_true() -> None:
    facts = {name: fact.number for name, fact in LOADED.facts.items() if isinstance(fact.value, Decimal)}
    fee = next(plan.usd_per_month for plan in LOADED.plans if plan.id == "pro")
    assert fee is not None

    def light(days: int, models: str, plan: str = "pro") -> Estimate:
        return estimate(Scenario(plan=plan, day="light", wall="never", days=days, models=models), LOADED, ON)

    def month(days: int, models: str) -> tuple[Decimal, Decimal]:
        api = light(days, models).option("api")
        assert api is not None
        return api.low, api.high

    days = range(1, 8)
    best = {(models, day): light(day, models).decision.choice.best for models in ("sonnet", "opus") for day in days}
    assert [key for key, found in best.items() if found == "api"] == [("sonnet", 1)]  # "ahead for one light day"
    assert month(1, "sonnet")[0] < fee < month(1, "sonnet")[1]  # "your month can cost more than the fee"
    assert fee < min(month(4, "opus")[0], month(4, "sonnet")[0])  # "from four the whole range"
    assert light(1, "sonnet", "max").decision.choice.best == "api"  # the guide: "half of the answer"
    # "fits": the claim's first range ends where the first average does, its second is the later average.
    assert facts["claims.moderate_usd_high"] == facts["usage.past.first_usd_per_month_high"]
    assert facts["claims.heavy_usd_low"] == facts["usage.past.second_usd_per_month_low"]
    assert facts["claims.heavy_usd_high"] == facts["usage.past.second_usd_per_month_high"]
    assert facts["limits.start.fable.itpm"] < facts["limits.start.others.itpm"]  # "for Fable they are lower"
    weekly = {plan.name: plan.weekly_limit for plan in LOADED.plans if plan.id not in ("free", "enterprise")}
    assert all(weekly.values()), weekly  # "every plan from Pro to Team"


def test_each_claim_has_a_verdict_a_date_and_sources() -> None:
    page = next(page for page in PAGES if page.name == "reference/claims.md")
    sections = page.text.split("\n## ")[1:]
    assert len(sections) == 7
    table = page.text.partition("\n## ")[0]
    for section in sections:
        assert section.count("**Verdict: ") == 1
        assert re.search(r"^Checked\n:   `#!checked \S+", section, re.MULTILINE)
        assert re.search(r"^Sources\n:   `#!source \S+`", section, re.MULTILINE)
        assert f"[{section.partition(chr(10))[0]}](#" in table


# The built site.


@pytest.fixture(scope="module")
def pages(site: Host) -> dict[str, list[Element]]:
    """Return path from the root -> elements of every page."""
    folder: Path = site.mounts[PREFIX]
    return {file.parent.relative_to(folder).as_posix(): elements(file) for file in folder.rglob("index.html")}


def test_every_fact_stands_on_a_reference_page(pages: dict[str, list[Element]]) -> None:
    shown = {
        (element.get("data-field") or "").removeprefix("facts."): (address, element.get("value"))
        for address, page in pages.items()
        if address.startswith("reference/")
        for element in page
        if element.tag == "data" and (element.get("data-field") or "").startswith("facts.")
    }
    for name, fact in LOADED.facts.items():
        assert name in shown, f"{name} is on no page"
        assert shown[name][1] == ("" if fact.value is None else str(fact.value)), name


def test_a_page_with_figures_knows_from_which_day_they_are_old(pages: dict[str, list[Element]]) -> None:
    for address, page in pages.items():
        notices = [element for element in page if element.get("data-stale-from")]
        fields = [field for element in page if (field := element.get("data-field"))]
        since = checks.oldest(LOADED, fields) + timedelta(days=STALE_DAYS + 1)
        assert [notice.get("data-stale-from") for notice in notices] == ([since.isoformat()] if fields else []), address
        assert all("hidden" in notice.attributes for notice in notices)


def test_helpers_format() -> None:
    assert bills.percent(Decimal("0.9995")) == "100.0%"
