"""The step of plain rows: by hand, over every kind of number, and rows that cannot run."""

from __future__ import annotations

from fractions import Fraction

import jax.numpy as jnp
import pytest

from numerics.dual import Dual, seed
from numerics.gaussian import GaussianRational, exact
from numerics.rows import Rows, Term, check, coefficients, step, with_coefficients

RHO, A = Fraction(-3, 10), GaussianRational(Fraction(1, 2), Fraction(1, 3))
ROWS = Rows(
    (
        (Term(RHO, (), 0), Term(1, (0,)), Term(Fraction(7), ())),
        (Term(A, (1,), 1), Term(2, (0, 0), 0, True), Term(-1, (), 0)),
        (),
    )
)
STATE = (exact(Fraction(2)), exact(Fraction(3)), exact(Fraction(5)))
DRAWS = (Fraction(1, 4), Fraction(-6))


def test_by_hand() -> None:
    first, second, third = step(ROWS, STATE, DRAWS)
    x = RHO * 2 + Fraction(1, 4) + 7
    assert first == exact(x)
    assert second == A * -6 * 3 + 2 * Fraction(1, 16) * x - 2
    assert third == exact(0)


def test_an_old_value_for_a_fresh_one_is_seen() -> None:
    stale = ROWS.terms[1][1]._replace(fresh=False)
    wrong = Rows((ROWS.terms[0], (ROWS.terms[1][0], stale, ROWS.terms[1][2]), ()))
    assert step(wrong, STATE, DRAWS)[1] != step(ROWS, STATE, DRAWS)[1]


def test_floats_and_arrays_follow_the_exact_step() -> None:
    right = [complex(z) for z in step(ROWS, STATE, DRAWS)]
    floats = with_coefficients(ROWS, map(complex, coefficients(ROWS)))
    numbers = [[complex(n) for n in part] for part in (STATE, DRAWS)]
    found = step(floats, tuple(numbers[0]), tuple(numbers[1]))
    arrays = with_coefficients(ROWS, map(jnp.asarray, coefficients(floats)))
    mapped = step(arrays, tuple(map(jnp.asarray, numbers[0])), tuple(map(jnp.asarray, numbers[1])))
    for one, two, exactly in zip(found, mapped, right, strict=True):
        # fewer than 20 roundings of terms whose absolute values sum to less than 40
        assert abs(one - exactly) <= 20 * 40 * 2.0**-52
        assert abs(complex(two) - exactly) <= 20 * 40 * 2.0**-52


def test_duals_carry_the_derivative() -> None:
    numbers = (RHO, 1, Fraction(7), seed(A), 2, -1)
    state = tuple(seed(z, exact(k)) for k, z in enumerate(STATE, start=1))
    _, second, third = step(with_coefficients(ROWS, numbers), state, DRAWS)
    # the slopes of the states before the step are 1, 2, 3
    assert second == Dual(step(ROWS, STATE, DRAWS)[1], A * -6 * 2 - 18 + RHO / 8 - 1)
    assert third == Dual(exact(0), exact(0))


def test_a_state_keeps_its_slopes_where_no_coefficient_has_any() -> None:
    after = step(ROWS, tuple(seed(z, 0) for z in STATE), DRAWS)
    assert all(isinstance(number, Dual) for number in after)


@pytest.mark.parametrize(
    ("index", "term", "rule"),
    [
        (0, Term(1, (), 3), r"rows\[0\]: source = 3.*below 3"),
        (2, Term(1, (), -1), r"rows\[2\]: source = -1"),
        (1, Term(1, (), 1, True), r"rows\[1\]: source = 1.*earlier in the step, below 1"),
        (0, Term(1, (), 2, True), r"rows\[0\]: source = 2"),
        (1, Term(1, (0, 2)), r"rows\[1\]: random = 2.*below 2"),
        (1, Term(1, (-1,)), r"rows\[1\]: random = -1"),
        (2, Term(1, (), None, True), r"rows\[2\]: fresh = True"),
    ],
)
def test_rows_that_cannot_run(index: int, term: Term, rule: str) -> None:
    check(ROWS, 2)
    terms = list(ROWS.terms)
    terms[index] = (*terms[index], term)
    with pytest.raises(ValueError, match=rule) as caught:
        check(Rows(tuple(terms)), 2)
    assert "\n" not in str(caught.value)


def test_coefficients_go_out_and_come_back() -> None:
    assert coefficients(ROWS) == (RHO, 1, Fraction(7), A, 2, -1)
    assert with_coefficients(ROWS, coefficients(ROWS)) == ROWS
    assert coefficients(with_coefficients(ROWS, range(6))) == tuple(range(6))
    for wrong in (5, 7):
        with pytest.raises(ValueError, match="must be 6"):
            with_coefficients(ROWS, range(wrong))
