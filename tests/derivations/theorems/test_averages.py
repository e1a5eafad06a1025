"""The theorems about averages hold, slips are seen, and each hypothesis is needed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.field import identical
from derivations.symbols import NU
from derivations.theorems import averages
from derivations.theorems.averages import S_0, S, mean_is
from tests.derivations.theorems.checking import called

THEOREMS = averages.theorems()


@pytest.mark.parametrize("length", [2, 3, 7])
def test_as_many_phases_as_inputs_suffice_and_fewer_do_not(length: int) -> None:
    assert mean_is(lambda _: Fraction(1), length, length)
    assert mean_is(lambda _: Fraction(1), length, length + 3)
    assert not mean_is(lambda _: Fraction(1), length, length - 1)


def test_a_constant_variance_is_needed() -> None:
    assert not mean_is(lambda n: Fraction(1 + (n == 1)), 4, 4)


def test_the_argument_of_the_ring_can_fail() -> None:
    assert not averages._vanishes(S)
    assert not averages._vanishes(S - S_0 + 1)


def test_a_ring_that_shrinks_to_a_circle_gives_the_mean_over_the_phase() -> None:
    """The two theorems meet at s = s_0, and the mean by modulus would too: area is what differs."""
    circle = called(THEOREMS, "uniform-phase").parts[1].right
    ring = called(THEOREMS, "ring-average").parts[0].right
    assert identical(ring.xreplace({S: NU**2, S_0: NU**2}), circle)
    assert not identical(ring.xreplace({S: NU, S_0: NU}), circle)
