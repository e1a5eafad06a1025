"""Writing results: whole or not at all, and one clear line when the disk says no."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


class OutputError(Exception):
    """A result could not be written; the message is one line."""


class BusyError(Exception):
    """Another run writes in the folder; the message is one line."""


def as_json(value: Any) -> str:
    """Write plain data as one JSON object, refusing NaN."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write(path: Path, text: str) -> None:
    """Write a file whole: under a temporary name in the same folder, then renamed.

    Args:
        path: where it goes; missing folders are made.
        text: what it holds.

    Raises:
        OutputError: naming the path and the reason.
    """
    path = path.resolve()  # a link stays, and what it points to is replaced
    if path.exists() and not path.is_file():
        raise OutputError(f"-o {path}: is no regular file; choose a place that can be written")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            mode = 0o666 & ~_umask()
            Path(temporary).chmod(mode)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync(path.parent)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn failures of the file system into one clear line.

    Args:
        path: what is written, or read in order to be written.

    Yields:
        Nothing.

    Raises:
        OutputError: naming the path and the reason.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(worded(path, error)) from error


def worded(path: Path | None, error: OSError) -> str:
    """Word a failure of the file system."""
    reason = error.strerror or str(error)
    return f"-o {path}: {reason}; choose a place that can be written"


def _sync(folder: Path) -> None:
    """Bring new names to the disk, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
