"""In place of what installs packages: all there is lies in one archive. Keeps the names that Pyodide's start reads."""

from pyodide_js import loadedPackages  # noqa: F401  # a snapshot expects Pyodide's objects in their order


class _Place:
    """A path of which only the text is asked for; `pathlib` would take a while to load."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __str__(self) -> str:
        return self.path


SITE_PACKAGES = _Place("/lib/python3.13/site-packages")
DSO_DIR = _Place("/usr/lib")


def init_loaded_packages() -> None:
    """Do nothing."""
