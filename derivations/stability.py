"""Where a solution of the stationarity equations is the stationary moment: blocks must shrink.

The moments are those of the stationary state when iterating their equations forgets the start, that
is when every block of coefficients has its eigenvalues inside the unit circle. At an exact point
this is decided exactly, by the Schur-Cohn recursion on the characteristic polynomial.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq, fmpq_mat
from sympy import Expr, Symbol, im, re

from derivations.closure import ONE, Closure, written
from derivations.domain import DomainError
from derivations.field import value
from derivations.plain import plain
from derivations.system import Monomial, RowError

Block = tuple[Monomial, ...]


def moving(closure: Closure) -> tuple[Block, ...]:
    """List the blocks whose moments feed back on themselves.

    Args:
        closure: the equations.

    Returns:
        The blocks in order of solution.
    """
    return tuple(
        block
        for block in closure.blocks
        if block != (ONE,) and any(n in block for m in block for n in closure.equations[m])
    )


def refuse_hopeless(closure: Closure) -> None:
    """Refuse a system of which some moment is never stationary, whatever the parameters.

    Args:
        closure: the equations.

    Raises:
        RowError: naming the moment.
    """
    for block in moving(closure):
        weights = [[_weight(closure, m, n) for n in block] for m in block]
        known = not any(weight.free_symbols for row in weights for weight in row)
        if known and not shrinks(weights):
            raise RowError(
                f"E[{' '.join(block[0])}] grows at each step whatever the parameters: the domain "
                "is empty; make the recurrence forget, or give the moment as data"
            )


def check(closure: Closure, point: Mapping[Symbol, Expr], resting: tuple[str, ...] = ()) -> None:
    """Refuse a point at which the equations do not forget their start.

    Args:
        closure: the equations.
        point: exact numbers for every parameter.
        resting: states that need not be stationary, as they begin at rest.

    Raises:
        DomainError: naming the moment and what its equation is multiplied by.
    """
    for block in moving(closure):
        if any(state in resting for m in block for state in m):
            continue
        matrix = [[_number(closure, m, n, point) for n in block] for m in block]
        if shrinks(matrix):
            continue
        name = f"E[{' '.join(block[0])}]"
        if len(block) == 1:
            factor = plain(written(closure.equations[block[0]][block[0]], closure.system))
            number = matrix[0][0]
            shown = number if len(str(number)) < 20 else number.evalf(6)
            equal = "" if factor == str(shown) else f" = {shown}"
            said = f"{name} is multiplied by {factor}{equal} at each step"
            rule = "it must be less than 1 in size"
        else:
            said = f"{name} and {len(block) - 1} more moments grow together"
            rule = "their matrix must have spectral radius below 1"
        raise DomainError(f"{said}: not stationary here, {rule}; move the point inside")


def _number(closure: Closure, m: Monomial, n: Monomial, point: Mapping[Symbol, Expr]) -> Expr:
    return value(_weight(closure, m, n), point)


def _weight(closure: Closure, m: Monomial, n: Monomial) -> Expr:
    return written(closure.equations[m].get(n, closure.ring.zero), closure.system)


def shrinks(matrix: list[list[Expr]]) -> bool:
    """Decide exactly whether all eigenvalues lie inside the unit circle.

    Args:
        matrix: Gaussian rationals, shape (n, n).

    Returns:
        True if the spectral radius is below one.
    """
    if len(matrix) == 1:
        number = matrix[0][0]
        return bool(re(number) ** 2 + im(number) ** 2 < 1)
    real = [[_rational(re(e)) for e in row] + [_rational(-im(e)) for e in row] for row in matrix]
    imaginary = [
        [_rational(im(e)) for e in row] + [_rational(re(e)) for e in row] for row in matrix
    ]
    if all(im(e) == 0 for row in matrix for e in row):
        real, imaginary = [[_rational(re(e)) for e in row] for row in matrix], []
    return _schur_cohn(list(fmpq_mat(real + imaginary).charpoly()))


def _rational(number: Expr) -> fmpq:
    return fmpq(int(number.p), int(number.q))


def _schur_cohn(coefficients: list[Any]) -> bool:
    """Say whether a real polynomial, constant term first, has all roots inside the unit circle."""
    while len(coefficients) > 1:
        low, high = coefficients[0], coefficients[-1]
        if abs(low) >= abs(high):
            return False
        ratio, mirrored = low / high, coefficients[::-1]
        reduced = [a - ratio * b for a, b in zip(coefficients, mirrored, strict=True)]
        coefficients = reduced[1:]
    return True
