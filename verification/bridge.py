"""Between the two witnesses: theory's rows as the simulator's system, numbers both ways."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import QQ, QQ_I, Expr, Symbol

from derivations.field import walk
from derivations.inputs import Input
from numerics.gaussian import GaussianRational
from numerics.oracle import Matrix, finite_moments, stationary_moments
from numerics.system import System


def to_numerics(element: Any) -> GaussianRational:
    """Turn an element of SymPy's Q(i) into the simulator's exact number."""
    parts = (element.x, element.y)
    real, imag = (Fraction(int(part.numerator), int(part.denominator)) for part in parts)
    return GaussianRational(real, imag)


def from_numerics(number: GaussianRational) -> Any:
    """Turn the simulator's exact number into an element of SymPy's Q(i)."""
    real, imag = (QQ(part.numerator, part.denominator) for part in (number.real, number.imag))
    return QQ_I(real, imag)


def rows_at(source: Input, point: Mapping[Symbol, Expr], eigenvalues: tuple[Any, ...]) -> System:
    """Hand the rows of an input to the simulator, with numbers for its parameters.

    Args:
        source: the input.
        point: exact numbers for at least the input's parameters.
        eigenvalues: elements of Q(i), one per recurrence.

    Returns:
        The same rows in exact numbers.
    """
    leaves = {symbol: QQ_I.from_sympy(point[symbol]) for symbol in source.parameters}

    def number(expression: Expr) -> GaussianRational:
        return to_numerics(walk(expression, leaves, QQ_I.from_sympy))

    return System(
        transition=tuple(tuple(map(number, row)) for row in source.transition),
        drive=tuple(map(number, source.drive)),
        readout=tuple(map(number, source.readout)),
        variance=number(source.variance),
        mean=tuple(map(number, source.mean)),
        spread=tuple(map(number, source.spread)),
        eigenvalues=tuple(map(to_numerics, eigenvalues)),
    )


@lru_cache(maxsize=4096)
def exact_moments(first: System, second: System, steps: int | None) -> Matrix:
    """Ask the simulator's own matrix for E[z z2^T], and remember the answer.

    Args:
        first: rows with one eigenvalue.
        second: rows with another.
        steps: the horizon, or None for the stationary moments.

    Returns:
        The exact moments of (s, h, dh) against (s, h2, dh2).
    """
    if steps is None:
        return stationary_moments(first, second)
    return finite_moments(first, second, steps)


def only(system: System, index: int) -> System:
    """Keep one of a system's recurrences."""
    return system._replace(eigenvalues=(system.eigenvalues[index],))
