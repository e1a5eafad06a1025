"""Calls of a function that are given up after some seconds."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from inspect import CO_GENERATOR
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")
FAILURES = (
    ArithmeticError,
    AttributeError,
    NotImplementedError,
    RecursionError,
    TimeoutError,
    TypeError,
    ValueError,
)


def within(seconds: float, function: Callable[..., T], *arguments: Any) -> T | None:
    """Call a function, for so long.

    Args:
        seconds: after which it is interrupted at its next call of a Python function.
        function: what to call.
        *arguments: its arguments.

    Returns:
        Its result, or None if it took longer or could not do it.
    """
    deadline, before = time.monotonic() + seconds, sys.gettrace()

    def look(frame: FrameType, *_: Any) -> None:
        if time.monotonic() > deadline and not _deaf(frame):
            raise TimeoutError  # once: Python ends the tracing that this came from

    sys.settrace(look)
    try:
        return function(*arguments)
    except FAILURES:
        return None
    finally:
        sys.settrace(before)


def _deaf(frame: FrameType) -> bool:
    """Say whether Python would drop what is raised here: it called this itself, to clean up."""
    callbacks = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    return bool(frame.f_code.co_flags & CO_GENERATOR) or any(
        caller.f_code in callbacks
        or caller.f_code.co_name == "__del__"
        or caller.f_globals.get("__name__") in ("weakref", "_weakrefset")
        for caller in _callers(frame)
    )


def _callers(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back
