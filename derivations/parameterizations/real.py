"""Real eigenvalues as functions of one number: the plain maps, and those that are optimal."""

from __future__ import annotations

from sympy import Expr, Integer, Rational, Symbol, exp, log, oo, sqrt, tanh

from derivations.parameterizations.functions import normalizing
from derivations.parameterizations.parameterization import OMEGA, Coordinate, Parameterization
from derivations.parameterizations.sources import RETNET, STABLE_SSM
from derivations.sources import LINREC, PAPER, Source

_SQUARE = (1 - OMEGA / sqrt(2)) ** 2
_A, _B, _STEP = Symbol("a"), Symbol("b"), Symbol("Delta")
_RATE = 1 / (_A * OMEGA**2 + _B)


def _on(low: Expr, high: Expr) -> tuple[Coordinate, ...]:
    return (Coordinate(OMEGA, low, high),)


DIRECT = Parameterization(
    "direct",
    "the eigenvalue itself",
    OMEGA,
    coordinates=_on(Integer(-1), Integer(1)),
    source=Source(PAPER, "2.2"),
    remark="leaves the unit disk at omega = -1 and 1",
)
TANH = Parameterization(
    "tanh",
    "tanh, optimal for white inputs with the normalizing gain",
    tanh(OMEGA),
    normalizing(tanh(OMEGA)),
    source=Source(PAPER, "C.1.2"),
)
EXPONENTIAL = Parameterization(
    "exp-exp",
    "double exponential, with a gain that is learned",
    exp(-exp(OMEGA)),
    normalizing(exp(-exp(OMEGA))),
    is_coupled=False,
    source=Source(PAPER, "Figure 2"),
    remark="the gain is that of the initialization",
)
RATIONAL = Parameterization(
    "rational",
    "rational, optimal for constant inputs without gain",
    OMEGA / (1 + OMEGA),
    coordinates=_on(Integer(0), oo),
    source=Source(LINREC, "ODE lambda' = (1 - lambda)^2"),
    remark="leaves the unit disk at omega = -1/2, with a pole at -1",
)
ONE_MINUS_EXP = Parameterization(
    "one-minus-exp",
    "1 - exp(-omega), optimal for constant inputs with the detached gain 1 - lambda",
    1 - exp(-OMEGA),
    exp(-OMEGA),
    is_coupled=False,
    coordinates=_on(Integer(0), oo),
    source=Source(LINREC, "ODE lambda' = 1 - lambda"),
    remark="leaves the unit disk at omega = -log(2)",
)
EMA = Parameterization(
    "ema",
    "moving average, optimal for white inputs with the coupled gain 1 - lambda",
    (1 - _SQUARE) / (1 + _SQUARE),
    2 * _SQUARE / (1 + _SQUARE),
    coordinates=_on(-oo, sqrt(2)),
    source=Source(LINREC, "ODE lambda' = sqrt((1 - lambda) (1 + lambda)^3 / 2)"),
    remark="touches 1 at omega = sqrt(2) and comes back",
)
STABLE_DISCRETE = Parameterization(
    "stable-discrete",
    "StableSSM in discrete time",
    1 - 1 / (OMEGA**2 + Rational(1, 2)),
    coordinates=_on(Integer(0), oo),
    source=Source(STABLE_SSM, "notebook, Best"),
    remark="even in omega; touches -1 at omega = 0",
)
STABLE_CONTINUOUS = Parameterization(
    "stable-continuous",
    "StableSSM in continuous time, zero-order hold",
    exp(-_STEP * _RATE),
    (1 - exp(-_STEP * _RATE)) / _RATE,
    coordinates=_on(Integer(0), oo),
    constants=((_A, Integer(1)), (_B, Rational(1, 10)), (_STEP, Rational(1, 10))),
    source=Source(STABLE_SSM, "stablessm.py, best"),
    remark="even in omega; the code has a = 1, b = 1/10; b = 1/2 of the text is unverified",
)
RETNET_HEAD = Parameterization(
    "retnet",
    "RetNet, omega the number of a head",
    1 - exp(-OMEGA * log(2)) / 32,
    coordinates=_on(Integer(-1), oo),
    source=Source(RETNET, "retnet.py, decay"),
    remark="not learned: heads are numbered from 0; the code multiplies by a gain that tends to "
    "sqrt(1 - lambda), which its normalization of outputs undoes",
)
REAL = (
    DIRECT,
    TANH,
    EXPONENTIAL,
    RATIONAL,
    ONE_MINUS_EXP,
    EMA,
    STABLE_DISCRETE,
    STABLE_CONTINUOUS,
    RETNET_HEAD,
)
