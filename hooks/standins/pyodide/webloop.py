"""In place of Pyodide's event loop, which needs asyncio."""


def _initialize_event_loop() -> None:
    """Do nothing."""
