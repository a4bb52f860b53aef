"""WebKitGTK's MiniBrowser under a virtual display, driven by WebKitWebDriver.

Its driver tells of no requests. So MiniBrowser gets a proxy that leads nowhere (`Trap`) for everything but the
site's own host and port: a request to another origin, by the page or by a worker, ends there and is recorded, the host
of a secure one at least. What it asks of the site itself is in the log of the `Host`.
"""

from __future__ import annotations

import os
import subprocess
import warnings
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.engines import PATIENCE_SECONDS, Engine, program
from tests.browser.trap import Trap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from selenium.webdriver.remote.webelement import WebElement

LISTEN = """() => {
  if (window.heard) return;
  window.heard = [];
  addEventListener("error", (event) => heard.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => heard.push(String(event.reason)));
  addEventListener("securitypolicyviolation", (event) => heard.push(`policy: ${event.blockedURI}`));
}"""
"""Errors after the load event; the driver has no way to listen from the start."""


class WebKitBrowser:
    """The virtual display and the trap; MiniBrowser itself starts anew for each page, which takes half a second."""

    def __init__(self) -> None:
        """Start the display and the trap."""
        self.trap = Trap()
        reader, writer = os.pipe()
        self._display = subprocess.Popen(
            [program("Xvfb"), "-displayfd", str(writer), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
            pass_fds=[writer],
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as line:
            self.display = f":{line.readline().strip()}"

    def page(self, origin: str) -> WebKit:
        """Return a page in a browser of its own."""
        return WebKit(origin, self)

    def close(self) -> None:
        """Stop the display and the trap."""
        self._display.terminate()
        self._display.wait()
        self.trap.close()

    def __enter__(self) -> Self:
        """Return the browser, ready to open pages."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.close()


def _options(origin: str, proxy: int) -> webdriver.WebKitGTKOptions:
    options = webdriver.WebKitGTKOptions()
    options.binary_location = program("*/webkit2gtk-4.1/MiniBrowser", "*/webkitgtk-6.0/MiniBrowser")
    for argument in (
        "--automation",
        f"--proxy=http://127.0.0.1:{proxy}",
        f"--ignore-host={origin.removeprefix('http://')}",
    ):
        options.add_argument(argument)
    return options


class WebKit(Engine):
    """A MiniBrowser with one page and nothing stored."""

    name = "webkit"

    def __init__(self, origin: str, browser: WebKitBrowser) -> None:
        """Start MiniBrowser."""
        super().__init__(origin)
        self._trap = browser.trap
        self._trap.caught.clear()
        # the sandbox needs namespaces that a container may not have; the pages are our own
        environment = {**os.environ, "DISPLAY": browser.display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        with ExitStack() as undo:
            service = Service(program("WebKitWebDriver"), env=environment)
            undo.callback(service.stop)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # selenium 4.51 warns of its own call
                self.driver = webdriver.WebKitGTK(options=_options(origin, browser.trap.port), service=service)
            undo.pop_all()
        self.driver.set_script_timeout(PATIENCE_SECONDS)

    def open(self, url: str) -> None:
        """See `Engine.open`."""
        self.driver.get(url)
        self.evaluate(LISTEN)

    def evaluate(self, function: str, *arguments: object) -> Any:
        """See `Engine.evaluate`."""
        script = f"""const [given, done] = arguments;
        Promise.resolve().then(() => ({function})(...given)).then(
          (value) => done({{ value: value ?? null }}), (error) => done({{ error: String(error) }}));"""
        answer = self.driver.execute_async_script(script, list(arguments))
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def _find(self, selector: str) -> WebElement:
        return self.driver.find_element("css selector", selector)

    def click(self, selector: str) -> None:
        """See `Engine.click`."""
        self._find(selector).click()

    def fill(self, selector: str, text: str) -> None:
        """See `Engine.fill`."""

        def filled() -> bool:
            # to clear the field the driver leaves it for a moment, in which an answer may fill it again
            field = self._find(selector)
            field.clear()
            field.send_keys(text)
            return field.get_property("value") == text

        self.wait_until(filled, f"{text} in {selector}")

    def choose(self, selector: str, value: str) -> None:
        """See `Engine.choose`. The driver cannot work a native menu, so the events are the page's own."""
        self.evaluate(
            """(selector, value) => {
              const field = document.querySelector(selector);
              field.focus();
              field.value = value;
              for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
            }""",
            selector,
            value,
        )

    def press(self, key: str) -> None:
        """See `Engine.press`."""
        keys = {"ArrowDown": Keys.ARROW_DOWN, "ArrowUp": Keys.ARROW_UP, " ": Keys.SPACE}
        name = keys.get(key) or getattr(Keys, key.upper(), key)
        webdriver.ActionChains(self.driver).send_keys(name).perform()

    def set_files(self, selector: str, paths: Sequence[Path]) -> None:
        """See `Engine.set_files`. Files only."""
        self._find(selector).send_keys("\n".join(str(path) for path in paths))

    def resize(self, width: int, height: int) -> None:
        """See `Engine.resize`. This is the window, which gets no narrower than about 450 px."""
        self.driver.set_window_size(width, height)

    def back(self) -> None:
        """See `Engine.back`."""
        self.driver.back()

    def reload(self) -> None:
        """See `Engine.reload`."""
        self.driver.refresh()
        self.evaluate(LISTEN)

    def screenshot(self, path: Path) -> None:
        """See `Engine.screenshot`."""
        self.driver.save_screenshot(str(path))

    def settle(self) -> None:
        """See `Engine.settle`: ask the page what it heard, and the trap whom it caught."""
        self.errors += self.evaluate("() => (window.heard ?? []).splice(0)")
        self.requests += self._trap.caught
        self._trap.caught.clear()

    def close(self) -> None:
        """See `Engine.close`."""
        self.driver.quit()
