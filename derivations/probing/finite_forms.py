r"""Closed forms of a parameterized unit after finitely many steps from rest.

$K_T(a, b) = \sum_{k, l < T} a^k b^l R(k - l)$ is known for exponential inputs, and so for sums of
them; its derivatives give the sensitivities.
"""

from __future__ import annotations

from sympy import Expr, Integer, Symbol

from derivations.catalogue import derive
from derivations.finite import formula
from derivations.horizon import T
from derivations.inputs import Input
from derivations.parameterizations.parameterization import Parameterization
from derivations.probing import forms as keys
from derivations.probing.forms import TITLES, Form
from derivations.symbols import LAMBDA, LAMBDA_0, RHO

LONGEST = 1_000_000
BOTH = Symbol("_l")


def finite_forms(unit: Parameterization, source: Input, steps: int) -> tuple[Form, ...]:
    """Derive the closed forms of a finite sequence.

    Args:
        unit: real, with one coordinate.
        source: a sum of exponential inputs.
        steps: T, from rest.

    Returns:
        The forms; where two rates are equal, as lambda = rho, they are limits of themselves.

    Raises:
        ValueError: if the unit, the input or the number of steps is another.
    """
    if not unit.is_real or len(unit.symbols) != 1:
        raise ValueError(f"eigenvalue = {unit.eigenvalue}: must be real, of one coordinate, here")
    if not source.atoms:
        raise ValueError(f"input = {source.title}: must be white, exponential or a mixture here")
    if not 1 <= steps <= LONGEST:
        raise ValueError(f"steps = {steps}: must be between 1 and {LONGEST}; choose another")
    constants = dict(unit.constants)
    eigenvalue, gain = unit.eigenvalue.xreplace(constants), unit.gain.xreplace(constants)
    state, slope, sensitivity = (k.xreplace({BOTH: eigenvalue}) for k in _kernels(source, steps))
    by_map, by_gain = eigenvalue.diff(unit.symbols[0]), gain.diff(unit.symbols[0])
    plain = by_map**2 * sensitivity
    detached = gain**2 * plain
    coupled = by_gain**2 * state + 2 * gain * by_gain * by_map * slope + detached
    white = gain**2 * (1 - eigenvalue ** (2 * steps)) / (1 - eigenvalue**2)
    found = {
        keys.STATE: gain**2 * state,
        keys.COUPLED: coupled,
        keys.DETACHED: detached,
        keys.PLAIN: plain,
        keys.RELATIVE: coupled / (gain**2 * state),
        keys.INPUTS: white,
        keys.HESSIAN: coupled if unit.is_coupled else detached,
    }
    return tuple(Form(key, f"{TITLES[key]}, T = {steps}", form) for key, form in found.items())


def _kernels(source: Input, steps: int) -> tuple[Expr, Expr, Expr]:
    """Give K_T, its derivative by one eigenvalue and by both, where both are `BOTH`."""
    whole = formula(derive("state_kernel")).xreplace({T: Integer(steps)})
    kernel = sum((w * whole.xreplace({RHO: r}) for w, r in source.atoms), Integer(0))
    on_a = kernel.diff(LAMBDA)
    both = {LAMBDA: BOTH, LAMBDA_0: BOTH}
    return tuple(e.xreplace(both) for e in (kernel, on_a, on_a.diff(LAMBDA_0)))
