"""Block-triangular equations over Q(i): against one dense solution, and singular blocks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import oracle
from numerics.gaussian import GaussianRational, exact
from numerics.graded import Equation, Pair, Values, solve

pytestmark = pytest.mark.slow

PARTS = st.fractions(-1, 1, max_denominator=7)
NUMBERS = st.builds(GaussianRational, PARTS, PARTS)
REAL = st.builds(GaussianRational, PARTS)
LABELS = {1: (1, 0), 2: (2, 0), 3: (2, 0), 4: (2, 1), 5: (3, 0)}
KNOWN = GaussianRational(Fraction(2, 3), Fraction(-5))


def rational(number: Fraction) -> fmpq:
    return fmpq(number.numerator, number.denominator)


def pair(number: GaussianRational) -> Pair:
    return rational(number.real), rational(number.imag)


def equation(row: dict[int, GaussianRational]) -> Equation:
    return Equation(
        {k: rational(z.real) for k, z in row.items() if z.real},
        {k: rational(z.imag) for k, z in row.items() if z.imag},
    )


def triangular(weights: list[GaussianRational]) -> dict[int, dict[int, GaussianRational]]:
    left = iter(weights)
    return {
        key: {0: next(left)}
        # 2 + 2 i in a unit matrix less it dominates five weights of size sqrt 2 at most in 1 / 6
        | {
            other: next(left) * Fraction(1, 6) + (exact(3) if other == key else 0)
            for other in LABELS
            if LABELS[other] <= LABELS[key]
        }
        for key in LABELS
    }


@settings(max_examples=40)
@given(
    weights=st.one_of(
        st.lists(NUMBERS, min_size=30, max_size=30), st.lists(REAL, min_size=30, max_size=30)
    )
)
def test_groups_give_the_dense_solution(weights: list[GaussianRational]) -> None:
    rows = triangular(weights)
    left = [[exact(int(k == m)) - row.get(m, 0) for m in LABELS] for k, row in rows.items()]
    dense = oracle.solve(left, [row[0] * KNOWN for row in rows.values()])
    equations = {key: equation(row) for key, row in rows.items()}
    found = solve(equations, {0: pair(KNOWN)}, LABELS)
    assert found == {0: pair(KNOWN)} | dict(zip(LABELS, map(pair, dense), strict=True))


def test_evaluation() -> None:
    a, b = (GaussianRational(Fraction(p), Fraction(q)) for p, q in ((2, -3), (1, 5)))
    values: Values = {7: pair(KNOWN), 8: pair(b)}
    row = equation({7: a, 8: b})
    assert row.at(values) == pair(a * KNOWN + b * b)
    assert row.at(values, [7]) == pair(b * b)
    assert row.at(values) != pair(a * KNOWN + b * b.conjugate())


@pytest.mark.parametrize(
    "rows",
    [
        {1: {0: exact(1), 1: exact(1)}},
        {2: {3: exact(1)}, 3: {2: exact(1), 0: exact(1)}},
        {2: {3: GaussianRational(Fraction(0), Fraction(1))},
         3: {2: GaussianRational(Fraction(0), Fraction(-1))}},
    ],
    ids=["one", "real", "complex"],
)  # fmt: skip
def test_a_singular_group_is_named(rows: dict[int, dict[int, GaussianRational]]) -> None:
    equations = {key: equation(row) for key, row in rows.items()}
    with pytest.raises(ZeroDivisionError) as caught:
        solve(equations, {0: pair(KNOWN)}, LABELS)
    assert caught.value.args == (list(rows),)


def test_a_zero_pivot_is_not_singular() -> None:
    rows = {2: {2: exact(1), 3: exact(2), 0: exact(1)}, 3: {2: exact(3), 3: exact(1)}}
    found = solve({k: equation(r) for k, r in rows.items()}, {0: pair(exact(4))}, LABELS)
    # 0 = 2 y + 4 and 0 = 3 x
    assert (found[2], found[3]) == (pair(exact(0)), pair(exact(-2)))
