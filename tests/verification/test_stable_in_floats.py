"""Stable forms are within 16 ulp in every regime, in both precisions and both coordinates."""

from __future__ import annotations

from functools import reduce
from itertools import product
from typing import Any

import jax.numpy as jnp
import pytest

from benchmarks import stable_forms
from benchmarks.regimes import PRECISIONS, REGIMES, Precision
from verification import exponential, lowering, promotion, translation

pytestmark = pytest.mark.slow

BOUND = 16  # ulp, by the design of the forms; not fitted to what is measured
FORMS = (
    "state_kernel",
    "sensitivity_kernel",
    "sensitivity_moment",
    "sensitivity_moment_white_plus_constant",
    "teacher_student_loss",
)
POINTS = 5
DOUBLE, SINGLE = PRECISIONS
# it takes seconds to compile each; these see every form, both floats, both coordinates
KEPT = {
    ("state_kernel", "cartesian", SINGLE),
    ("sensitivity_kernel", "rates", DOUBLE),
    ("sensitivity_moment", "cartesian", DOUBLE),
    ("sensitivity_moment_white_plus_constant", "rates", DOUBLE),
    ("teacher_student_loss", "cartesian", DOUBLE),
}
CASES = [
    pytest.param(*case, marks=() if case in KEPT else pytest.mark.long)
    for case in product(FORMS, ("rates", "cartesian"), PRECISIONS)
]


@pytest.mark.parametrize(
    ("name", "coordinates", "precision"), CASES, ids=lambda p: getattr(p, "name", p)
)
def test_within_the_bound_in_every_regime(
    name: str, coordinates: str, precision: Precision, salt: int
) -> None:
    for regime in REGIMES:
        found = stable_forms.errors(name, regime, precision, coordinates, salt, POINTS)
        assert found.max() <= BOUND, regime.name


def plain_sum(terms: list[Any]) -> Any:
    return jnp.exp(reduce(promotion.plus, terms)) - 1.0


def plain_polynomial(terms: Any, numbers: Any) -> Any:
    total = 0.0
    for c, powers in terms:
        for k, n in powers.items():
            c = c * numbers[k] ** n
        total = total + c
    return total


@pytest.mark.parametrize(
    ("coordinates", "home", "part", "worse"),
    [
        ("cartesian", lowering, "polynomial", plain_polynomial),
        ("rates", translation, "expm1_of_sum", plain_sum),
    ],
)
def test_plain_arithmetic_is_noticed(
    monkeypatch: pytest.MonkeyPatch, coordinates: str, home: Any, part: str, worse: Any, salt: int
) -> None:
    monkeypatch.setattr(home, part, worse)
    stable_forms._functions.cache_clear()
    regimes = [r for r in REGIMES if r.name in ("a = b -> -1, rho -> 1", "a, b, rho -> +-1")]
    found = [
        stable_forms.errors("state_moment_white", regime, DOUBLE, coordinates, salt, 40).max()
        for regime in regimes
    ]
    stable_forms._functions.cache_clear()
    assert max(found) > BOUND


def test_a_series_cut_short_is_noticed(monkeypatch: pytest.MonkeyPatch, salt: int) -> None:
    monkeypatch.setattr(exponential, "NEAR", 1e-3)
    monkeypatch.setattr(exponential, "TERMS", 2)
    stable_forms._functions.cache_clear()
    found = stable_forms.errors("state_moment_white", REGIMES[3], DOUBLE, "rates", salt, 40)
    stable_forms._functions.cache_clear()
    assert found.max() > BOUND
