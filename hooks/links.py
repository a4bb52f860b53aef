"""Placeholders for addresses that only the page they stand on can complete."""

import html
import re
from collections.abc import Container
from urllib.parse import quote, urlencode

from mkdocs.utils import get_relative_url

_ATTRIBUTE = re.compile(r'(?P<name>[\w-]+)="@(?P<target>(?:/|report)[^"]*)"')


class UnknownTargetError(ValueError):
    """A placeholder names a page or file that the site does not have."""


def resolve(text: str, *, page: str, targets: Container[str], repository: str | None, seen: str) -> str:
    """Replace the placeholders in the attributes of one page's HTML.

    `@/path` is an address from the root of the site, wherever that lies; `@report?field=NAME` leads to where a wrong
    number is reported: the repository's form, or the site's own page where no repository is known.

    Args:
        text: HTML of the page.
        page: address of the page from the root of the site, such as `guide/start/`.
        targets: every address the site has, from its root, without fragments.
        repository: address of the repository, without a slash at its end.
        seen: absolute address of the page, for the report.

    Raises:
        UnknownTargetError: a link leads to no address of the site.

    >>> resolve('<a href="@/prices/#opus">', page="guide/start/", targets=["prices/"], repository=None, seen="")
    '<a href="../../prices/#opus">'
    """

    def address(match: re.Match[str]) -> str:
        name, target = match["name"], html.unescape(match["target"])
        if target.startswith("report"):
            field = target.partition("field=")[2]
            url = _report(repository, page, seen) + quote(field)
        else:
            path, mark, fragment = target[1:].partition("#")
            if name == "href" and path not in targets:
                message = f'{page}: {name}="@{target}" leads nowhere'
                raise UnknownTargetError(message)
            url = _relative(path, page) + mark + fragment
        return f'{name}="{html.escape(url)}"'

    return _ATTRIBUTE.sub(address, text)


def _relative(path: str, page: str) -> str:
    """Return the address of a path from a page; a folder ends in a slash, so that a path can be put behind it."""
    url = get_relative_url(path, page)
    return url if path else url + "/"


def _report(repository: str | None, page: str, seen: str) -> str:
    """Return the address of a report, to which the name of the figure is appended."""
    if not repository:
        return _relative("corrections/", page) + "#figure="
    return f"{repository}/issues/new?{urlencode({'template': 'wrong-number.yml', 'seen': seen})}&figure="
