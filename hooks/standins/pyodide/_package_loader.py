"""In place of what installs packages: all there is lies in one archive. Keeps the names that Pyodide's start reads."""

from pathlib import PurePosixPath

SITE_PACKAGES = PurePosixPath("/lib/python3.13/site-packages")
DSO_DIR = PurePosixPath("/usr/lib")


def init_loaded_packages() -> None:
    """Do nothing."""
