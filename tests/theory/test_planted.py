"""Each published statement is judged by its formula: a planted variant flips the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sympy import Expr

from derivations.inputs import EXPONENTIAL
from derivations.quantities import MIXED_KERNEL
from derivations.symbols import RHO
from tests.alike import one_in
from tests.theory.planted import MENDED, SPOILT
from verification import claims, interpret, kernels, search
from verification.bridge import to_numerics
from verification.claims.claim import Claim
from verification.claims.paper_hessian import PAIR, WHITE
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT
from verification.ladder import climb
from verification.points import Point
from verification.terms import Terms

RUNGS = ("proof", "exact", "enclosure")
ENTRY = "/eq-1"
LAGS = 400  # 0.8^400 is below rounding


def words(claim: Claim) -> dict[str, str]:
    return {f.rung: f.outcome for f in climb(claim, Terms(RUNGS)).findings}


def by_name(name: str) -> Any:
    """Of the entries of one Hessian in real or polar coordinates one is enough here."""
    is_long = name.startswith(("paper/eq-143", "paper/eq-15")) and name != "paper/eq-143-re-im"
    return pytest.param(name, marks=pytest.mark.long if is_long else ())


@pytest.mark.slow
@pytest.mark.parametrize("name", one_in(2, [by_name(name) for name in SPOILT]))
def test_a_right_statement_made_wrong_is_rejected(name: str) -> None:
    claim = claims.find(name)
    assert words(claim)["proof"] == AGREES
    assert set(words(claim).values()) <= {AGREES, SILENT}
    if ENTRY in name and claim.fixed == ():  # one input is enough to reject
        claim = replace(claim, domain=PAIR, fixed=WHITE)
    spoilt = words(replace(claim, published=SPOILT[name]))
    assert spoilt["proof"] == CONTRADICTS
    assert claim.limit is not None or set(spoilt.values()) == {CONTRADICTS}


@pytest.mark.slow
@pytest.mark.parametrize("name", one_in(2, MENDED))
def test_a_wrong_statement_mended_is_proved(name: str) -> None:
    claim = claims.find(name)
    assert set(words(claim).values()) == {CONTRADICTS}
    assert set(words(replace(claim, published=MENDED[name])).values()) == {AGREES}


def brute_force(function: object, arguments: tuple[complex, ...], rho: float) -> complex:
    """Sum over lags n and m, and over nothing else."""
    n = np.arange(LAGS)
    weights = []
    for a, order in zip(arguments, kernels.ORDERS[function], strict=True):
        power = a ** np.maximum(n - order, 0).astype(float)
        weights.append(np.where(n >= order, n * power if order else power, 0))
    return complex(weights[0] @ rho ** np.abs(n[:, None] - n[None, :]) @ weights[1])


def by_sums(side: Expr, claim: Claim, point: Point) -> complex:
    full = claim.complete(point)

    def kernel(function: object, arguments: tuple[Any, ...]) -> complex:
        return brute_force(
            function, tuple(complex(to_numerics(a)) for a in arguments), float(full[RHO])
        )

    return complex(interpret.evaluate(side, full, kernel, complex))


@pytest.mark.parametrize("name", MENDED)
@pytest.mark.parametrize("generic", [False, True])
def test_counterexamples_are_found_and_are_true_by_brute_force(name: str, generic: bool) -> None:
    claim = claims.find(name)
    found = search.smallest(claim, generic=generic)
    assert found is not None
    assert claim.input == EXPONENTIAL
    assert found.published != found.exact
    for side, value in ((claim.published, found.published), (claim.truth, found.exact)):
        summed = by_sums(side, claim, found.point)
        # a thousand roundings for each of LAGS terms, of the size of the largest term
        assert abs(summed - complex(value)) < 1e3 * LAGS * np.finfo(float).eps * 10


def test_the_mixed_kernel_is_not_symmetric_and_its_sum_says_so() -> None:
    a, b, rho = 0.3 + 0.4j, -0.4 + 0.25j, 0.7
    form = kernels.solved_kernel(MIXED_KERNEL, EXPONENTIAL)
    names = dict(zip(("lambda", "lambda_0", "rho"), (a, b, rho), strict=True))
    value = complex(form.subs(names))
    assert abs(value - brute_force(MIXED_KERNEL, (a, b), rho)) < 1e-12
    assert abs(value - brute_force(MIXED_KERNEL, (b, a), rho)) > 0.1
