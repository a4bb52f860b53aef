"""In place of the names that moved here from `importlib.abc`."""

__all__: list[str] = []
