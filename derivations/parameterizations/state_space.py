"""State space models: h' = A h + x in continuous time, made discrete with a step Delta."""

from __future__ import annotations

from sympy import Expr, I, Integer, Rational, Symbol, cos, exp, log, oo, pi, sqrt

from derivations.parameterizations.functions import softplus
from derivations.parameterizations.parameterization import OMEGA, Coordinate, Parameterization
from derivations.parameterizations.sources import MAMBA, MAMBA_2, S4D, S5
from derivations.sources import PAPER, Source

OMEGA_NU, OMEGA_THETA = Symbol("omega_nu"), Symbol("omega_theta")
_A, _STEP = Symbol("a"), Symbol("Delta")
_LOG_STEP = exp(OMEGA)
_HALF_LOG = exp(-2 * OMEGA)
_SOFT_STEP = softplus(OMEGA)
_HALF = ((_A, Rational(1, 2)),)
_TENTH = ((_STEP, Rational(1, 10)),)
_RADIUS = exp(-_STEP * exp(OMEGA_NU))
_CLIPPED = exp(_STEP * OMEGA_NU)


def _held(radius: Expr, rate: Expr) -> Expr:
    """Write |lambda - 1| / |A| of a zero-order hold, lambda = radius exp(i Delta omega_theta)."""
    distance = 1 - 2 * radius * cos(_STEP * OMEGA_THETA) + radius**2
    return sqrt(distance / (rate**2 + OMEGA_THETA**2))


_TURN = Coordinate(OMEGA_THETA, Integer(0), 10 * pi)  # half a turn a step, at the step below

ZOH = Parameterization(
    "zoh",
    "zero-order hold, A = -exp(omega)",
    exp(-_STEP * exp(OMEGA)),
    (1 - exp(-_STEP * exp(OMEGA))) / exp(OMEGA),
    constants=_TENTH,
    source=Source(S4D, "s4d.py"),
)
ZOH_STEP = Parameterization(
    "zoh-step",
    "zero-order hold, Delta = exp(omega)",
    exp(-_A * _LOG_STEP),
    (1 - exp(-_A * _LOG_STEP)) / _A,
    constants=_HALF,
    source=Source(S4D, "s4d.py"),
)
S4D_LAYER = Parameterization(
    "s4d",
    "S4D, zero-order hold, A = -exp(omega_nu) + i omega_theta",
    exp(_STEP * (-exp(OMEGA_NU) + I * OMEGA_THETA)),
    _held(_RADIUS, exp(OMEGA_NU)),
    coordinates=(Coordinate(OMEGA_NU), _TURN),
    constants=_TENTH,
    source=Source(S4D, "s4d.py"),
    remark="the phase of the gain is left to the readout",
)
S5_LAYER = Parameterization(
    "s5",
    "S5, zero-order hold, A = omega_nu + i omega_theta",
    exp(_STEP * (OMEGA_NU + I * OMEGA_THETA)),
    _held(_CLIPPED, OMEGA_NU),
    coordinates=(Coordinate(OMEGA_NU, -oo, Integer(0)), _TURN),
    constants=_TENTH,
    source=Source(S5, "ssm.py, zero-order hold"),
    remark="leaves the unit disk at omega_nu = 0 (the code can clip it at -1/10000); the phase of "
    "the gain is left to the readout",
)
BILINEAR = Parameterization(
    "bilinear",
    "bilinear, Delta = exp(omega)",
    (1 - _A * _LOG_STEP / 2) / (1 + _A * _LOG_STEP / 2),
    _LOG_STEP / (1 + _A * _LOG_STEP / 2),
    constants=_HALF,
    source=Source(S5, "ssm.py, bilinear"),
)
BILINEAR_TANH = Parameterization(
    "bilinear-tanh",
    "bilinear, Delta = 2 exp(-2 omega) / a: the same as tanh(omega)",
    (1 - _HALF_LOG) / (1 + _HALF_LOG),
    2 * _HALF_LOG / (_A * (1 + _HALF_LOG)),
    constants=_HALF,
    source=Source(S5, "ssm.py, bilinear"),
)
EULER = Parameterization(
    "euler",
    "forward Euler, Delta = exp(omega)",
    1 - _A * _LOG_STEP,
    _LOG_STEP,
    coordinates=(Coordinate(OMEGA, high=log(4)),),
    constants=_HALF,
    source=Source(PAPER, "3.2"),
    remark="leaves the unit disk at omega = log(2/a); lambda < 0 from log(1/a) on",
)
MAMBA_LAYER = Parameterization(
    "mamba",
    "Mamba, Delta = softplus(omega)",
    exp(-_A * _SOFT_STEP),
    _SOFT_STEP,
    constants=((_A, Integer(1)),),
    source=Source(MAMBA, "mamba_simple.py, step"),
    remark="a runs from 1 to 16; at a = 1 lambda is a sigmoid gate",
)
MAMBA_2_LAYER = Parameterization(
    "mamba-2",
    "Mamba-2, Delta = softplus(omega)",
    exp(-_A * _SOFT_STEP),
    _SOFT_STEP,
    constants=((_A, Integer(8)),),
    source=Source(MAMBA_2, "mamba2.py, step"),
    remark="a is drawn between 1 and 16 for each head",
)
STATE_SPACE = (
    ZOH,
    ZOH_STEP,
    S4D_LAYER,
    S5_LAYER,
    BILINEAR,
    BILINEAR_TANH,
    EULER,
    MAMBA_LAYER,
    MAMBA_2_LAYER,
)
