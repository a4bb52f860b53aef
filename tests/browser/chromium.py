"""Chromium, driven by Playwright. Its requests include those of workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

from playwright.sync_api import sync_playwright

from tests.browser.engines import Engine, program

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import BrowserContext

UNTRUSTED = "lan.test"
"""A name for this machine that the browser does not trust without HTTPS, as it trusts none of a local network."""
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    # no request leaves this machine, whatever a page asks for; the request is recorded all the same
    f"--host-resolver-rules=MAP {UNTRUSTED} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class ChromiumBrowser:
    """One running Chromium."""

    def __init__(self) -> None:
        """Start it."""
        path = program("chromium", "chromium-browser", "google-chrome")
        self._playwright = sync_playwright().start()
        self.browser = self._playwright.chromium.launch(executable_path=path, args=FLAGS)

    def page(self, origin: str, zone: str | None = None) -> Chromium:
        """Return a fresh page, in a time zone if not in the machine's."""
        return Chromium(origin, self.browser.new_context(accept_downloads=True, timezone_id=zone))

    def close(self) -> None:
        """Stop it."""
        self.browser.close()
        self._playwright.stop()

    def __enter__(self) -> Self:
        """Return the browser, which runs already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.close()


class Chromium(Engine):
    """A page of Chromium in a context of its own."""

    name = "chromium"

    def __init__(self, origin: str, context: BrowserContext) -> None:
        """Open an empty page and listen."""
        super().__init__(origin)
        self.context = context
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.page = context.new_page()

    def open(self, url: str) -> None:
        """See `Engine.open`."""
        self.page.goto(url)

    def evaluate(self, function: str, *arguments: object) -> Any:
        """See `Engine.evaluate`."""
        return self.page.evaluate(f"(given) => ({function})(...given)", list(arguments))

    def click(self, selector: str) -> None:
        """See `Engine.click`."""
        self.page.locator(selector).first.click()

    def fill(self, selector: str, text: str) -> None:
        """See `Engine.fill`."""
        self.page.locator(selector).first.fill(text)

    def choose(self, selector: str, value: str) -> None:
        """See `Engine.choose`."""
        field = self.page.locator(selector).first
        field.focus()
        field.select_option(value)

    def press(self, key: str) -> None:
        """See `Engine.press`."""
        self.page.keyboard.press(key)

    def set_files(self, selector: str, paths: Sequence[Path]) -> None:
        """See `Engine.set_files`. An input with `webkitdirectory` takes one folder."""
        self.page.locator(selector).first.set_input_files(list(paths))

    def drop(self, selector: str, paths: Sequence[Path]) -> None:
        """Drop files and folders on an element, as if dragged from the desktop."""
        target = self.page.locator(selector).first
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box is not None, f"{selector} is not visible"
        files = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        session = self.context.new_cdp_session(self.page)
        for kind in ("dragEnter", "dragOver", "drop"):
            session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": files})
        session.detach()

    def download(self, selector: str) -> bytes:
        """Click something that offers a download and return its bytes."""
        with self.page.expect_download() as download:
            self.click(selector)
        return download.value.path().read_bytes()

    def prefer(self, scheme: Literal["light", "dark"]) -> None:
        """Set what the system prefers, light or dark."""
        self.page.emulate_media(color_scheme=scheme)

    def in_worker(self, function: str, *arguments: object, number: int = -1) -> Any:
        """Call a function inside one of the calculator's workers, the newest if not told; the theme has one as well."""
        own = [worker for worker in self.page.workers if worker.url.startswith("blob:")]
        return own[number].evaluate(f"(given) => ({function})(...given)", list(arguments))

    def resize(self, width: int, height: int) -> None:
        """See `Engine.resize`."""
        self.page.set_viewport_size({"width": width, "height": height})

    def back(self) -> None:
        """See `Engine.back`."""
        self.page.go_back()

    def reload(self) -> None:
        """See `Engine.reload`."""
        self.page.reload()

    def screenshot(self, path: Path) -> None:
        """See `Engine.screenshot`."""
        self.page.screenshot(path=path)

    def close(self) -> None:
        """See `Engine.close`."""
        self.context.close()
