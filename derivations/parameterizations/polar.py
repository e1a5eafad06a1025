"""Complex eigenvalues as functions of two numbers: modulus with angle, or real with imaginary."""

from __future__ import annotations

from sympy import Expr, I, Integer, Symbol, exp, log, oo, pi, sqrt, tanh

from derivations.parameterizations.functions import normalizing
from derivations.parameterizations.parameterization import OMEGA, Coordinate, Parameterization
from derivations.parameterizations.sources import LRU, UNITARY
from derivations.sources import COMPANION, PAPER, Source

OMEGA_NU, OMEGA_THETA = Symbol("omega_nu"), Symbol("omega_theta")
OMEGA_RE, OMEGA_IM = Symbol("omega_re"), Symbol("omega_im")
_HALF_SQUARE = sqrt(2) / 2
_TANH, _DOUBLE = tanh(OMEGA_NU), exp(-exp(OMEGA_NU))
_ANGLE = Coordinate(OMEGA_THETA)
_POSITIVE = Coordinate(OMEGA_NU, Integer(0), oo)


def _turned(modulus: Expr, angle: Expr) -> Expr:
    return modulus * exp(I * angle)


CARTESIAN = Parameterization(
    "cartesian",
    "real and imaginary part",
    OMEGA_RE + I * OMEGA_IM,
    coordinates=(
        Coordinate(OMEGA_RE, -_HALF_SQUARE, _HALF_SQUARE),
        Coordinate(OMEGA_IM, -_HALF_SQUARE, _HALF_SQUARE),
    ),
    source=Source(COMPANION, "model.py, default"),
    remark="the intervals are those of the square inside the unit circle",
)
POLAR = Parameterization(
    "polar",
    "modulus and angle",
    _turned(OMEGA_NU, OMEGA_THETA),
    coordinates=(Coordinate(OMEGA_NU, Integer(0), Integer(1)), Coordinate(OMEGA_THETA, -pi, pi)),
    source=Source(COMPANION, "model.py, polar"),
    remark="leaves the unit disk at omega_nu = 1",
)
OPTIMAL = Parameterization(
    "optimal-angle",
    "tanh and the angle that goes with it, optimal for white inputs",
    _turned(_TANH, OMEGA_THETA * (1 - _TANH**2) / (_TANH * sqrt(1 + _TANH**2))),
    normalizing(_TANH),
    coordinates=(_POSITIVE, _ANGLE),
    source=Source(PAPER, "Eqs. 108-109", transcription=True),
    remark="the angle has a pole at omega_nu = 0",
)
CHEAP = Parameterization(
    "cheap-angle",
    "tanh and an angle that shrinks with 1 - |lambda|^2",
    _turned(_TANH, OMEGA_THETA * (1 - _TANH**2)),
    normalizing(_TANH),
    is_coupled=False,
    coordinates=(_POSITIVE, _ANGLE),
    source=Source(PAPER, "B.3.2"),
    remark="the paper stops gradients through 1 - |lambda|^2 in the angle; here they flow",
)
SCALED = Parameterization(
    "scaled-exp",
    "double exponential and an angle that shrinks with 1 - |lambda|",
    _turned(_DOUBLE, OMEGA_THETA * (1 - _DOUBLE)),
    normalizing(_DOUBLE),
    is_coupled=False,
    coordinates=(Coordinate(OMEGA_NU), _ANGLE),
    source=Source(COMPANION, "model.py, scaled_exp"),
    remark="the code stops gradients through 1 - |lambda| in the angle, here they flow; its gain "
    "starts at the logarithm of this one, not at this one",
)
LRU_LAYER = Parameterization(
    "lru",
    "LRU, double exponential and exponential angle, with a gain that is learned",
    exp(-exp(OMEGA_NU) + I * exp(OMEGA_THETA)),
    normalizing(_DOUBLE),
    is_coupled=False,
    coordinates=(Coordinate(OMEGA_NU), Coordinate(OMEGA_THETA, -oo, log(2 * pi))),
    source=Source(LRU, "model.py"),
    remark="the gain is that of the initialization",
)
ON_THE_CIRCLE = Parameterization(
    "unitary",
    "modulus 1, angle omega",
    exp(I * OMEGA),
    coordinates=(Coordinate(OMEGA, -pi, pi),),
    source=Source(UNITARY, "diagonal factors"),
    remark="unverified; on the unit circle: white inputs have no stationary state",
)
POLARS = (CARTESIAN, POLAR, OPTIMAL, CHEAP, SCALED, LRU_LAYER, ON_THE_CIRCLE)
