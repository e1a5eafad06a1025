"""Ctrl-C is never lost."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from verification.interrupt import heeded


@pytest.fixture(autouse=True)
def handled() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_is_raised_at_once() -> None:
    with heeded(), pytest.raises(KeyboardInterrupt):
        interrupt()


def test_an_interrupt_that_python_drops_is_raised_between_two_pieces_of_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Finalised:
        def __del__(self) -> None:
            interrupt()

    dropped = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: dropped.append(told.exc_type))
    with heeded() as heed:
        thing = Finalised()
        del thing
        assert dropped == [KeyboardInterrupt]
        with pytest.raises(KeyboardInterrupt):
            heed()


def test_without_an_interrupt_nothing_happens_and_the_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with heeded() as heed:
        heed()
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_a_parent_that_ignores_interrupts_is_obeyed() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with heeded() as heed:
        interrupt()
        heed()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_other_threads_are_left_alone() -> None:
    seen = []

    def work() -> None:
        with heeded() as heed:
            heed()
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
