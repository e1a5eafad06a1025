"""Gates at constant input: the eigenvalue of gated cells as a function of a gate's bias."""

from __future__ import annotations

from sympy import Integer, Rational, Symbol, exp, log

from derivations.parameterizations.functions import normalizing, sigmoid, softplus
from derivations.parameterizations.parameterization import OMEGA, Coordinate, Parameterization
from derivations.parameterizations.sources import (
    CHO,
    CHRONO,
    EAGLE,
    GERS,
    GLA,
    GOOSE,
    GRIFFIN,
    HGRN,
    MINGRU,
    RWKV,
    XLSTM,
)
from derivations.sources import Source

_C, _TAU, _BETA = Symbol("c"), Symbol("tau"), Symbol("beta")
_FORGET, _DECAY = sigmoid(OMEGA), exp(-exp(OMEGA))
_GRIFFIN = exp(-_C * softplus(OMEGA))
_BOUNDED = _BETA + (1 - _BETA) * _FORGET
_LONGEST = 1000

LSTM = Parameterization(
    "lstm",
    "LSTM, bias of the forget gate",
    _FORGET,
    source=Source(GERS, "forget gate"),
    remark="the input gate is independent",
)
CHRONO_LSTM = Parameterization(
    "chrono",
    "LSTM with chrono initialization, omega = log T",
    _FORGET,
    1 - _FORGET,
    is_coupled=False,
    coordinates=(Coordinate(OMEGA, Integer(0), log(_LONGEST)),),
    source=Source(CHRONO, "initialization of the gates"),
    remark="T from 1 to 1000; the input gate is 1 - lambda at the start, then independent",
)
GRU = Parameterization(
    "gru",
    "GRU, bias of the update gate",
    _FORGET,
    1 - _FORGET,
    source=Source(CHO, "update gate"),
)
MIN_GRU = Parameterization(
    "mingru",
    "minGRU, bias of the update gate",
    sigmoid(-OMEGA),
    _FORGET,
    source=Source(MINGRU, "update gate"),
    remark="the gate is open to the input, hence the sign of omega",
)
HGRN_LAYER = Parameterization(
    "hgrn",
    "HGRN, forget gate above a lower bound",
    _BOUNDED,
    1 - _BOUNDED,
    constants=((_BETA, Rational(1, 2)),),
    source=Source(HGRN, "hgrn.py, forget gate"),
    remark="the bound beta is that of a layer, 0 in the first",
)
RG_LRU = Parameterization(
    "rg-lru",
    "RG-LRU of Griffin, recurrence gate open",
    _GRIFFIN,
    normalizing(_GRIFFIN),
    constants=((_C, Integer(8)),),
    source=Source(GRIFFIN, "layers.py, RGLRU"),
    remark="the derivative of the square root is capped at 1000 in the code",
)
GLA_LAYER = Parameterization(
    "gla",
    "gated linear attention",
    exp(-softplus(-OMEGA) / _TAU),
    constants=((_TAU, Integer(16)),),
    source=Source(GLA, "gla.py, gk"),
)
RWKV_4 = Parameterization(
    "rwkv-4",
    "RWKV-4, decay of a channel at constant keys",
    _DECAY,
    1 - _DECAY,
    source=Source(RWKV, "kernel of time mixing"),
    remark="the quotient of two sums, which is a moving average at constant keys; the bonus of the "
    "present input is left out",
)
RWKV_6 = Parameterization(
    "rwkv-6",
    "RWKV-6, decay of a channel",
    _DECAY,
    source=Source(EAGLE, "rwkv6.py, w"),
    remark="the bonus of the present input is left out; that RWKV-5 has the same is unverified",
)
RWKV_7 = Parameterization(
    "rwkv-7",
    "RWKV-7, decay of a channel",
    exp(-exp(Rational(-1, 2)) * _FORGET),
    source=Source(GOOSE, "rwkv7.py, w"),
    remark="lambda lies between exp(-exp(-1/2)) = 0.545... and 1; a term of rank 1 in the matrix "
    "of the state is left out",
)
XLSTM_SIGMOID = Parameterization(
    "xlstm-sigmoid",
    "sLSTM of xLSTM, sigmoid forget gate",
    _FORGET,
    1 - _FORGET,
    source=Source(XLSTM, "slstm.py"),
    remark="the quotient of cell and normalizer, which is a moving average at constant gates",
)
XLSTM_EXP = Parameterization(
    "xlstm-exp",
    "sLSTM of xLSTM, exponential forget gate",
    exp(OMEGA),
    1 - exp(OMEGA),
    coordinates=(Coordinate(OMEGA, high=Integer(0)),),
    source=Source(XLSTM, "sLSTM"),
    remark="unverified: the code has the sigmoid gate only; a moving average at constant gates, "
    "which leaves the unit disk at omega = 0",
)
GATED = (
    LSTM,
    CHRONO_LSTM,
    GRU,
    MIN_GRU,
    HGRN_LAYER,
    RG_LRU,
    GLA_LAYER,
    RWKV_4,
    RWKV_6,
    RWKV_7,
    XLSTM_SIGMOID,
    XLSTM_EXP,
)
