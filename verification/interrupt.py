"""Ctrl-C that is never lost, even where Python must drop the exception."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def heeded() -> Iterator[Callable[[], None]]:
    """Raise `KeyboardInterrupt` at Ctrl-C, and once more between two pieces of work.

    Python drops exceptions that arise in finalizers and in callbacks from C, and an interrupt may
    fall into one. Off the main thread, and where the parent asked that Ctrl-C be ignored, nothing
    is changed.

    Yields:
        A function to call between pieces of work; it raises if an interrupt has come.
    """
    seen: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        raise KeyboardInterrupt

    def heed() -> None:
        if seen:
            raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield heed
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield heed
    finally:
        signal.signal(signal.SIGINT, before)
