"""The equations of any rows: against every path enumerated, impulses, and their own order."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest
from flint import fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from numerics.atoms import Atom, choice, product_law, three_point
from numerics.dual import Dual, coordinates, from_coordinates, seed
from numerics.exact_moments import Moments, Monomial, finite, stationary
from numerics.gaussian import GaussianRational, exact
from numerics.moment_equations import closure, order, parts, read, without_idle
from numerics.rows import Rows, Term, step

pytestmark = pytest.mark.slow

A, B = GaussianRational(Fraction(1, 2), Fraction(1, 3)), exact(Fraction(-2, 5))
SKEW = choice((Fraction(1, 3), Fraction(2)), (Fraction(2, 3), Fraction(-1, 5)))
WHITE = three_point(Fraction(91, 100))
ONE = {0: (fmpq(1), fmpq(0))}

PARTS = st.fractions(-1, 1, max_denominator=4)
NUMBERS = st.one_of(PARTS, st.builds(GaussianRational, PARTS, PARTS))
LAW = product_law(SKEW, choice((Fraction(1, 4), A), (Fraction(3, 4), Fraction(3, 2))))
START = (
    Atom(Fraction(1, 3), (Fraction(1), A, Dual(Fraction(2), Fraction(-1)))),
    Atom(Fraction(2, 3), (B, Fraction(0), Fraction(1, 2))),
)


@st.composite
def any_rows(draw: st.DrawFn) -> Rows:
    lines = []
    for index in range(3):
        fresh = st.booleans() if index else st.just(False)
        line = [Term(draw(NUMBERS), (draw(st.integers(0, 1)),))]
        for _ in range(2):
            new = draw(fresh)
            source = draw(st.integers(0, index - 1 if new else 2))
            randoms = tuple(draw(st.lists(st.integers(0, 1), max_size=2)))
            line.append(Term(Dual(draw(NUMBERS), draw(NUMBERS)), randoms, source, new))
        lines.append(tuple(line))
    return Rows(tuple(lines))


def enumerated(rows: Rows, steps: int, target: Monomial) -> GaussianRational:
    total = exact(0)
    for begin, *path in product(START, *[LAW] * steps):
        state, weight = begin.randoms, exact(begin.probability)
        for atom in path:
            state, weight = step(rows, state, atom.randoms), weight * atom.probability
        for index in target:
            weight = weight * coordinates(state, 1)[index]
        total = total + weight
    return total


@settings(max_examples=15)
@given(rows=any_rows(), target=st.lists(st.integers(0, 5), max_size=4), steps=st.integers(0, 2))
def test_every_path(rows: Rows, target: list[int], steps: int) -> None:
    monomial = tuple(target)
    found = finite(rows, LAW, [monomial], START, steps)
    assert found == {monomial: enumerated(rows, steps, monomial)}


@settings(max_examples=15)
@given(rows=any_rows())
def test_stationary_moments_stay(rows: Rows) -> None:
    pairs = [*combinations_with_replacement(range(6), 2), *((i,) for i in range(6)), ()]
    try:
        found = stationary(rows, LAW, pairs)
    except ValueError:  # a moment that the equations leave open
        assume(False)
    after = dict.fromkeys(pairs, exact(0))
    for atom in LAW:
        forms = impulses(rows, atom.randoms)
        for pair_ in pairs:
            after[pair_] = after[pair_] + atom.probability * expand(forms, pair_, found)
    assert after == found


def impulses(rows: Rows, randoms: tuple[object, ...]) -> list[dict[Monomial, GaussianRational]]:
    def run(index: int | None) -> list[GaussianRational]:
        unit = tuple(exact(int(i == index)) for i in range(6))
        return [exact(z) for z in coordinates(step(rows, from_coordinates(unit, 1), randoms), 1)]

    rest = run(None)
    slopes = {(index,): run(index) for index in range(6)}
    return [{(): rest[i]} | {k: s[i] - rest[i] for k, s in slopes.items()} for i in range(6)]


def expand(
    forms: list[dict[Monomial, GaussianRational]], target: Monomial, moments: Moments
) -> GaussianRational:
    total = exact(0)
    for factors in product(*(forms[index].items() for index in target)):
        term = moments[tuple(sorted(index for key, _ in factors for index in key))]
        for _, weight in factors:
            term = term * weight
        total = total + term
    return total


# Coordinates: x, h, k and their slopes; h and k drive each other, the slope of x stays at zero.
COUPLED = Rows(
    (
        (Term(B, (), 0), Term(1, (0,))),
        (Term(seed(A), (), 1), Term(Fraction(1, 7), (), 2), Term(1, (), 0, True)),
        (Term(B, (0,), 2), Term(Fraction(-1, 9), (), 1)),
    )
)


def test_order_puts_inputs_first_and_couples_what_is_coupled() -> None:
    reader = read(COUPLED, WHITE, 2)
    equations = closure(reader, [reader.packing.of(4) * 2], ONE)
    labels = order(reader, equations)
    for key, row in equations.items():
        used = (row.real.keys() | row.imag.keys()) - {0}
        assert all(labels[other] <= labels[key] for other in used)
    of = reader.packing.of
    assert labels[2 * of(1)] == labels[of(1) + of(2)] == labels[2 * of(2)]
    assert labels[2 * of(0)] < labels[of(0) + of(1)] < labels[2 * of(1)] < labels[of(1) + of(4)]


def test_idle_slopes_are_struck_out_unless_kept() -> None:
    reader = read(COUPLED, WHITE, 2)
    short, kept = without_idle(reader, range(3)), without_idle(reader, (0, 1, 2, 3))
    assert [bool(form) for form in short.forms] == [True, True, True, False, True, True]
    assert kept.forms == reader.forms
    wanted = [reader.packing.of(4) * 2]
    assert len(closure(short, wanted, ONE)) < len(closure(reader, wanted, ONE))


def test_only_what_is_needed_is_collected() -> None:
    reader = without_idle(read(COUPLED, WHITE, 2), range(3))
    of = reader.packing.of
    assert set(closure(reader, [2 * of(0)], ONE)) == {2 * of(0)}
    known = {2 * of(0): parts(1), **ONE}
    assert set(closure(reader, [of(0)], known)) == {of(0)}
    assert closure(reader, [2 * of(0)], known) == {}


def test_parts() -> None:
    assert parts(A) == (fmpq(1, 2), fmpq(1, 3))
    assert parts(fmpq(2, 3)) == (fmpq(2, 3), fmpq(0))
    assert parts(-4) == (fmpq(-4), fmpq(0))
