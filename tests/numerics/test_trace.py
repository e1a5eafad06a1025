"""The traced step against impulses on the same step, outcome by outcome."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq

from numerics.dual import coordinates, from_coordinates, seed
from numerics.gaussian import GaussianRational, exact
from numerics.rows import Rows, Term, step
from numerics.trace import Packing, Polynomial, Trace, multiplied, rational, trace

pytestmark = pytest.mark.slow

RHO, A = Fraction(-3, 10), GaussianRational(Fraction(1, 2), Fraction(1, 3))
ROWS = Rows(
    (
        (Term(RHO, (), 0), Term(1, (0,)), Term(seed(Fraction(7)), ())),
        (Term(seed(A, A * 2), (1, 1, 0), 1), Term(A, (0,), 0, True), Term(-1, (), 0)),
        (Term(seed(A), (0,), 1, True), Term(Fraction(2, 3), (), 2)),
    )
)
DRAWS = (Fraction(1, 4), GaussianRational(Fraction(-6), Fraction(1)))
SIZE = 6


def impulse(rows: Rows, index: int | None) -> list[GaussianRational]:
    unit = tuple(exact(int(i == index)) for i in range(SIZE))
    return [exact(z) for z in coordinates(step(rows, from_coordinates(unit, 1), DRAWS), 1)]


def evaluate(seen: Trace, form: int, at: int | None) -> GaussianRational:
    """Put i, the draws and a unit state into a form."""
    imaginary = GaussianRational(Fraction(0), Fraction(1))
    state = [exact(int(i == at)) for i in range(SIZE)]
    values = [imaginary, *map(exact, DRAWS), *state]
    total = exact(0)
    for key, number in seen.forms[form].items():
        term = exact(Fraction(int(number.p), int(number.q)))
        for digit, exponent in enumerate(seen.packing.digits(key, len(values))):
            term = term * values[digit] ** exponent
        total = total + term
    return total


def agrees(seen: Trace, rows: Rows) -> bool:
    return all(
        [evaluate(seen, form, at) for form in range(SIZE)] == impulse(rows, at)
        for at in (None, *range(SIZE))
    )


def test_forms_are_what_impulses_read() -> None:
    seen = trace(ROWS, 2, 2)
    assert (seen.depth, seen.packing.size, len(seen.forms)) == (1, SIZE, SIZE)
    assert agrees(seen, ROWS)


@pytest.mark.parametrize(
    ("row", "index", "change"),
    [
        (2, 0, {"fresh": False}),
        (1, 0, {"coefficient": seed(A, A)}),
        (1, 0, {"randoms": (1, 0)}),
        (0, 1, {"randoms": (1,)}),
    ],
)
def test_planted_rows_are_seen(row: int, index: int, change: dict[str, object]) -> None:
    terms = [list(line) for line in ROWS.terms]
    terms[row][index] = terms[row][index]._replace(**change)
    assert not agrees(trace(Rows(tuple(map(tuple, terms))), 2, 2), ROWS)


def test_digits_hold_every_exponent_of_a_product() -> None:
    seen = trace(ROWS, 2, 4)
    fourth: dict[int, fmpq] = {0: fmpq(1)}
    for _ in range(4):
        fourth = multiplied(fourth, seen.forms[2])
    # the form holds i^2 xi_0^2 xi_1^2 z_1 from its old state and i^2 xi_0^3 from the fresh input
    highest = [max(d) for d in zip(*(seen.packing.digits(k, 9) for k in fourth), strict=True)]
    assert highest == [8, 12, 8, 4, 4, 4, 0, 0, 0]


def test_digits_are_not_one_bit_short() -> None:
    seen = trace(Rows(((Term(1, (0,) * 4, 0),),)), 1, 4)
    (key,) = seen.forms[0]
    assert seen.packing.digits(4 * key, 3) == [0, 16, 4]


def test_rows_that_cannot_run_are_refused() -> None:
    with pytest.raises(ValueError, match=r"rows\[1\]: random = 1"):
        trace(ROWS, 1, 2)


def test_packing() -> None:
    packing = Packing(width=3, randoms=2, size=4)
    monomial = 2 * packing.of(0) + packing.of(2) + 5 * packing.of(6)
    assert packing.digits(monomial, 7) == [2, 0, 1, 0, 0, 0, 5]
    assert packing.factors(monomial >> packing.shift) == [3] * 5
    assert packing.factors(packing.of(3) + 2 * packing.of(0)) == [3, 0, 0]
    assert packing.factors(0) == []


def test_polynomials_leave_other_numbers_alone() -> None:
    one = Polynomial({0: fmpq(2, 3)})
    assert (3 * one).terms == {0: fmpq(2)}
    assert (0 * one).terms == {}
    assert rational(Fraction(-2, 3)) == -fmpq(2, 3)
    for attempt in (lambda: one + "x", lambda: one * 0.5):
        with pytest.raises(TypeError):
            attempt()
