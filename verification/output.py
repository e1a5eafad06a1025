"""Writing results: whole or not at all, and one clear line when the disk says no."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any


class OutputError(Exception):
    """A result could not be written; the message is one line."""


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
    try:
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
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"-o {path}: {reason}; choose a place that can be written") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
