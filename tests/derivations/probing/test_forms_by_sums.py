"""Closed forms of parameterized units against sums by brute force."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from sympy import Expr, Integer, Rational, lambdify, sqrt, tanh

from derivations.inputs import EXPONENTIAL, Input
from derivations.parameterizations.parameterization import OMEGA, Parameterization
from derivations.spectra import arma, exponentials
from derivations.symbols import RHO
from tests.alike import one_in
from tests.derivations.probing.keyed_forms import found
from tests.derivations.probing.units import COMPLEX, MAPS, brute, real

pytestmark = pytest.mark.slow

PAIR = exponentials((Rational(3, 10), Rational(7, 10)), (Rational(-1, 2), Rational(4, 5)))
AR = arma((Rational(6, 5), Rational(-1, 2)), ())
SOURCES = {
    "rho = 0.6": (EXPONENTIAL, Rational(3, 5)),
    "rho = -0.6": (EXPONENTIAL, Rational(-3, 5)),
    "two": (PAIR, Integer(0)),
    "AR(2)": (AR, Integer(0)),
}
SIZE = 250  # |lambda| < 0.8, so that the rest is below 1e-20
ROUNDING = (
    100 * SIZE * np.finfo(float).eps
)  # sums of SIZE terms, which cancel a hundredfold at most


def lags(source: Input, rho: Rational, size: int) -> np.ndarray:
    """Autocovariances by recursion or by their atoms."""
    if source is AR:
        rows = [1.0, 1.2 / 1.5]
        for _ in range(size):
            rows.append(1.2 * rows[-1] - 0.5 * rows[-2])
        return np.array(rows)
    atoms = [(w.xreplace({RHO: rho}), r.xreplace({RHO: rho})) for w, r in source.atoms]
    return np.array([sum(float(w * r**k) for w, r in atoms) for k in range(size)])


def assert_brute(
    unit: Parameterization, point: tuple[float, ...], source: Input, rho: Rational
) -> dict[str, Expr]:
    row = lags(source, rho, SIZE)
    expected = brute(unit, point, lambda k: float(row[k]), SIZE)
    known = found(unit, source)

    def at(form: Expr) -> np.ndarray:
        with mpmath.workdps(40):
            function = lambdify((*unit.symbols, RHO), form, "mpmath", cse=True)
            value = function(*map(mpmath.mpf, map(str, point)), mpmath.mpf(rho.p) / rho.q)
            return np.array(getattr(value, "tolist", lambda: value)(), dtype=complex).real

    for key, square in expected.items():
        many = len(unit.symbols) > 1 and len(square) > 1
        for i in range(len(square)):
            value = at(known[f"{key}_{unit.symbols[i]}" if many else key])
            assert abs(value - square[i, i]) <= ROUNDING * square[i, i], (key, value, square[i, i])
    if len(unit.symbols) > 1:
        hessian = at(known["hessian"])
        bound = ROUNDING * np.abs(expected["sensitivity_moment"]).max()
        assert np.abs(hessian - expected["sensitivity_moment"]).max() <= bound
        values = np.linalg.eigvalsh(hessian)
        ratio = values[1] / values[0]
        assert abs(at(known["condition_number"]) - ratio) <= ROUNDING * ratio**2
    return known


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("correlation", SOURCES)
@pytest.mark.parametrize("name", COMPLEX)
def test_complex_units_by_brute_force(name: str, correlation: str) -> None:
    assert_brute(COMPLEX[name], (0.41, 0.77), *SOURCES[correlation])


@pytest.mark.slow
@pytest.mark.parametrize("correlation", SOURCES)
@pytest.mark.parametrize("name", one_in(4, MAPS))
def test_real_units_by_brute_force(name: str, correlation: str) -> None:
    eigenvalue = MAPS[name]
    unit = real(eigenvalue, sqrt(1 - eigenvalue**2) / (2 + tanh(OMEGA)))
    point = 1.37 if name == "StableSSM" else 0.73
    assert_brute(unit, (point,), *SOURCES[correlation])


def test_brute_force_sees_a_wrong_form() -> None:
    right = brute(COMPLEX["gain turns"], (0.41, 0.77), lambda k: (-0.6) ** k, SIZE)
    wrong = brute(COMPLEX["gain turns"], (0.41, 0.77), lambda k: 0.6**k, SIZE)
    bound = ROUNDING * np.abs(right["sensitivity_moment"]).max()
    assert np.abs(right["sensitivity_moment"] - wrong["sensitivity_moment"]).max() > bound
    assert np.abs(right["sensitivity_moment"] - right["sensitivity_moment_detached"]).max() > bound
