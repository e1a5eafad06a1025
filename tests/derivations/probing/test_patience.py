"""Calls that are given up."""

from __future__ import annotations

import gc
import sys
import time
import weakref
from collections.abc import Callable

import pytest

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


class Dying:
    def __del__(self) -> None:
        counted()


def counting(*_: object) -> None:
    counted()


def by_callback() -> None:
    gc.callbacks.append(counting)
    try:
        gc.collect(0)
    finally:
        gc.callbacks.remove(counting)


def by_finalizer() -> None:
    Dying()


def by_weak_reference() -> None:
    weakref.finalize(Counted(), counted)


def by_weak_dictionary() -> None:
    weakref.WeakValueDictionary()[0] = Counted()


class Counted:
    pass


@pytest.mark.parametrize(
    "dropped", [by_callback, by_finalizer, by_weak_reference, by_weak_dictionary]
)
def test_nothing_is_raised_where_python_would_drop_it(
    dropped: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Python calls to clean up has no caller to catch a time-out."""
    unraisable = list[object]()
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)

    def work() -> str:
        end = time.monotonic() + 5
        while time.monotonic() < end:
            dropped()
        return "never given up"

    for _ in range(20):
        assert within(0.01, work) is None
    assert unraisable == []
