"""What every page of the site needs: a description, completed addresses, and the date of the prices it shows."""

from fences import register
from links import resolve
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from calculator import catalog, dates

FIGURE = 'data-field="'
"""Every figure stands in an element with this attribute."""

STAMP = """
<p class="stamp">Prices as of {checked}. <a href="@/reference/sources/">Sources</a> ·
<a href="@/method/">How the numbers are made</a> · <a href="@report?field=">Wrong number on this page?</a></p>
"""


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


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Complete the placeholders, and put the date of the prices under a page that shows one."""
    if FIGURE in html:
        html += STAMP.format(checked=dates.show(catalog.load().checked))
    return resolve(
        html,
        page=page.url,
        targets={file.url.removeprefix("./") for file in files},
        repository=(config.repo_url or "").rstrip("/"),
        seen=page.canonical_url or "",
    )
