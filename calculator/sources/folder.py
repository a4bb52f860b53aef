"""Reads log files where they lie, for the command line, with as many processes as there are processors."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from calculator.sources.door import Door, is_likely

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SLICE_BYTES = 4 * 1024 * 1024
WORTH_A_PROCESS = 32 * 1024 * 1024
"""Bytes for which it pays to start one more process."""
MOST_PROCESSES = 8
LINK = "a link to a folder is not followed; name the folder itself"


def read_paths(paths: Sequence[Path]) -> Door:
    """Read every file in `paths`: folders are walked for files with a likely name, a file named outright is read.

    Raises:
        FileNotFoundError: When one of `paths` does not exist, or is a link to nothing or to itself. Files found inside
            a folder that cannot be read are noted instead.
    """
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        message = f"{missing} {'is a link that leads nowhere' if missing.is_symlink() else 'does not exist'}"
        raise FileNotFoundError(message)
    left: dict[Path, str] = {}
    files = list(_unique(found for path in paths for found in _files(path, left)))
    sizes = {file: _size(file) for file in files}
    processes = min(os.process_cpu_count() or 1, MOST_PROCESSES, 1 + sum(sizes.values()) // WORTH_A_PROCESS)
    door = _read_all(files) if processes == 1 else _read_side_by_side(_shares(sizes, processes))
    for folder, reason in left.items():
        door.cannot_read(_name(folder), reason)
    return door


def _read_all(files: Iterable[Path]) -> Door:
    door = Door()
    for file in files:
        _read(file, door)
    return door


def _read_side_by_side(shares: Sequence[Sequence[Path]]) -> Door:
    """Read one share here and each other one in a process of its own; what a process leaves undone is read here."""
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    own, *others = shares
    with ProcessPoolExecutor(len(others)) as pool:
        asked = [pool.submit(_dumped, share) for share in others]
        door = _read_all(own)
        for share, answer in zip(others, asked, strict=True):
            try:
                dumped = answer.result()
            except BrokenProcessPool:
                dumped = _dumped(share)
            for part in dumped:
                door.absorb(part)
    return door


def _dumped(files: Sequence[Path]) -> list[bytes]:
    return list(_read_all(files).dumped())


def _shares(sizes: Mapping[Path, int], count: int) -> list[list[Path]]:
    """Deal files out so that the shares have about as many bytes each."""
    shares: list[list[Path]] = [[] for _ in range(count)]
    loads = [0] * count
    for file, size in sorted(sizes.items(), key=lambda item: -item[1]):
        least = loads.index(min(loads))
        shares[least].append(file)
        loads[least] += size
    return shares


def _size(file: Path) -> int:
    """Return a file's bytes; 0 where that cannot be told, which the reading will say."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _files(path: Path, left: dict[Path, str]) -> Iterator[Path]:
    """Yield the files in a folder and below it; folders that are left out go into `left` with the reason."""
    if not path.is_dir():
        yield path
        return

    def note(error: OSError) -> None:
        left[Path(error.filename)] = error.strerror or str(error)

    for folder, folders, names in os.walk(path, onerror=note):
        folders.sort()
        links = [link for name in folders if (link := Path(folder, name)).is_symlink()]
        left.update(dict.fromkeys(links, LINK))
        yield from (Path(folder, name) for name in sorted(names) if is_likely(name))


def _unique(files: Iterable[Path]) -> Iterator[Path]:
    """Yield each file once, although paths may overlap."""
    seen: set[str] = set()
    for file in files:
        real = os.path.realpath(file)
        if real not in seen:
            seen.add(real)
            yield file


def _name(path: Path) -> str:
    """Return a path as it can be written out: a name may hold bytes that are no text, for which surrogates stand."""
    return "".join(f"%{ord(each):X}" if "\ud800" <= each <= "\udfff" else each for each in os.fspath(path))


def _read(path: Path, door: Door) -> None:
    name = _name(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            door.cannot_read(name, "not a regular file")
            return
        with path.open("rb") as file:
            chunk, last = file.read(SLICE_BYTES), False
            while not last:
                following = file.read(SLICE_BYTES)
                last = not following
                door.feed(name, chunk, last=last)
                chunk = following
    except OSError as error:
        door.cannot_read(name, error.strerror or str(error))
