"""Recurrences as rows driven by an input x: one value for each kind."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Symbol, exp, log, sqrt, tan

from derivations.inputs import Rows, X
from derivations.laws import Law, gate
from derivations.symbols import LAMBDA, NU
from derivations.system import Rule, prime

H, G, K, U, V = Symbol("h"), Symbol("g"), Symbol("k"), Symbol("u"), Symbol("v")
ALPHA, OMEGA, THETA, F = Symbol("alpha"), Symbol("omega"), Symbol("theta"), Symbol("f")
P, Q, A, B, E = Symbol("p"), Symbol("q"), Symbol("a"), Symbol("b"), Symbol("e")
M, KAPPA, DELTA, T, GAMMA = (Symbol(s) for s in ("m", "kappa", "Delta", "t", "gamma"))
DENSE = tuple(tuple(Symbol(f"a_{i}{j}") for j in (1, 2)) for i in (1, 2))
NEW_X = prime(X)


@dataclass(frozen=True)
class Recurrence:
    """A recurrence whose state is asked for.

    Args:
        name: short name, used in the names of closed forms.
        title: a phrase for people.
        rows: pairs of a state and its next value; `prime(X)` is the new input.
        outputs: the states whose squares add up to |h|^2.
        learned: the parameters by which the state is differentiated.
        twins: the symbols that differ in a second copy, where kernels are asked for.
        laws: of its own random numbers.
        rules: (theta, s, ds/dtheta) for symbols that depend on a learned parameter.
        relations: (s, s^2) for square roots.
        meanings: (s, what it stands for) for symbols that are functions of others.
    """

    name: str
    title: str
    rows: Rows
    outputs: tuple[Symbol, ...]
    learned: tuple[Symbol, ...]
    twins: tuple[Symbol, ...] = ()
    laws: tuple[Law, ...] = ()
    rules: tuple[Rule, ...] = ()
    relations: tuple[tuple[Symbol, Expr], ...] = ()
    meanings: tuple[tuple[Symbol, Expr], ...] = ()


SLOPE, RATE = Symbol("f_omega"), Symbol("s")
COS, SIN = (1 - T**2) / (1 + T**2), 2 * T / (1 + T**2)

SCALAR = Recurrence(
    "scalar",
    "the scalar recurrence at a real eigenvalue, h' = lambda h + x'",
    ((H, LAMBDA * H + NEW_X),),
    (H,),
    (LAMBDA,),
    (LAMBDA,),
)
RECURRENCES = (
    Recurrence(
        "leaky",
        "a leaky unit, h' = (1 - alpha) h + alpha x'",
        ((H, (1 - ALPHA) * H + ALPHA * NEW_X),),
        (H,),
        (ALPHA,),
        (ALPHA,),
    ),
    Recurrence(
        "second_order",
        "a second-order unit, h' = p h + q g + x' with g the state before",
        ((H, P * H + Q * G + NEW_X), (G, H)),
        (H,),
        (P, Q),
    ),
    Recurrence(
        "stacked",
        "two stacked layers, h' = a h + x', k' = b k + h'",
        ((H, A * H + NEW_X), (K, B * K + prime(H))),
        (K,),
        (A, B),
    ),
    Recurrence(
        "dense",
        "a dense block of two units, of which the first is driven",
        (
            (U, DENSE[0][0] * U + DENSE[0][1] * V + NEW_X),
            (V, DENSE[1][0] * U + DENSE[1][1] * V),
        ),
        (U,),
        (DENSE[0][0],),
    ),
    Recurrence(
        "gated",
        "an i.i.d. gate f of any law, h' = f h + x'",
        ((H, F * H + NEW_X),),
        (H,),
        (OMEGA,),
        laws=(gate((F, SLOPE)),),
        rules=((OMEGA, F, SLOPE),),
    ),
    Recurrence(
        "gru",
        "an i.i.d. coupled gate as in a GRU, h' = f h + (1 - f) x'",
        ((H, F * H + (1 - F) * NEW_X),),
        (H,),
        (OMEGA,),
        laws=(gate((F, SLOPE)),),
        rules=((OMEGA, F, SLOPE),),
    ),
    Recurrence(
        "zoh",
        "a state-space model under zero-order hold, h' = e h + (e - 1)/a x', e = exp(Delta a)",
        ((H, E * H + (E - 1) / A * NEW_X),),
        (H,),
        (A, DELTA),
        rules=((A, E, DELTA * E), (DELTA, E, A * E)),
        meanings=((E, exp(DELTA * A)),),
    ),
    Recurrence(
        "bilinear",
        "a state-space model under the bilinear rule, a < 0",
        (
            (
                H,
                (2 + DELTA * A) / (2 - DELTA * A) * H + 2 * DELTA / (2 - DELTA * A) * NEW_X,
            ),
        ),
        (H,),
        (A, DELTA),
    ),
    Recurrence(
        "polar",
        "a complex eigenvalue nu exp(i theta) as a rotation of the plane, t = tan(theta/2)",
        (
            (U, NU * (COS * U - SIN * V) + NEW_X),
            (V, NU * (SIN * U + COS * V)),
        ),
        (U, V),
        (NU, THETA),
        rules=((THETA, T, (1 + T**2) / 2),),
        meanings=((T, tan(THETA / 2)),),
    ),
    Recurrence(
        "normalised",
        "a normalised unit, h' = lambda h + gamma x', gamma = sqrt(1 - lambda^2)",
        ((H, LAMBDA * H + GAMMA * NEW_X),),
        (H,),
        (LAMBDA,),
        (LAMBDA, GAMMA),
        rules=((LAMBDA, GAMMA, -LAMBDA / GAMMA),),
        relations=((GAMMA, 1 - LAMBDA**2),),
        meanings=((GAMMA, sqrt(1 - LAMBDA**2)),),
    ),
    Recurrence(
        "tanh",
        "a normalised unit with lambda = tanh(omega), gamma = sqrt(1 - lambda^2)",
        ((H, LAMBDA * H + GAMMA * NEW_X),),
        (H,),
        (OMEGA,),
        rules=((OMEGA, LAMBDA, 1 - LAMBDA**2), (OMEGA, GAMMA, -LAMBDA * GAMMA)),
        relations=((GAMMA, 1 - LAMBDA**2),),
        meanings=((GAMMA, sqrt(1 - LAMBDA**2)),),
    ),
    Recurrence(
        "lru",
        "a normalised unit with lambda = exp(-exp(omega)), s = exp(omega)",
        ((H, LAMBDA * H + GAMMA * NEW_X),),
        (H,),
        (OMEGA,),
        rules=(
            (OMEGA, RATE, RATE),
            (OMEGA, LAMBDA, -RATE * LAMBDA),
            (OMEGA, GAMMA, RATE * LAMBDA**2 / GAMMA),
        ),
        relations=((GAMMA, 1 - LAMBDA**2),),
        meanings=((GAMMA, sqrt(1 - LAMBDA**2)), (RATE, -log(LAMBDA))),
    ),
    Recurrence(
        "softplus",
        "a state-space model with a learned step, h' = e h + Delta x', Delta = softplus(omega)",
        ((H, E * H + DELTA * NEW_X),),
        (H,),
        (OMEGA,),
        rules=((OMEGA, DELTA, F), (OMEGA, E, A * E * F), (OMEGA, F, F * (1 - F))),
        meanings=((E, exp(DELTA * A)), (F, 1 - exp(-DELTA))),
    ),
    Recurrence(
        "sigmoid",
        "a moving average with lambda = sigmoid(omega), h' = lambda h + (1 - lambda) x'",
        ((H, LAMBDA * H + (1 - LAMBDA) * NEW_X),),
        (H,),
        (OMEGA,),
        rules=((OMEGA, LAMBDA, LAMBDA * (1 - LAMBDA)),),
    ),
)
SELECTIVE = Recurrence(
    "selective",
    "a selective gate that shares its noise with a white input, h' = (m + kappa x') h + x'",
    ((H, (M + KAPPA * NEW_X) * H + NEW_X),),
    (H,),
    (M, KAPPA),
)
