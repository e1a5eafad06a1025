"""One run at a time in a folder: a lock that the system frees however the run ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from verification.output import BusyError, OutputError, writing

LOCK = ".lock"


@contextmanager
def alone(folder: Path | None) -> Iterator[None]:
    """Keep other runs out of a folder.

    Args:
        folder: made where it is missing; None is nobody's.

    Yields:
        Nothing.
    """
    if folder is None:
        yield
        return
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(handle, folder)
        yield
    finally:
        # the file stays: whoever removes it may remove another run's lock
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # on Windows, where all the rest works
        why = "this system cannot lock files; leave -o out"
        raise OutputError(f"-o {folder}: {why}") from None
    with writing(folder / LOCK):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            why = "another run is writing here; wait for it or give another folder"
            raise BusyError(f"-o {folder}: {why}") from None
