"""Units for the tests of probing, and their moments by brute force."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import numpy as np
from sympy import Expr, I, Integer, Rational, Symbol, cos, exp, lambdify, sin, sqrt, tanh

from derivations.parameterizations.parameterization import (
    OMEGA,
    Coordinate,
    Parameterization,
    conjugated,
)

NU, THETA = Symbol("omega_nu"), Symbol("omega_theta")
SIGMOID = 1 / (1 + exp(-OMEGA))


def real(eigenvalue: Expr, gain: Expr | None = None, **more: object) -> Parameterization:
    return Parameterization("unit", "", eigenvalue, gain or Integer(1), **more)  # type: ignore[arg-type]


def normalized(eigenvalue: Expr) -> Parameterization:
    return real(eigenvalue, sqrt(1 - eigenvalue**2))


def polar(modulus: Expr, angle: Expr, gain: Expr | None = None) -> Parameterization:
    both = (Coordinate(NU), Coordinate(THETA))
    return real(modulus * exp(I * angle), gain, coordinates=both)


MAPS = {
    "direct": OMEGA,
    "tanh": tanh(OMEGA),
    "sigmoid": SIGMOID,
    "exp(-exp)": exp(-exp(OMEGA)),
    "sigmoid^8": SIGMOID**8,
    "StableSSM": 1 - 1 / (OMEGA**2 + Rational(1, 2)),
    "rational": OMEGA / (1 + OMEGA),
    "1-exp(-)": 1 - exp(-OMEGA),
}
DECAY = exp(-exp(NU))
BILINEAR = (1 + (-exp(NU) + I * THETA) / 2) / (1 - (-exp(NU) + I * THETA) / 2)
COMPLEX = {
    "polar": polar(NU, THETA, sqrt(1 - NU**2)),
    "LRU": polar(DECAY, exp(THETA), sqrt(1 - DECAY**2)),
    "gain turns": polar(DECAY, THETA, sqrt(1 - DECAY**2) * (2 + sin(THETA)) / 3),
    "optimal angle": polar(
        tanh(NU),
        THETA * (1 - tanh(NU) ** 2) / (tanh(NU) * sqrt(1 + tanh(NU) ** 2)),
        sqrt(1 - tanh(NU) ** 2),
    ),
    "bilinear": real(
        BILINEAR,
        sqrt(1 - BILINEAR * conjugated(BILINEAR)),
        coordinates=(Coordinate(NU), Coordinate(THETA)),
    ),
    "plane": real(
        tanh(NU) * cos(THETA) + I * tanh(NU) * sin(THETA),
        coordinates=(Coordinate(NU), Coordinate(THETA)),
    ),
}


def brute(
    unit: Parameterization, point: tuple[float, ...], lag: Callable[[int], float], size: int
) -> dict[str, np.ndarray]:
    """Sum over pairs of times, derivatives taken by differences in 40 digits."""
    with mpmath.workdps(40):
        functions = [lambdify(unit.symbols, f, "mpmath") for f in (unit.eigenvalue, unit.gain)]
        values = [mpmath.mpmathify(f(*point)) for f in functions]
        slopes = [[_slope(f, point, k) for k in range(len(point))] for f in functions]
    eigenvalue, gain = complex(values[0]), float(mpmath.re(values[1]))
    n = np.arange(size)
    state, tangent = eigenvalue**n, np.append(0, n[1:] * eigenvalue ** (n[1:] - 1.0))
    lags = np.array([lag(k) for k in range(size)])[np.abs(n[:, None] - n)]
    moved = np.array([complex(s) for s in slopes[0]])
    grown = np.array([complex(s) for s in slopes[1]])
    plain = moved[:, None] * tangent
    coupled = gain * plain + grown[:, None] * state

    def moment(rows: np.ndarray) -> np.ndarray:
        found: np.ndarray = (rows @ lags @ rows.conj().T).real
        return found

    return {
        "state_moment": moment(gain * state[None]),
        "sensitivity_moment": moment(coupled),
        "sensitivity_moment_detached": moment(gain * plain),
        "sensitivity_moment_plain": moment(plain),
        "input_sensitivity": np.array([[gain**2 * np.sum(np.abs(state) ** 2)]]),
    }


def _slope(function: Callable[..., object], point: tuple[float, ...], place: int) -> object:
    order = tuple(int(k == place) for k in range(len(point)))
    return mpmath.diff(function, point, order)
