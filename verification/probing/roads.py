"""The second moments of a unit by two roads that know no closed form: sums over lags, and a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat
from sympy import Expr, Poly, Rational, Symbol

from derivations.inputs import Input, Z
from derivations.parameterizations.parameterization import Parameterization
from numerics.gaussian import GaussianRational
from numerics.lags import (
    BITS,
    Lags,
    Response,
    after,
    combined,
    conjugated,
    joint_moment,
    response,
)
from numerics.system import System
from numerics.unit import Measured, measure
from verification.bridge import rows_at
from verification.lowering import lower
from verification.probing.taylor import Local, local

Numbers = Mapping[Symbol, Rational]


def lags(source: Input, point: Numbers, count: int) -> Lags:
    """List the autocovariance of an input.

    Args:
        source: the input, of atoms, of rows with one noise, or of finitely many lags.
        point: numbers for its parameters.
        count: how many lags.

    Returns:
        R(0), ..., R(count - 1), shape (count,).
    """
    with ctx.workprec(BITS):
        if source.atoms:
            atoms = [tuple(_number(part.xreplace(point)) for part in atom) for atom in source.atoms]
            return [sum((w * arb(r) ** k for w, r in atoms), arb(0)) for k in range(count)]
        if source.rows:
            return _of_rows(rows_at(source, point, ()), count)
        found = Poly(source.generating, Z).all_coeffs()[::-1]
        balls = [arb(_number(r)) for r in (2 * found[0], *found[1:])]
        return [*balls, *[arb(0)] * count][:count]


def _of_rows(system: System, count: int) -> Lags:
    """Solve P = F P F^T + v g g^T and read off r^T F^k P r, exactly: balls would grow."""
    size = len(system.drive)
    pairs = [(i, j) for i in range(size) for j in range(size)]
    matrix = fmpq_mat([[_fmpq(number) for number in row] for row in system.transition])
    left = [[int(p == q) - matrix[p[0], q[0]] * matrix[p[1], q[1]] for q in pairs] for p in pairs]
    drive, variance = [_fmpq(number) for number in system.drive], _fmpq(system.variance)
    solved = fmpq_mat(left).solve(fmpq_mat([[variance * drive[i] * drive[j]] for i, j in pairs]))
    readout = fmpq_mat([[_fmpq(number)] for number in system.readout])
    known = [solved[k, 0] for k in range(size * size)]
    state, found = fmpq_mat(size, size, known) * readout, []
    for _ in range(count):
        found.append(arb((readout.transpose() * state)[0, 0]))
        state = matrix * state
    return found


def _fmpq(number: GaussianRational) -> fmpq:
    return fmpq(number.real.numerator, number.real.denominator)


def _number(number: Expr) -> fmpq:
    return fmpq(int(number.p), int(number.q))


def enclosed(unit: Parameterization, source: Input, point: Numbers, horizon: int = 0) -> Measured:
    """Sum over lags in ball arithmetic, each derivative by power series.

    Args:
        unit: the parameterization.
        source: the input.
        point: numbers for the coordinates and the input's parameters.
        horizon: steps from rest; 0 for the stationary state.

    Returns:
        Balls that contain the moments.

    Raises:
        ArithmeticError: where a map has no value, or forgets too slowly to sum.
        ValueError: where the eigenvalue lies outside the unit disk.
    """
    here = local(unit, point)
    whole = (response(here.eigenvalue, 0), response(here.eigenvalue, 1))
    state, slope = (after(one, horizon) if horizon else one for one in whole)
    plain = [combined([(by, slope)]) for by in here.eigenvalue_slopes]
    known = lags(source, point, len(slope.weights) + len(state.weights))
    output = combined([(here.gain, state)])
    coupled = [_through_gain(here, k, state, slope) for k in range(len(plain))]
    bare = _gram(plain, known)
    with ctx.workprec(BITS):
        square = (here.gain * here.gain).real
        detached = np.array([[square * entry for entry in row] for row in bare])
        white = [arb(1), *[arb(0)] * (len(known) - 1)]
        return Measured(
            _moment(output, output, known),
            _gram(coupled, known),
            detached,
            bare,
            _moment(output, output, white),
        )


def _through_gain(here: Local, k: int, state: Response, slope: Response) -> Response:
    with ctx.workprec(BITS):
        through_map = here.gain * here.eigenvalue_slopes[k]
        return combined([(here.gain_slopes[k], state), (through_map, slope)])


def _gram(rows: Sequence[Response], known: Lags) -> np.ndarray:
    return np.array([[_moment(one, other, known) for other in rows] for one in rows])


def _moment(first: Response, second: Response, known: Lags) -> arb:
    return joint_moment(first, conjugated(second), known).real


def run(unit: Parameterization, source: Input, point: Numbers, steps: int) -> Measured:
    """Run the unit on orthogonal noise and let JAX differentiate.

    Args:
        unit: the parameterization.
        source: the input.
        point: numbers for the coordinates and the input's parameters.
        steps: how many, from rest.

    Returns:
        The moments after so many steps, up to rounding.
    """
    floats = np.array([float(lag) for lag in lags(source, point, steps)])
    where = [float(point[symbol]) for symbol in unit.symbols]
    return measure(as_function(unit, unit.eigenvalue), as_function(unit, unit.gain), where, floats)


def as_function(unit: Parameterization, expression: Expr) -> Callable[..., Any]:
    """Hand a map of a unit to JAX.

    Args:
        unit: the parameterization, whose constants take their values.
        expression: its eigenvalue or its gain.

    Returns:
        A function of the coordinates.
    """
    return _lowered(expression.xreplace(dict(unit.constants)), unit.symbols)


@lru_cache(maxsize=64)  # JAX compiles once for each function object
def _lowered(expression: Expr, symbols: tuple[Symbol, ...]) -> Callable[..., Any]:
    return lower(expression, symbols)
