"""Losses against a teacher: sums by brute force, and derivatives by differences."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from sympy import Rational, cosh, exp, lambdify, sqrt, tanh

from derivations.inputs import EXPONENTIAL, WHITE
from derivations.parameterizations.parameterization import OMEGA, Parameterization
from derivations.probing.landscape import Landscape, landscape
from derivations.symbols import RHO
from tests.alike import one_in
from tests.derivations.probing.units import COMPLEX, NU, THETA, normalized, polar, real

pytestmark = pytest.mark.slow

DECAY = exp(-exp(NU))
UNITS = {
    "real": normalized(exp(-exp(OMEGA))),
    "complex": COMPLEX["gain turns"],
    "held fixed": polar(DECAY, THETA, 2 + sqrt(1 - DECAY**2)),
    "polar": COMPLEX["polar"],
}
POINTS = {1: ((0.31,), (-0.27,)), 2: ((0.31, 0.9), (0.44, -0.2))}
CORRELATION = Rational(-3, 5)
SIZE = 300


def placed(name: str) -> Parameterization:
    unit = UNITS[name]
    return (
        unit
        if name != "held fixed"
        else unit.__class__(
            "", "", unit.eigenvalue, unit.gain, is_coupled=False, coordinates=unit.coordinates
        )
    )


def summed(unit: Parameterization, student: tuple[float, ...], teacher: tuple[float, ...]) -> float:
    """E|y - y_0|^2 / 2 as a double sum over times."""
    n = np.arange(SIZE)
    eigenvalue = lambdify(unit.symbols, unit.eigenvalue, "numpy")
    gain = lambdify(unit.symbols, unit.gain, "numpy")
    own = gain(*(student if unit.is_coupled else teacher))
    row = own * complex(eigenvalue(*student)) ** n
    row = row - gain(*teacher) * complex(eigenvalue(*teacher)) ** n
    lags = float(CORRELATION) ** np.abs(n[:, None] - n)
    return float((row @ lags @ row.conj()).real) / 2


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("name", UNITS)
def test_loss_is_the_double_sum(name: str) -> None:
    unit = placed(name)
    student, teacher = POINTS[len(unit.symbols)]
    found = landscape(unit, EXPONENTIAL)
    value = _at(found.loss, unit, found, student, teacher)
    assert abs(value - summed(unit, student, teacher)) < 1e4 * np.finfo(float).eps * abs(value)
    assert abs(value - summed(unit, student, student)) > 1e-3 * abs(value)


@pytest.mark.slow
@pytest.mark.parametrize("name", one_in(2, UNITS))
def test_gradient_and_hessian_are_derivatives_of_the_loss(name: str) -> None:
    unit = placed(name)
    student, teacher = POINTS[len(unit.symbols)]
    found = landscape(unit, EXPONENTIAL)
    names = (*unit.symbols, *found.teacher)
    with mpmath.workdps(50):
        loss = lambdify(names, found.loss.xreplace({RHO: CORRELATION}), "mpmath")
        for i in range(len(student)):
            order = _order(len(student), i)
            slope = mpmath.diff(loss, (*student, *teacher), order)
            known = _at(found.gradient[i], unit, found, student, teacher)
            assert abs(float(mpmath.re(slope)) - known) < 1e-12 * (1 + abs(known))
            for j in range(len(student)):
                order = _order(len(student), i, j)
                bend = mpmath.diff(loss, (*student, *student), order)
                known = _at(found.hessian[i, j], unit, found, student, teacher)
                assert abs(float(mpmath.re(bend)) - known) < 1e-12 * (1 + abs(known))


@pytest.mark.slow
@pytest.mark.parametrize("name", UNITS)
def test_rate_is_where_gradient_descent_turns_unstable(name: str) -> None:
    unit = placed(name)
    student, teacher = POINTS[len(unit.symbols)]
    found = landscape(unit, EXPONENTIAL)
    size = len(student)
    hessian = [
        [_at(found.hessian[i, j], unit, found, student, teacher) for j in range(size)]
        for i in range(size)
    ]
    rate = _at(found.rate, unit, found, student, teacher)
    largest = np.max(np.abs(np.linalg.eigvalsh(np.eye(size) - rate * np.array(hessian))))
    assert abs(largest - 1) < 1e-12


def test_tanh_normalized_makes_all_teachers_equally_hard() -> None:
    found = landscape(normalized(tanh(OMEGA)), WHITE)
    assert found.hessian[0, 0] == 1
    assert found.rate == 2
    for student, teacher in ((0.3, -1.2), (2.5, 0.9)):
        put = {OMEGA: Rational(str(student)), found.teacher[0]: Rational(str(teacher))}
        right = 1 - 1 / cosh(put[OMEGA] - put[found.teacher[0]])
        assert abs((found.loss.subs(put) - right).evalf(30)) < 1e-25


def test_nothing_to_learn_has_no_rate() -> None:
    assert landscape(real(OMEGA, 1 - OMEGA), WHITE).rate is not None
    assert landscape(real(OMEGA, 0 * OMEGA + 1), WHITE).rate is not None


def _order(size: int, *places: int) -> tuple[int, ...]:
    return tuple(places.count(k) for k in range(2 * size))


def _at(
    form: object,
    unit: Parameterization,
    found: Landscape,
    student: tuple[float, ...],
    teacher: tuple[float, ...],
) -> float:
    function = lambdify((*unit.symbols, *found.teacher, RHO), form, "mpmath")
    with mpmath.workdps(40):
        value = function(*student, *teacher, mpmath.mpf(-3) / 5)
        return float(mpmath.re(value))
