"""Sums of powers: against stepping the equations, in chains of equal rates, proved by induction."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import QQ, QQ_I, Rational, Symbol

from derivations.closure import ONE
from derivations.modes import Mode, Modes, proved, run, shifted, value
from derivations.quotient import ring_over
from derivations.system import Monomial, RowError

Table = dict[Monomial, dict[Monomial, Any]]
HORIZONS = range(8)
COUNT = 5
ORDER = (ONE, *((str(k),) for k in range(COUNT)))


def integer(number: int) -> Any:
    return QQ_I(number, 0)


def gaussian(p: int, q: int, below: int = 1) -> Any:
    return QQ_I(QQ(p, below), QQ(q, below))


# Few rates, so that most systems repeat some; zero at most once, as zeros in a chain are refused.
RATES = (gaussian(1, 0), gaussian(1, 2, 3), gaussian(-3, 0, 2), gaussian(0, -1))


def stepped(equations: Mapping[Monomial, Any], start: Mapping[Monomial, Any], steps: int) -> Any:
    now = dict(start)
    for _ in range(steps):
        after = {m: sum((w * now[n] for n, w in equations[m].items()), integer(0)) for m in now}
        now = after | {ONE: integer(1)}
    return now


def triangular(rng: random.Random, *, forgetful: bool) -> tuple[Table, dict[Monomial, Any]]:
    """Draw equations of which each needs itself and earlier ones only."""
    equations: Table = {ONE: {}}
    start = {ONE: integer(1)}
    zero = rng.randrange(COUNT) if forgetful else COUNT
    for k, m in enumerate(ORDER[1:]):
        own = integer(0) if k == zero else rng.choice(RATES)
        equations[m] = {n: gaussian(rng.randint(-4, 4), rng.randint(-4, 4), 5) for n in ORDER[:k]}
        equations[m] |= {ONE: gaussian(rng.randint(-2, 2), 1, 7)} | ({m: own} if own else {})
        start[m] = gaussian(rng.randint(-3, 3), rng.randint(-3, 3), 2)
    return equations, start


@settings(max_examples=40)
@given(rng=st.randoms(use_true_random=False), forgetful=st.booleans())
def test_modes_step_as_their_equations_do(rng: random.Random, *, forgetful: bool) -> None:
    equations, start = triangular(rng, forgetful=forgetful)
    solved = run(equations, ORDER, start, integer)
    for steps in HORIZONS:
        now = stepped(equations, start, steps)
        assert {m: value(modes, steps, integer) for m, modes in solved.items()} == now
    assert proved(solved, equations, start, integer)


def spoiled(modes: Modes, place: int, kind: str) -> Modes:
    """Plant an error in one term."""
    mode = modes[place]
    if kind == "coefficient":
        wrong = replace(mode, coefficients=(*mode.coefficients[:-1], -mode.coefficients[-1]))
    elif kind == "degree":
        wrong = replace(mode, coefficients=(integer(0), *mode.coefficients))
    elif kind == "rate":
        wrong = replace(mode, rate=mode.rate + gaussian(1, 1, 9))
    else:
        return (*modes[:place], *modes[place + 1 :])
    return (*modes[:place], wrong, *modes[place + 1 :])


@pytest.mark.parametrize("kind", ["coefficient", "degree", "rate", "term left out"])
@settings(max_examples=15)
@given(rng=st.randoms(use_true_random=False))
def test_planted_modes_are_not_proved(rng: random.Random, kind: str) -> None:
    equations, start = triangular(rng, forgetful=False)
    solved = run(equations, ORDER, start, integer)
    for m in ORDER[1:]:
        for place in range(len(solved[m])):
            wrong = solved | {m: spoiled(solved[m], place, kind)}
            assert not proved(wrong, equations, start, integer)


@settings(max_examples=15)
@given(rng=st.randoms(use_true_random=False))
def test_another_start_or_equation_is_not_proved(rng: random.Random) -> None:
    equations, start = triangular(rng, forgetful=False)
    solved = run(equations, ORDER, start, integer)
    for m in ORDER[1:]:
        elsewhere = start | {m: start[m] + integer(1)}
        assert not proved(solved, equations, elsewhere, integer)
        driven = equations | {m: equations[m] | {ONE: equations[m][ONE] + integer(1)}}
        assert not proved(solved, driven, start, integer)


def test_equal_rates_raise_the_degree() -> None:
    d = gaussian(2, 1, 3)
    a, b, c = ORDER[1:4]
    equations: Table = {ONE: {}, a: {a: d}, b: {b: d, a: integer(1)}, c: {c: d, b: integer(1)}}
    start = {ONE: integer(1), a: integer(1), b: integer(0), c: integer(0)}
    solved = run(equations, ORDER[:4], start, integer)
    # T over 1 and T over 2 ways to leave the chain of powers
    assert solved[a] == (Mode(d, (integer(1),)),)
    assert solved[b] == (Mode(d, (integer(0), integer(1) / d)),)
    half = integer(1) / (integer(2) * d * d)
    assert solved[c] == (Mode(d, (integer(0), -half, half)),)
    assert solved[c] != (Mode(d, (integer(0), half, half)),)


def test_a_rate_of_one_counts_the_steps() -> None:
    (m,) = ORDER[1:2]
    equations: Table = {ONE: {}, m: {m: integer(1), ONE: gaussian(3, 0, 5)}}
    solved = run(equations, ORDER[:2], {ONE: integer(1), m: gaussian(0, 1)}, integer)
    assert solved[m] == (Mode(integer(1), (gaussian(0, 1), gaussian(3, 0, 5))),)


def test_a_state_without_memory_keeps_its_start_for_no_step() -> None:
    m, n = ORDER[1:3]
    equations: Table = {ONE: {}, m: {ONE: integer(5)}, n: {n: integer(2), m: integer(1)}}
    start = {ONE: integer(1), m: integer(7), n: integer(0)}
    solved = run(equations, ORDER[:3], start, integer)
    assert [value(solved[m], k, integer) for k in range(3)] == list(map(integer, (7, 5, 5)))
    assert [value(solved[n], k, integer) for k in range(4)] == list(map(integer, (0, 7, 19, 43)))
    assert proved(solved, equations, start, integer)


def test_two_states_without_memory_in_a_chain_are_refused() -> None:
    m, n = ORDER[1:3]
    equations: Table = {ONE: {}, m: {ONE: integer(1)}, n: {m: integer(1)}}
    start = dict.fromkeys((ONE, m, n), integer(1))
    assert proved(run(equations, ORDER[:3], start, integer), equations, start, integer)
    with pytest.raises(RowError, match="without memory: give the horizon as a number") as caught:
        run(equations, ORDER[:3], start | {m: integer(0)}, integer)
    assert "\n" not in str(caught.value)


@settings(max_examples=30)
@given(
    numbers=st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=2, max_size=5),
    steps=st.integers(0, 6),
)
def test_a_step_later(numbers: list[tuple[int, int]], steps: int) -> None:
    rate, *coefficients = (gaussian(p, q, 3) for p, q in numbers)
    modes = (Mode(rate, tuple(coefficients)), Mode(gaussian(1, 1), (integer(2), integer(1))))
    right = sum((c * integer(steps**k) for k, c in enumerate(coefficients)), integer(0))
    expected = right * (rate**steps if steps else integer(1))
    expected += integer(2 + steps) * (gaussian(1, 1) ** steps if steps else integer(1))
    assert value(modes, steps, integer) == expected
    assert value(shifted(modes, integer), steps, integer) == value(modes, steps + 1, integer)


def test_symbols_are_solved_for() -> None:
    a, b, x = (Symbol(name) for name in ("a", "b", "x"))
    ring = ring_over((a, b, x))
    fa, fb, fx = ring.generators((a, b, x)).values()

    def number(integer: int) -> Any:
        return ring.number(Rational(integer))

    m, n = ORDER[1:3]
    equations: Table = {ONE: {}, m: {m: fa, ONE: fx}, n: {n: fb, m: number(1)}}
    start = dict.fromkeys((m, n), number(0)) | {ONE: number(1)}
    solved = run(equations, ORDER[:3], start, number)
    assert proved(solved, equations, start, number)
    level = fx / (number(1) - fa)
    assert solved[m] == (Mode(number(1), (level,)), Mode(fa, (-level,)))
    assert [mode.rate for mode in solved[n]] == [number(1), fa, fb]
    for steps, total in ((0, number(0)), (1, fx), (2, fx + fa * fx)):
        assert value(solved[m], steps, number) == total
    swapped = solved | {m: tuple(Mode(mode.rate, (level,)) for mode in solved[m])}
    assert not proved(swapped, equations, start, number)
