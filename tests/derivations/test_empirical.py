"""Measured autocovariances: sums over lags agree, what no input has is refused."""

from __future__ import annotations

import pytest
from sympy import Expr, I, Integer, Rational

from derivations.catalogue import derive
from derivations.domain import DomainError
from derivations.empirical import evaluated, of_autocovariance
from derivations.symbols import LAMBDA, LAMBDA_0

MEASURED = tuple(map(Rational, ("1", "1/5", "-1/5", "1/20")))
A, B = Rational(1, 2) + I / 3, Rational(-2, 5) + I / 7
POINT = {LAMBDA: A, LAMBDA_0: B}


def by_lags(order: int) -> Expr:
    """Sum over the gap by hand, over the shorter lag by the geometric series."""
    total, q = Integer(0), A * B
    for gap, r in enumerate(MEASURED):
        for base in (A, B) if gap else (A,):
            if order == 0:
                total += r * base**gap / (1 - q)
            else:  # sum over m of m (m + gap) q^(m - 1) base^gap
                total += r * base**gap * (1 + q + gap * (1 - q)) / (1 - q) ** 3
    return total.expand(complex=True)


@pytest.mark.parametrize(("name", "order"), [("state_kernel", 0), ("sensitivity_kernel", 1)])
def test_sums_over_lags_agree(name: str, order: int) -> None:
    found = evaluated(derive(f"{name}_general"), of_autocovariance(MEASURED), POINT)
    assert (found - by_lags(order)).expand(complex=True) == 0
    wrong = of_autocovariance((*MEASURED[:-1], Rational(1, 11)))
    assert evaluated(derive(f"{name}_general"), wrong, POINT) != found


def test_a_density_that_touches_zero_is_accepted() -> None:
    touching = of_autocovariance((Integer(1), Rational(1, 2)))  # 1 + cos(w)
    assert evaluated(derive("state_moment_general"), touching, {LAMBDA: Rational(-1, 2)}) > 0
    with pytest.raises(DomainError):
        of_autocovariance((Integer(1), Rational(501, 1000)))


@pytest.mark.parametrize("values", [(), ("1", "2"), ("-1",), ("1", "3/5", "-1/4")], ids=str)
def test_what_no_input_has_is_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(DomainError, match="spectral density"):
        of_autocovariance(tuple(map(Rational, values)))
