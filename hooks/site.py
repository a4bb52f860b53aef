"""What every page of the site needs: a description, completed addresses, and the date of the prices it shows."""

import datetime as dt
import re

from fences import register
from links import resolve
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from calculator import catalog, checks, dates
from calculator.present.calculator import STALE_DAYS

FIGURE = re.compile(r'data-field="([^"]*)"')
"""Every figure stands in an element with this attribute."""

STAMP = """
<p class="stamp">Prices as of {checked}. <a href="@/reference/sources/">Sources</a> ·
<a href="@/method/">How the numbers are made</a> · <a href="@report?field=">Wrong number on this page?</a></p>
"""

STALE = """
<p class="stale" data-stale-from="{since}" data-search-exclude hidden>
The figures on this page were last checked on {checked}, more than {days} days ago.
Look at the <a href="@/reference/sources/">sources</a> before you rely on them.</p>
"""
"""Shown by assets/site.mjs from that day on, by the visitor's clock."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Register the fences; read the data again, since `mkdocs serve` builds more than once in one process."""
    if not config.site_url:
        message = "site_url is empty: set SITE_URL to the address at which the site will be served"
        raise ConfigurationError(message)
    catalog.load.cache_clear()
    register(config.mdx_configs)
    return config


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Refuse a page without a description: search engines and shared links show it."""
    if not page.meta.get("description"):
        message = f"{page.file.src_uri}: the front matter has no description"
        raise PluginError(message)
    return markdown


@event_priority(10)  # before plugins read what the page says
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Complete the placeholders, and say on a page with figures of which day they are and when they are old."""
    fields = FIGURE.findall(html)
    if fields:
        html = _dated(html, checks.oldest(catalog.load(), fields))
    return resolve(
        html,
        page=page.url,
        targets={file.url.removeprefix("./") for file in files},
        repository=(config.repo_url or "").rstrip("/"),
        seen=page.canonical_url or "",
    )


def _dated(html: str, checked: dt.date) -> str:
    """Put the notice of old figures under the title, hidden, and the date of the check at the end."""
    since = checked + dt.timedelta(days=STALE_DAYS + 1)
    notice = STALE.format(since=since.isoformat(), checked=dates.show(checked), days=STALE_DAYS)
    before, title, after = html.partition("</h1>")
    top = before + title + notice + after if title else notice + html
    return top + STAMP.format(checked=dates.show(checked))
