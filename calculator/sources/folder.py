"""Reads log files where they lie, for the command line."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from calculator.sources.door import SUFFIXES, Door

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SLICE_BYTES = 16 * 1024 * 1024


def read_paths(paths: Sequence[Path]) -> Door:
    """Read every file in `paths`: folders are walked for files with a likely name, a file named outright is read.

    Raises:
        FileNotFoundError: When one of `paths` does not exist. Files found inside a folder that cannot be read are
            noted instead.
    """
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        message = f"{missing} does not exist"
        raise FileNotFoundError(message)
    door = Door()
    for file in _unique(found for path in paths for found in _files(path)):
        _read(file, door)
    return door


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if name.lower().endswith(SUFFIXES))


def _unique(files: Iterable[Path]) -> Iterator[Path]:
    """Yield each file once, although paths may overlap."""
    seen: set[str] = set()
    for file in files:
        real = os.path.realpath(file)
        if real not in seen:
            seen.add(real)
            yield file


def _read(path: Path, door: Door) -> None:
    name = os.fspath(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            door.cannot_read(name, "not a regular file")
            return
        with path.open("rb") as file:
            chunk = file.read(SLICE_BYTES)
            while chunk:
                following = file.read(SLICE_BYTES)
                door.feed(name, chunk, last=not following)
                chunk = following
    except OSError as error:
        door.cannot_read(name, error.strerror or str(error))
