r"""Rung `proof` of a probe: each closed form against the mixed derivative of a two-point kernel.

With $K(\omega, \omega') = \gamma \gamma' (G(\lambda) + G(\bar\lambda')) /
(1 - \lambda\bar\lambda')$ the moments are $\partial_i \partial'_j K$ at $\omega' = \omega$; the
chain rule is not used, nor the tangents' own equations. That a difference is 0 is shown by
cancelling it as a fraction whose exponentials and roots are independent letters, the roots with
their equations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sympy import (
    Dummy,
    Expr,
    ImmutableMatrix,
    Pow,
    Symbol,
    cancel,
    cos,
    exp,
    fraction,
    rem,
    sin,
    tanh,
    together,
)

from derivations.inputs import Input, Z
from derivations.parameterizations.parameterization import Parameterization, conjugated
from derivations.probing import forms as keys
from derivations.probing.forms import Form
from verification.evidence.finding import AGREES, SILENT, UNDECIDED, Finding
from verification.probing.keys import parsed


class Pair(NamedTuple):
    """A unit at two points.

    Args:
        gains: gamma gamma'.
        kernel: E[h conj(h')].
        white: the same for a white input.
        other: the coordinates of the second point by those of the first.
    """

    gains: Expr
    kernel: Expr
    white: Expr
    other: Mapping[Symbol, Symbol]


def examine(form: Form, unit: Parameterization, source: Input) -> Finding:
    """Prove a closed form.

    Args:
        form: the closed form.
        unit: what it is of.
        source: the input.

    Returns:
        `agrees` if it is proved; a difference that does not cancel proves nothing.
    """
    name, place = parsed(form.key, unit)
    if name not in MOMENTS:
        return Finding("proof", SILENT, "no derivative of a two-point kernel")
    pair = _two_points(unit, source)
    size = len(unit.symbols)
    entries = [(i, j) for i in range(size) for j in range(size)]
    asked = entries if name == keys.HESSIAN else [(place, place)]
    claimed = form.expression if isinstance(form.expression, ImmutableMatrix) else None
    for i, j in asked:
        true = _together(MOMENTS[name](unit, pair, unit.symbols[i], unit.symbols[j]), unit, pair)
        said = form.expression if claimed is None else claimed[i, j]
        if not vanishes(true - said):
            return Finding("proof", UNDECIDED, "the difference does not cancel")
    return Finding("proof", AGREES, "equal to the mixed derivative of the two-point kernel")


def vanishes(difference: Expr) -> bool:
    """Show that an expression is 0.

    Args:
        difference: of rational powers, exp, log, tanh, sin and cos.

    Returns:
        True if it is; False says nothing.
    """
    plain = difference.rewrite((tanh, sin, cos), exp)
    bases = {p.base for p in plain.atoms(Pow) if p.exp.is_Rational and p.exp.q == 2}
    letters = {base: Dummy(f"r{k}") for k, base in enumerate(sorted(bases, key=str))}
    plain = plain.replace(
        lambda n: isinstance(n, Pow) and n.base in letters and n.exp.is_Rational,
        lambda n: letters[n.base] ** (2 * n.exp),
    )
    above, _ = fraction(cancel(together(plain)))
    for base, letter in letters.items():
        above = rem(above, letter**2 - base, letter)
    return bool(cancel(above) == 0)


def _two_points(unit: Parameterization, source: Input) -> Pair:
    constants = dict(unit.constants)
    first, gain = unit.eigenvalue.xreplace(constants), unit.gain.xreplace(constants)
    other = {symbol: Dummy(f"{symbol}_2") for symbol in unit.symbols}
    second = conjugated(first).xreplace(other)
    whole = source.generating
    white = 1 / (1 - first * second)
    kernel = (whole.subs(Z, first) + whole.subs(Z, second)) * white
    return Pair(gain * gain.xreplace(other), kernel, white, other)


def _together(moment: Expr, unit: Parameterization, pair: Pair) -> Expr:
    """Let both points coincide, and take the real part."""
    here = moment.xreplace({second: first for first, second in pair.other.items()})
    return here if unit.is_real else (here + conjugated(here)) / 2


def _mixed(expression: Expr, pair: Pair, i: Symbol, j: Symbol) -> Expr:
    return expression.diff(i).diff(pair.other[j])


def _coupled(unit: Parameterization, pair: Pair, i: Symbol, j: Symbol) -> Expr:
    return _mixed(pair.gains * pair.kernel, pair, i, j)


def _detached(unit: Parameterization, pair: Pair, i: Symbol, j: Symbol) -> Expr:
    return pair.gains * _mixed(pair.kernel, pair, i, j)


def _own(unit: Parameterization, pair: Pair, i: Symbol, j: Symbol) -> Expr:
    return (_coupled if unit.is_coupled else _detached)(unit, pair, i, j)


def _relative(unit: Parameterization, pair: Pair, i: Symbol, j: Symbol) -> Expr:
    return _together(_coupled(unit, pair, i, j), unit, pair) / _together(
        pair.gains * pair.kernel, unit, pair
    )


MOMENTS: Mapping[str, Callable[[Parameterization, Pair, Symbol, Symbol], Expr]] = MappingProxyType(
    {
        keys.STATE: lambda unit, pair, i, j: pair.gains * pair.kernel,
        keys.COUPLED: _coupled,
        keys.DETACHED: _detached,
        keys.PLAIN: lambda unit, pair, i, j: _mixed(pair.kernel, pair, i, j),
        keys.RELATIVE: _relative,
        keys.INPUTS: lambda unit, pair, i, j: pair.gains * pair.white,
        keys.HESSIAN: _own,
    }
)
