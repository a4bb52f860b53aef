"""In place of Pyodide's event loop, which needs asyncio."""

from pyodide_js._api import scheduleCallback  # noqa: F401  # a snapshot expects Pyodide's objects in their order


def _initialize_event_loop() -> None:
    """Do nothing."""
