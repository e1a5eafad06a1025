"""Calls of a function that are given up after some seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
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
DEAF = ("__del__", "gc_callback")  # called by the collector, which drops what they raise


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
        nonlocal deadline
        is_deaf = frame.f_code.co_flags & CO_GENERATOR or frame.f_code.co_name in DEAF
        if time.monotonic() > deadline and not is_deaf:
            deadline += 0.2  # not again while this one passes: nobody could catch it
            raise TimeoutError

    sys.settrace(look)
    try:
        return function(*arguments)
    except FAILURES:
        return None
    finally:
        sys.settrace(before)
