"""A parameterization of one's own, for `linrec probe examples/parameterization.py:SLOW_DECAY`."""

from sympy import Rational, Symbol, exp, oo, sqrt

from derivations.parameterizations.parameterization import OMEGA, Coordinate, Parameterization

STEP = Symbol("Delta")
EIGENVALUE = exp(-STEP / (1 + OMEGA**2))

SLOW_DECAY = Parameterization(
    "slow-decay",
    "a rate that falls as the square of omega",
    EIGENVALUE,
    gain=sqrt(1 - EIGENVALUE**2),
    coordinates=(Coordinate(OMEGA, 0, oo),),
    constants=((STEP, Rational(1, 2)),),
    remark="an example",
)
