"""Calls that are given up."""

from __future__ import annotations

import time

from derivations.probing.patience import within


def counted() -> None:
    pass


def endless() -> None:
    while True:
        counted()


def test_what_takes_too_long_is_given_up() -> None:
    begin = time.monotonic()
    assert within(0.05, endless) is None
    assert time.monotonic() - begin < 5
    assert within(5.0, lambda: 7) == 7


def test_the_collector_is_never_interrupted() -> None:
    """Python drops what its callbacks raise, so that nobody would give up."""
    raised = list[TimeoutError]()

    def gc_callback() -> None:
        pass

    def work() -> None:
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            try:
                gc_callback()
            except TimeoutError as error:
                raised.append(error)

    within(0.05, work)
    assert raised == []
