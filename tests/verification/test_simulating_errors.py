"""Error bars foretold: the exact variances against sums over lags, and against measured ones."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Expr, I, Integer, Rational

from derivations.field import value
from derivations.laws import gaussian
from numerics.innovations import EXCESS_KURTOSIS
from numerics.linear import Linear, linear
from numerics.plan import plan
from numerics.points import exponential
from numerics.settings import LAWS, Settings
from tests.alike import one_in
from verification.simulation import lags, variance
from verification.simulation.grid import Place
from verification.simulation.prediction import predictions

pytestmark = pytest.mark.slow

PLACES = (
    Place(Rational(9999, 10000), Rational(999, 1000), Rational(99, 100)),
    Place(Rational(-7, 10), Rational(1, 2), Rational(3, 10)),
    Place(Rational(9, 10) + I / 5, Rational(7, 10) - I / 3, Rational(-2, 5)),
    Place(Rational(9, 10) + I / 5, Rational(9, 10) - I / 5, Rational(2, 5)),
    Place(Rational(4, 5), I / 2, Integer(0)),
)
MODULI = {"state_moment", "sensitivity_moment", "teacher_student_loss"}


def direct(problem: Linear, law: str, stride: int, lags: int) -> dict[str, float]:
    """Sum the covariances of the real parts lag by lag, and response by response."""
    kurtosis = EXCESS_KURTOSIS[LAWS.index(law)]
    moments, responses = np.zeros_like(problem.matrix), [problem.noise]
    for _ in range(2 * lags):
        responses.append(problem.matrix @ responses[-1])
    for response in responses:
        moments += np.outer(response, response)
    totals = {}
    for name, form in problem.forms.items():
        real = form.real
        squares = np.array([response @ real @ response for response in responses])
        total, ahead = 0.0, moments
        for lag in range(lags):
            if lag % stride == 0:
                both = 2 * np.trace(real @ ahead.T @ real @ ahead)
                both += kurtosis * squares[: len(squares) - lag] @ squares[lag:]
                total += both * (1 if lag == 0 else 2)
            ahead = problem.matrix @ ahead
        totals[name] = stride * total
    return totals


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("stride", [1, 7])
def test_the_sum_over_lags_against_the_slow_obvious_one(law: str, stride: int) -> None:
    for place in PLACES[1:]:
        problem = linear(exponential(place.numeric))
        fast = lags.variances(problem, law, stride)
        # 0.95^(2 * 500) = 5e-23 of the correlation is left after 500 lags
        for name, found in direct(problem, law, stride, 500).items():
            assert fast[name].real == pytest.approx(found, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("law", one_in(2, LAWS))
@pytest.mark.parametrize("place", PLACES, ids=lambda p: str(tuple(p)))
def test_exact_variances_agree_with_sums_over_lags(law: str, place: Place) -> None:
    exact = variance.variances(place.exact, law)
    real = place.eigenvalue.is_real and place.target.is_real
    assert {name for name, found in exact.items() if found is not None} >= MODULI
    assert all(found is not None for found in exact.values()) or not real
    problem = linear(exponential(place.numeric))
    sums = lags.variances(problem, law, 1)
    # each of the (memory)^2 additions of a doubled sum rounds once, at worst
    bound = 2**-52 * max(64, problem.memory) ** 2
    for name, found in exact.items():
        if found is not None:
            assert sums[name].real == pytest.approx(float(found), rel=bound)


def test_a_law_with_the_wrong_fourth_moment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    place = PLACES[1]
    sums = lags.variances(linear(exponential(place.numeric)), "rademacher", 1)

    def normal(symbol: Expr, variance: Expr, kurtosis: Expr) -> object:
        del kurtosis
        return gaussian(symbol, variance)

    monkeypatch.setattr(variance, "symmetric", normal)
    wrong = variance.variances(place.exact, "rademacher")["state_moment"]
    assert abs(float(wrong) / sums["state_moment"].real - 1) > 0.1


def test_the_imaginary_unit_may_stand_as_a_symbol() -> None:
    place = PLACES[2]
    system = variance._system(place.exact, "laplace")
    assert system.relations == ((variance.UNIT, Integer(-1)),)
    assert variance._system(PLACES[1].exact, "laplace").relations == ()
    assert value(variance.UNIT**2, {variance.UNIT: I}) == -1


def test_thinning_widens_what_forgets_fast() -> None:
    place = Place(Rational(999, 1000), Rational(99, 100), Rational(2, 5))
    systems = [exponential(place.numeric)]
    found = {}
    for form in ("thinned", "gram"):
        groups = plan(systems, Settings(10**8, form=form))
        (found[form],) = predictions([place], groups, "rademacher")
    every = variance.variances(place.exact, "rademacher")
    for name, full in every.items():
        assert found["gram"][name] == pytest.approx(float(full))
    ratio = {name: found["thinned"][name].real / found["gram"][name].real for name in every}
    assert 1 < ratio["state_moment"] < 1.01
    assert ratio["input_state"] > 10
