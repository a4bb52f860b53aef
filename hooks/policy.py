"""One Content-Security-Policy for all pages: nothing may be fetched from, or sent to, anyone but the site's own host.

Pages are replaced in place when a reader follows a link, and the policy of the first stays in force; so all have the
same, which allows every inline script of the site by its hash.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

POLICY = (
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval' {scripts}",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "img-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "base-uri 'self'",
    "form-action 'none'",
    "object-src 'none'",
)
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)
_HEAD = re.compile(r"<head[^>]*>")

_serving = False


def on_startup(command: str, dirty: bool) -> None:  # noqa: ARG001
    """Note whether the site is served: MkDocs then adds a script to each answer, different every time."""
    global _serving  # noqa: PLW0603  # MkDocs tells hooks this once, and nowhere else
    _serving = command == "serve"


def on_post_build(config: MkDocsConfig) -> None:
    """Write the policy into every page, once all are there."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(Path(config.site_dir).rglob("*.html"))}
    written = policy(pages.values(), any_inline=_serving)
    for path, text in pages.items():
        path.write_text(with_policy(text, written), encoding="utf-8")


def policy(pages: Iterable[str], *, any_inline: bool = False) -> str:
    """Return the policy that all pages of a site share.

    Args:
        pages: HTML of every page.
        any_inline: allow every inline script, not only those that stand there.
    """
    hashes = sorted({script_hash(code) for page in pages for code in inline_scripts(page)})
    scripts = "'unsafe-inline'" if any_inline else " ".join(f"'{value}'" for value in hashes)
    return "; ".join(POLICY).format(scripts=scripts)


def inline_scripts(page: str) -> list[str]:
    """Return the code of the scripts within a page. Scripts with a type other than JavaScript's are data.

    >>> inline_scripts('<script>a()</script><script src="b.js"></script><script type="application/json">{}</script>')
    ['a()']
    """
    found = ((match["attributes"], match["code"]) for match in _SCRIPT.finditer(page))
    return [code for attributes, code in found if not re.search(r"\bsrc\s*=|type=\"?application/", attributes)]


def script_hash(code: str) -> str:
    """Return what a policy calls a script.

    >>> script_hash("a()")
    'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}"


def with_policy(page: str, written: str) -> str:
    """Put the policy before anything else in a page's head: it binds only what comes after it.

    Raises:
        ValueError: the page has no head.
    """
    meta = f'<meta http-equiv="Content-Security-Policy" content="{written}">'
    bound, count = _HEAD.subn(lambda match: match[0] + meta, page, count=1)
    if not count:
        message = "a page without <head>"
        raise ValueError(message)
    return bound
