"""Firefox, driven over WebDriver BiDi by npm's puppeteer-core (see firefox.mjs). Its requests include those of workers.

WebDriver BiDi takes no folder in a file input, so the tests use the input for single files here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.browser.engines import PATIENCE_SECONDS, Engine, program

if TYPE_CHECKING:
    from collections.abc import Sequence

NODE = Path(sys.executable).with_name("node")
SCRIPT = Path(__file__).with_suffix(".mjs")


def preferences(proxy: int, free: str) -> dict[str, object]:
    """Return Firefox preferences that keep it off the network.

    Args:
        proxy: port of a proxy that answers nothing, for whatever Firefox itself or a page might ask for.
        free: host and port of the site, which is reached directly.
    """
    return {
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": proxy,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": proxy,
        "network.proxy.no_proxies_on": free,
        "network.proxy.allow_hijacking_localhost": True,
        # one process for the pages is enough, and two cores are all there may be
        "dom.ipc.processCount": 1,
        "dom.ipc.processPrelaunch.enabled": False,
    }


class FirefoxBrowser:
    """One running Firefox and the Node process that drives it."""

    def __init__(self, settings: dict[str, object]) -> None:
        """Start it.

        Args:
            settings: Firefox preferences.
        """
        path = program("firefox-esr", "firefox")
        # Root's Firefox refuses a home folder that is another's, which is what a container of GitHub's gives it.
        self._home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._node = subprocess.Popen(
            [NODE, SCRIPT, path, json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": self._home.name},
        )
        self._read()

    def _read(self) -> dict[str, Any]:
        """Read one answer. A driver that hangs is stopped, which ends the wait with an error."""
        assert self._node.stdout is not None
        alarm = threading.Timer(2 * PATIENCE_SECONDS, self._node.kill)
        alarm.start()
        try:
            line = self._node.stdout.readline()
        finally:
            alarm.cancel()
        if not line:
            message = "the Firefox driver ended"
            raise ConnectionError(message)
        return json.loads(line)

    def call(self, command: str, *given: object) -> dict[str, Any]:
        """Send one command and return its answer.

        Raises:
            RuntimeError: the command failed in the browser.
        """
        assert self._node.stdin is not None
        self._node.stdin.write(json.dumps({"command": command, "given": given}) + "\n")
        self._node.stdin.flush()
        return self._read()

    def page(self, origin: str) -> Firefox:
        """Return a fresh page. There is one at a time."""
        return Firefox(origin, self)

    def close(self) -> None:
        """Stop it: the driver closes the browser when its input ends."""
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.close()
        try:
            self._node.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._node.kill()
            self._node.wait()
        self._node.stdout.close()
        self._home.cleanup()

    def __enter__(self) -> Self:
        """Return the browser, which runs already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.close()


class Firefox(Engine):
    """A page of Firefox in a context of its own."""

    name = "firefox"

    def __init__(self, origin: str, browser: FirefoxBrowser) -> None:
        """Open an empty page and listen."""
        super().__init__(origin)
        self._browser = browser
        self._call("fresh")

    def _call(self, command: str, *given: object) -> Any:
        answer = self._browser.call(command, *given)
        self.requests += answer["requests"]
        self.errors += answer["errors"]
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def open(self, url: str) -> None:
        """See `Engine.open`."""
        self._call("open", url)

    def evaluate(self, function: str, *arguments: object) -> Any:
        """See `Engine.evaluate`."""
        return self._call("evaluate", f"({function})(...{json.dumps(arguments)})")

    def click(self, selector: str) -> None:
        """See `Engine.click`."""
        self._call("click", selector)

    def fill(self, selector: str, text: str) -> None:
        """See `Engine.fill`."""
        self._call("fill", selector, text)

    def choose(self, selector: str, value: str) -> None:
        """See `Engine.choose`."""
        self._call("choose", selector, value)

    def press(self, key: str) -> None:
        """See `Engine.press`."""
        self._call("press", key)

    def set_files(self, selector: str, paths: Sequence[Path]) -> None:
        """See `Engine.set_files`. Files only."""
        self._call("setFiles", selector, [str(path) for path in paths])

    def resize(self, width: int, height: int) -> None:
        """See `Engine.resize`."""
        self._call("resize", width, height)

    def back(self) -> None:
        """See `Engine.back`."""
        self._call("back")

    def reload(self) -> None:
        """See `Engine.reload`."""
        self._call("reload")

    def screenshot(self, path: Path) -> None:
        """See `Engine.screenshot`."""
        self._call("screenshot", str(path))

    def close(self) -> None:
        """See `Engine.close`."""
        self._call("discard")
