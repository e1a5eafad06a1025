"""How uncertain a time average must be, from theory: the variances of `derivations.estimators`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy import Expr, I, Integer, Rational, Symbol, conjugate, im, re

from derivations import scalar, symbols
from derivations.estimators import time_average_variance
from derivations.field import value
from derivations.inputs import EXPONENTIAL, XI, X
from derivations.laws import symmetric
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, RHO
from derivations.system import Monomial, System, ordered, prime
from numerics.innovations import EXCESS_KURTOSIS
from numerics.settings import LAWS

GAP, GAP_BAR = Symbol("gap"), Symbol("gap_bar")
UNIT = Symbol("imaginary_unit")  # a root of -1: the engine's own numbers are rational


def variances(at: Mapping[Symbol, Expr], law: str) -> dict[str, Expr | None]:
    r"""Compute V of each quantity q, where the mean of q over T steps has variance V/T.

    The conjugate of a state is the state of the conjugate eigenvalue, so that |h|^2 and
    |h - h_0|^2 are products of two states wherever lambda lies.

    Args:
        at: exact lambda, lambda_0 and rho.
        law: law of the innovations, one of `LAWS`.

    Returns:
        V by name; None for a quantity that is not real there.
    """
    system = _system(at, law)
    h, h_bar, h_0 = map(scalar.state, (LAMBDA, LAMBDA_BAR, LAMBDA_0))
    d, d_bar, d_0 = map(scalar.tangent, (LAMBDA, LAMBDA_BAR, LAMBDA_0))
    one = im(at[LAMBDA]) == 0
    both = one and im(at[LAMBDA_0]) == 0
    apart = at[LAMBDA] != at[LAMBDA_0]
    loss = _variance(system, (str(GAP), str(GAP_BAR))) / 4 if apart else Integer(0)
    return {
        "state_moment": _variance(system, (h, h_bar)),
        "state_kernel": _variance(system, (h, h_0)) if both else None,
        "sensitivity_moment": _variance(system, (d, d_bar)),
        "sensitivity_kernel": _variance(system, (d, d_0)) if both else None,
        "teacher_student_loss": loss,
        "input_state": _variance(system, (str(X), h)) if one else None,
        "input_sensitivity": _variance(system, (str(X), d)) if one else None,
    }


def _system(at: Mapping[Symbol, Expr], law: str) -> System:
    """Write input, states, tangents and the gap h - h_0 as rows of numbers, beside conjugates."""
    kurtosis = 3 + Rational(str(EXCESS_KURTOSIS[LAWS.index(law)]))
    eigenvalues = (LAMBDA, LAMBDA_BAR, LAMBDA_0, LAMBDA_0_BAR)
    system = scalar.joint_system(EXPONENTIAL, eigenvalues)
    h, h_bar, h_0, h_0_bar = (prime(Symbol(scalar.state(e))) for e in eigenvalues)
    conjugates = {symbols.conjugate(symbol): conjugate(number) for symbol, number in at.items()}
    numbers = conjugates | dict(at)
    full = replace(
        system,
        rows=(*system.rows, (GAP, h - h_0), (GAP_BAR, h_bar - h_0_bar)),
        laws=(symmetric(XI, 1 - RHO**2, kurtosis),),
        relations=((UNIT, Integer(-1)),) if any(im(number) for number in numbers.values()) else (),
    )
    return full.at({symbol: re(n) + im(n) * UNIT for symbol, n in numbers.items()})


def _variance(system: System, product: Monomial) -> Expr:
    found = time_average_variance(system, ordered(*product))[0]
    return re(value(found, {UNIT: I}))
