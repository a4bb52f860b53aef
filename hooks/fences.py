"""Fences and inline roles with which a page names a figure that the calculator draws at build time."""

import datetime as dt
import html
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import vl_convert
from pymdownx.inlinehilite import InlineHiliteException
from pymdownx.superfences import SuperFencesException

from calculator import catalog
from calculator.present import bills, figures, mentions, reference, tables
from calculator.present import calculator as element
from calculator.present.backtest import backtest
from calculator.present.changes import change_list
from calculator.present.dataset import member_tables
from calculator.present.diagnosis import credential_check, credential_table
from calculator.present.kit import switch_kit

BACKTEST = Path(__file__).parent.parent / "docs/reference/backtest.json"
"""Written by `make backtest`; the page offers it as it is."""

type Draw = Callable[[str], str]
"""From what stands in the fence or role to the HTML that replaces it."""

VEGA_LITE = "6.4"
"""The version that the page draws with, too."""

BLOCK = "<!-- block -->"
"""Markdown takes HTML that starts with a comment for a block. Without one it puts a tag that it does not know, such as
`<cost-calculator>`, into a paragraph."""

FENCES: Mapping[str, Draw] = {
    "prices": lambda _: tables.price_table(catalog.load(), build_day()),
    "plans": lambda _: tables.plan_table(catalog.load()),
    "sources": lambda _: tables.source_list(catalog.load()),
    "history": lambda family: reference.history(catalog.load(), family, build_day(), draw_chart),
    "facts": lambda prefixes: reference.facts(catalog.load(), prefixes),
    "tiers": lambda _: reference.tiers(catalog.load()),
    "presets": lambda _: reference.presets(catalog.load(), build_day()),
    "bill": lambda text: bills.bill_table(catalog.load(), text, build_day()),
    "comparison": lambda text: bills.comparison(catalog.load(), text, build_day()),
    "changes": lambda _: change_list(catalog.load(), build_day()),
    "backtest": lambda part: backtest(BACKTEST.read_text(encoding="utf-8"), part, draw_chart),
    "dataset": lambda _: member_tables(),
    "switch-kit": lambda choice: switch_kit(catalog.load(), choice, build_day()),
    "diagnosis": credential_check,
    "credentials": lambda _: credential_table(),
    "estimate": lambda scenario: element.example(catalog.load(), scenario, build_day()),
    "calculator": lambda scenario: element.calculator(catalog.load(), scenario, build_day(), draw_chart),
}
ROLES: Mapping[str, Draw] = {
    "fact": lambda key: figures.figure(catalog.load(), key, build_day()),
    "estimate": lambda request: figures.estimate_figure(catalog.load(), request, build_day()),
    "verdict": lambda fragment: figures.verdict_figure(catalog.load(), fragment, build_day()),
    "bill": lambda text: bills.bill_figure(catalog.load(), text, build_day()),
    "share": lambda text: bills.share_figure(catalog.load(), text, build_day()),
    "tokens": lambda text: bills.tokens_figure(catalog.load(), text, build_day()),
    "product": lambda text: mentions.product(catalog.load(), text),
    "quotient": lambda text: mentions.quotient(catalog.load(), text),
    "source": lambda name: mentions.source(catalog.load(), name),
    "checked": lambda names: mentions.checked(catalog.load(), names),
}


def build_day() -> dt.date:
    """Return the day whose prices are shown: that of `SOURCE_DATE_EPOCH` if it is set, else today, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else dt.datetime.now(dt.UTC)
    return moment.date()


def draw_chart(spec: Mapping[str, Any]) -> str:
    """Return a Vega-Lite chart as SVG, one image to a screen reader and nothing to the site's search."""
    svg = vl_convert.vegalite_to_svg(dict(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    label = html.escape(spec["description"])
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" data-search-exclude ', 1)


def register(extensions: dict[str, dict[str, Any]]) -> None:
    """Add every fence and role to the options of the Markdown extensions.

    Args:
        extensions: options by extension name, as MkDocs keeps them in `mdx_configs`; changed in place.
    """
    fences = [_entry(name, _block(draw), SuperFencesException) for name, draw in FENCES.items()]
    roles = [_entry(name, draw, InlineHiliteException) for name, draw in ROLES.items()]
    extensions.setdefault("pymdownx.superfences", {})["custom_fences"] = fences
    extensions.setdefault("pymdownx.inlinehilite", {})["custom_inline"] = roles


def _block(draw: Draw) -> Draw:
    return lambda source: BLOCK + str(draw(source))


def _entry(name: str, draw: Draw, failure: type[Exception]) -> dict[str, Any]:
    return {"name": name, "class": name, "format": _strict(draw, failure)}


def _strict(draw: Draw, failure: type[Exception]) -> Callable[..., str]:
    """Make any exception one that fails the build: both extensions swallow all but their own, even when strict."""

    def formatter(source: str, name: str, *_args: object, **_options: object) -> str:
        try:
            return draw(source.strip())
        except Exception as cause:
            message = f"{name} {source.strip()!r}: {cause}"
            raise failure(message) from cause

    return formatter
