"""Where a simulation must look, and how long, to tell every mutant from the right formula.

At a point the mean over N steps of a quantity with parts (re, im) has covariance C/N. A mutant that
is off by delta there gains N delta^T C^-1 delta of information; the linear program finds the fewest
steps that give each mutant enough, over a grid of points with moduli of 0.9 at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from scipy import optimize, stats  # type: ignore[import-untyped]
from sympy import Expr, I, Rational, Symbol

from derivations.closed_form import with_conjugates
from numerics.linear import linear
from numerics.points import exponential
from verification.mutation.edits import Mutant
from verification.mutation.killing import values
from verification.simulation import lags
from verification.simulation.grid import Place, rounded

ALPHA, BETA = 1e-9, 1e-6
LAW = "rademacher"
UNIT = 1e5  # steps, so that the program's numbers are near one
_TENTHS = (3, 5, 7, 8, 9)
_PHASES = ((27, 36), (-36, 27), (30, -40), (-24, -32), (65, 40), (20, -75))  # hundredths
_CORRELATIONS = (3, 5, 7, 9)

Right = Mapping[str, Expr]
Wrong = Mapping[str, Sequence[Mutant]]
Array = np.ndarray


class Design(NamedTuple):
    """A plan of looking.

    Args:
        places: the points.
        steps: of each point.
        least: the smallest information of a mutant, its difference evaluated exactly.
        unseen: mutants that no point of the grid tells apart, as pairs (quantity, mutant).
    """

    places: tuple[Place, ...]
    steps: tuple[int, ...]
    least: float
    unseen: tuple[tuple[str, Mutant], ...]


@cache
def grid() -> tuple[Place, ...]:
    """List points with both signs and generic phases, no two numbers of one modulus."""
    real = [sign * Rational(n, 10) for n in _TENTHS for sign in (1, -1)]
    plane = [Rational(a, 100) + I * Rational(b, 100) for a, b in _PHASES]
    rhos = [sign * Rational(n, 10) for n in _CORRELATIONS for sign in (1, -1)]
    pairs = [(a, b) for a, b in product(real, real) if abs(a) != abs(b)]
    pairs += [(a, b) for a, b in product(plane, plane) if a != b]
    return tuple(Place(a, b, rho) for (a, b), rho in product(pairs, rhos))


def need(parts: int) -> float:
    """Compute the information at which a chi-squared test misses a mutant with probability BETA.

    Args:
        parts: degrees of freedom.

    Returns:
        The non-centrality at level ALPHA; 118 for one part.
    """
    threshold = stats.chi2.isf(ALPHA, parts)
    return float(
        optimize.brentq(lambda nc: stats.ncx2.cdf(threshold, parts, nc) - BETA, 1.0, 1000.0)
    )


def weights(place: Place, names: Sequence[str]) -> dict[str, Array]:
    """Invert the covariance of the parts of each quantity, for one step.

    Args:
        place: a point.
        names: of the quantities.

    Returns:
        By name a matrix of shape (2, 2); a part without noise has weight zero.
    """
    problem = linear(exponential(place.numeric))
    forms = {name: problem.forms[name] for name in names}
    sums = {f"{name} summed": form.real + form.imag for name, form in forms.items()}
    found = lags.variances(problem._replace(forms=forms | sums), LAW, 1)
    return {name: _inverted(found[name], found[f"{name} summed"].real) for name in names}


def design(right: Right, wrong: Wrong, places: Sequence[Place] = ()) -> Design:
    """Choose points and steps.

    Args:
        right: formulas by quantity.
        wrong: their mutants.
        places: the points to choose from; empty for `grid`.

    Returns:
        The cheapest plan that gives each mutant the information it needs.
    """
    places = tuple(places) or grid()
    names = tuple(right)
    every = [weights(place, names) for place in places]
    tables = {name: np.array([one[name] for one in every]) for name in names}
    owners = [(name, mutant) for name in names for mutant in wrong[name]]
    gains = np.concatenate(
        [_information(_gaps(right[n], wrong[n], places), tables[n]) for n in names]
    )
    seen = gains.max(axis=1) > need(1) / (UNIT * UNIT)
    chosen = _cheapest(gains[seen], need(1))
    parts = max(1, *(_parts(tables[name][chosen > 0]) for name in names))
    steps = np.ceil(chosen * need(parts) / need(1)).astype(int)
    used = [k for k in range(len(places)) if steps[k]]
    exact = exact_gains(right, wrong, [places[k] for k in used])
    least = (exact @ steps[used])[seen].min() if used else 0.0
    unseen = tuple(owner for owner, known in zip(owners, seen, strict=True) if not known)
    return Design(
        tuple(places[k] for k in used), tuple(int(steps[k]) for k in used), float(least), unseen
    )


def exact_gains(right: Right, wrong: Wrong, places: Sequence[Place]) -> Array:
    """Compute information for each step from exact differences, rounded once.

    Args:
        right: formulas by quantity.
        wrong: their mutants.
        places: the points.

    Returns:
        An array of shape (mutants, places).
    """
    rows = [np.zeros((0, len(places)))]
    for name, formula in right.items() if places else ():
        gaps = [exact_gaps(formula, wrong[name], place) for place in places]
        table = np.array([weights(place, (name,))[name] for place in places])
        rows.append(_information(np.array(gaps).T, table))
    return np.concatenate(rows)


def exact_gaps(formula: Expr, mutants: Sequence[Mutant], place: Place) -> list[complex]:
    """Subtract a formula from its mutants exactly, and round once; infinite without a value."""
    true, *found = values(formula, [Mutant("none", "root", formula), *mutants], place.exact)
    return [complex(np.inf) if v is None else to_complex(v - true) for v in found]


def to_complex(number: Any) -> complex:
    """Round an element of Q(i)."""
    return complex(*(int(part.numerator) / int(part.denominator) for part in (number.x, number.y)))


def _inverted(both: complex, summed: float) -> Array:
    real, imaginary = both.real, both.imag
    if not imaginary > 1e-12 * real:
        return np.array([[1 / real, 0.0], [0.0, 0.0]])
    shared = (summed - real - imaginary) / 2
    inverse: Array = np.linalg.inv(np.array([[real, shared], [shared, imaginary]]))
    return inverse


def _information(gaps: Array, table: Array) -> Array:
    parts = np.stack([gaps.real, gaps.imag])
    gains = np.einsum("ajp,pab,bjp->jp", parts, table, parts)
    # a mutant's pole tells it apart, but a design must not lean on points that hit one
    return np.where(np.isfinite(gains), gains, 0.0)


def _parts(table: Array) -> int:
    return int(sum(np.linalg.matrix_rank(matrix) for matrix in table))


def _gaps(formula: Expr, mutants: Sequence[Mutant], places: Sequence[Place]) -> Array:
    exact = [with_conjugates(place.exact) for place in places]
    table = {s: np.array([rounded(point[s]) for point in exact]) for s in exact[0]}
    with np.errstate(all="ignore"):
        true = _on_grid(formula, table)
        return np.array([_on_grid(m.expression, table) - true for m in mutants])


def _on_grid(node: Expr, table: dict[Symbol, Array]) -> Array:
    if node in table:
        return table[node]
    if node.is_Add or node.is_Mul:
        parts = np.array([_on_grid(part, table) for part in node.args])
        total: Array = parts.sum(axis=0) if node.is_Add else parts.prod(axis=0)
        return total
    if node.is_Pow:
        power: Array = np.power(_on_grid(node.base, table), int(node.exp))
        return power
    return np.full(len(next(iter(table.values()))), complex(node))


def _cheapest(gains: Array, least: float) -> Array:
    """Solve the linear program; steps of each point."""
    if not len(gains):
        return np.zeros(gains.shape[1])
    rows = -gains * UNIT / least
    found = optimize.linprog(np.ones(gains.shape[1]), A_ub=rows, b_ub=-np.ones(len(rows)))
    if found.x is None:
        raise ValueError(f"program = {found.message}: must be solvable; leave mutants out")
    return np.array(np.where(found.x > 1e-6, found.x, 0.0) * UNIT)
