"""What a browser can do in these tests: one small interface, which each engine fills in with its own driver."""

from __future__ import annotations

import functools
import shutil
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

POLL_SECONDS = 0.03
PATIENCE_SECONDS = 90.0
"""How long a condition may take. Generous, since nothing is measured: only a failing test waits this long."""


class MissingBrowserError(Exception):
    """A browser or driver is not installed."""


@functools.cache
def program(*names: str) -> str:
    """Return the first of some programs that is installed.

    Args:
        names: commands, or patterns below `/usr/lib`, in order of preference.

    Raises:
        MissingBrowserError: none of them is there.
    """
    for name in names:
        found = shutil.which(name) or next((str(path) for path in Path("/usr/lib").glob(name)), None)
        if found:
            return found
    message = f"none of {', '.join(names)} is installed; README.md lists what the browser tests need"
    raise MissingBrowserError(message)


class Engine(ABC):
    """One page of one browser, with nothing kept from earlier pages."""

    name: str

    def __init__(self, origin: str) -> None:
        """Remember which origin is ours.

        Args:
            origin: scheme, host and port of the site under test.
        """
        self.origin = origin
        self.requests: list[str] = []
        """Addresses asked for by the page and its workers, as far as the engine tells."""
        self.errors: list[str] = []
        """Uncaught errors and console messages of level error."""

    @abstractmethod
    def open(self, url: str) -> None:
        """Go to an address and wait for its load event."""

    @abstractmethod
    def evaluate(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function in the page with JSON arguments; a promise is awaited."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Click the first element that matches, as a pointer does."""

    @abstractmethod
    def fill(self, selector: str, text: str) -> None:
        """Replace the text of a field by typing."""

    @abstractmethod
    def choose(self, selector: str, value: str) -> None:
        """Choose an option of a `select` by its value."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press and release a key, named as in `KeyboardEvent.key`."""

    @abstractmethod
    def set_files(self, selector: str, paths: Sequence[Path]) -> None:
        """Choose files (or, where the engine can, one folder) in a file input."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Set the size of the viewport, or of the window where the engine knows no viewport."""

    @abstractmethod
    def back(self) -> None:
        """Go back in the history."""

    @abstractmethod
    def reload(self) -> None:
        """Load the page again."""

    @abstractmethod
    def screenshot(self, path: Path) -> None:
        """Write what the viewport shows as a PNG file."""

    @abstractmethod
    def close(self) -> None:
        """Close the page and forget its storage. The browser itself may live on."""

    def settle(self) -> None:
        """Fetch what happened since the last call, so that `requests` and `errors` are complete."""
        self.evaluate("() => null")

    def wait_for(self, condition: str, *arguments: object, seconds: float = PATIENCE_SECONDS) -> Any:
        """Call a JavaScript function until it returns something true, and return that.

        The page's policy forbids `eval`, which the drivers' own waiting needs, so the polling is done from here.

        Raises:
            TimeoutError: it stayed false.
        """
        return self.wait_until(lambda: self.evaluate(condition, *arguments), condition, seconds)

    def wait_until(self, look: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
        """Look again and again until something true is seen, and return that.

        Raises:
            TimeoutError: it was not seen; `what` says what was looked for.
        """
        end = time.monotonic() + seconds
        while True:
            seen = look()
            if seen:
                return seen
            if time.monotonic() > end:
                message = f"{self.name}: still {seen!r} after {seconds:.0f} s: {what}; errors: {self.errors}"
                raise TimeoutError(message)
            time.sleep(POLL_SECONDS)
            self.settle()

    def text(self, selector: str) -> str:
        """Return the text of the first element that matches, as the reader sees it."""
        return self.evaluate("(s) => document.querySelector(s).innerText.trim()", selector)

    def strangers(self) -> list[str]:
        """Return the requests to another origin. `blob:` and `data:` addresses reach nobody."""
        return [
            url
            for url in self.requests
            if url.startswith(("http:", "https:", "ws:", "wss:", "ftp:"))
            and not f"{url}/".startswith(f"{self.origin}/")
        ]
