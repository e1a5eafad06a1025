"""The opening statement as three claims: what vanishes, and what need not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from sympy import Symbol, oo

from verification import claims, matrix_search
from verification.audit import audit
from verification.claims import jacobians
from verification.claims.claim import Claim
from verification.claims.jacobians import (
    AT_EVERY_LAG,
    BELOW_ONE,
    IN_THE_LIMIT,
    MANY_MATRICES,
    NORM,
    ONE_MATRIX,
    SPECTRAL_RADIUS,
    UP_TO_ONE,
)
from verification.evidence.finding import AGREES, CONTRADICTS
from verification.evidence.jacobians import at_random, proof
from verification.ladder import climb
from verification.points import Point
from verification.report import record
from verification.terms import Terms

LIMIT, EVERY_LAG, PRODUCT = map(
    claims.find, ("paper/1-limit", "paper/1-every-lag", "paper/1-product")
)


def variant(bound: Symbol, region: str, factors: Symbol, lag: Symbol) -> Claim:
    return jacobians.claim("planted/jacobians", "", (bound, region), factors, lag)


def matrices(point: Point) -> Iterator[np.ndarray]:
    for name in "AB":
        entries = [point.get(Symbol(f"{name}_{i}{j}")) for i, j in product((1, 2), repeat=2)]
        if None not in entries:
            yield np.array(entries, float).reshape(2, 2)


@pytest.mark.parametrize(
    ("claim", "word"), [(LIMIT, "proved"), (EVERY_LAG, "rejected"), (PRODUCT, "rejected")]
)
def test_verdicts_by_both_rungs(claim: Claim, word: str, salt: int) -> None:
    for rung in ("proof", "exact"):
        outcome = climb(claim, Terms((rung,), salt)).findings[0].outcome
        assert outcome == (AGREES if word == "proved" else CONTRADICTS)


@pytest.mark.parametrize("generic", [False, True])
def test_the_counterexample_for_a_finite_lag_is_true_in_numpy(generic: bool) -> None:
    found = matrix_search.smallest(EVERY_LAG, generic=generic)
    assert found is not None
    (matrix,) = matrices(found.point)
    assert np.abs(np.linalg.eigvals(matrix)).max() < 1
    power = np.linalg.matrix_power(matrix, int(found.point[matrix_search.LAG]))
    assert np.isclose(np.abs(power).max(), float(found.exact))
    assert np.linalg.norm(power, 2) >= float(found.exact) > 1
    assert not generic or np.abs(matrix).max() < 1


@pytest.mark.parametrize("generic", [False, True])
def test_the_counterexample_for_products_is_true_in_numpy(generic: bool) -> None:
    found = matrix_search.smallest(PRODUCT, generic=generic)
    assert found is not None
    first, second = matrices(found.point)
    assert max(np.abs(np.linalg.eigvals(m)).max() for m in (first, second)) < 1e-6 + 1
    assert all(
        abs(np.linalg.det(m)) < 1 and abs(np.trace(m)) < 1 + np.linalg.det(m)
        for m in (first, second)
    )
    sizes = [np.abs(np.linalg.matrix_power(second @ first, k)).max() for k in (1, 10, 30)]
    assert sizes[-1] > 1e6 if found.exact == oo else np.allclose(sizes, float(found.exact))


@pytest.mark.parametrize("factors", [ONE_MATRIX, MANY_MATRICES])
@pytest.mark.parametrize("lag", [IN_THE_LIMIT, AT_EVERY_LAG])
def test_norms_below_one_mend_each_statement(factors: Symbol, lag: Symbol, salt: int) -> None:
    claim = variant(NORM, BELOW_ONE, factors, lag)
    assert proof(claim).outcome == AGREES
    assert at_random(claim, salt).outcome == AGREES


@pytest.mark.long
@pytest.mark.parametrize("lag", [IN_THE_LIMIT, AT_EVERY_LAG])
def test_no_counterexample_is_found_where_norms_are_below_one(lag: Symbol) -> None:
    assert matrix_search.smallest(variant(NORM, BELOW_ONE, ONE_MATRIX, lag)) is None


def test_a_radius_of_one_spoils_the_limit() -> None:
    claim = variant(SPECTRAL_RADIUS, UP_TO_ONE, ONE_MATRIX, IN_THE_LIMIT)
    assert proof(claim).outcome == CONTRADICTS
    found = matrix_search.smallest(claim)
    assert found is not None
    (matrix,) = matrices(found.point)
    assert np.abs(np.linalg.matrix_power(matrix, 50)).max() >= 1
    assert matrix_search.smallest(LIMIT) is None


def test_the_record_is_as_those_of_other_claims() -> None:
    found = audit(EVERY_LAG, Terms(("proof", "exact")))
    item = record(found.verdict, found)
    other = record(
        *(lambda a: (a.verdict, a))(audit(claims.find("paper/B.2.2-rho-0"), Terms(("proof",))))
    )
    assert set(other) <= set(item)
    assert item["verdict"] == "rejected"
    assert item["rung"] == "proof"
    assert item["domain"] == "0 <= spectral_radius < 1"
    assert item["counterexample"]["lag"] == "1"
    assert item["correction"].startswith("c*q**k bounds")
