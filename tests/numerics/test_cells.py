"""Cells: pairs as they are multiplied by hand, and gated rows against their exact moments."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from numerics import exact_moments
from numerics.atoms import Atom
from numerics.cells import PAIR, Arrays, of_rows, of_system
from numerics.plan import plan_cell
from numerics.points import Point, exponential
from numerics.rows import Rows, Term
from numerics.settings import Settings
from numerics.stream import Mean, stream
from numerics.system import State

POINTS = (Point(0.9, 0.5, 0.3), Point(0.8 + 0.3j, 0.5 - 0.1j, -0.6))
PRODUCTS = {"x x": (0, 0), "x h": (0, 1), "h h": (1, 1)}
# Means of chains of independent steps are nearly normal: |z| < 6 fails with probability 2e-9.
Z = 6
HALF = Fraction(1, 2)


def gated(rho: Fraction, root: Fraction, leak: Fraction) -> Rows:
    """Write h' = (1 - a f) h + a f x' with f = (1 + eta)/2, x' = rho x + root xi."""
    a = leak / 2
    return Rows(
        (
            (Term(rho, (), 0), Term(root, (0,))),
            (
                *(Term(1 - a, (), 1), Term(-a, (1,), 1)),
                *(Term(a, (), 0, True), Term(a, (1,), 0, True)),
            ),
        )
    )


UNITS = (
    gated(Fraction(3, 5), Fraction(4, 5), Fraction(1, 2)),
    gated(Fraction(-5, 13), Fraction(12, 13), Fraction(3, 4)),
)
SIGNS = (-1, 1)
LAW = tuple(Atom(Fraction(1, 4), (xi, eta)) for xi in SIGNS for eta in SIGNS)


def simulated(rows: tuple[Rows, ...], salt: int) -> tuple[dict[str, Mean], ...]:
    cell, numbers = of_rows(rows, PRODUCTS, 2)
    # 32 chains of 8192 steps: the empty start weighs 10 memories / 8192, a tenth of an error bar
    settings = Settings(32 * 8192, form="plain", start="zero", replicas=4, lanes=8)
    *_, last = stream(plan_cell(cell, numbers, settings), salt)
    assert last.steps == (32 * 8192,) * len(rows)
    return last.estimates


def distances(found: tuple[dict[str, Mean], ...], rows: tuple[Rows, ...]) -> np.ndarray:
    """Give z of each point and product against the exact stationary moments of the very rows."""
    scores = []
    for estimates, each in zip(found, rows, strict=True):
        right = exact_moments.stationary(each, LAW, list(PRODUCTS.values()))
        for name, target in PRODUCTS.items():
            measured = estimates[name]
            gap = measured.mean.real - float(right[target].real)
            scores.append(abs(gap) / measured.stderr.real)
    return np.array(scores)


@pytest.mark.slow
def test_gated_units_have_their_exact_moments(salt: int) -> None:
    found = simulated(UNITS, salt)
    # E x^2 of +-1 innovations wanders as well: rho is not 0
    assert distances(found, UNITS).max() <= Z
    assert all(e[name].stderr.real < 0.02 * e["x x"].mean.real for e in found for name in PRODUCTS)
    # the input before the step in place of the new one
    stale = tuple(
        Rows((unit.terms[0], tuple(term._replace(fresh=False) for term in unit.terms[1])))
        for unit in UNITS
    )
    # a gate that is always half open, or the points in the other order
    steady = tuple(Rows((u.terms[0], (u.terms[1][0], u.terms[1][2]))) for u in UNITS)
    for wrong in (stale, steady, UNITS[::-1]):
        assert distances(found, wrong).max() > 2 * Z


def test_complex_rows_keep_their_imaginary_parts() -> None:
    rows = Rows(((Term(HALF, (), 0), Term(1, (0,))), (Term(0.5j, (), 1), Term(1, (), 0, True))))
    cell, numbers = of_rows((rows, rows), {"h h": (1, 1)}, 1)
    state: Any = tuple(jnp.ones((2, 1), complex) for _ in range(2))
    drawn = jnp.full((2, 1), 3.0 + 0j)
    x, h = cell.step(numbers.numbers, state, (drawn,))
    assert np.array_equal(x, np.full((2, 1), 3.5 + 0j))
    assert np.array_equal(h, np.full((2, 1), 3.5 + 0.5j))
    (square,) = cell.observe(numbers.numbers, (x, h))
    assert np.array_equal(square, np.full((2, 1), (3.5 + 0.5j) ** 2))
    assert all(leaf.shape == (2, 1) for leaf in jax.tree.leaves(tuple(numbers)))


def by_hand(state: State) -> list[complex]:
    (h, target), (dh, dtarget), (x,) = state.h, state.dh, state.source

    return [
        *(h * np.conj(h), h * target, dh * np.conj(dh), dh * dtarget),
        *(abs(h - target) ** 2 / 2, x * h, x * dh),
    ]


def test_pairs_by_hand() -> None:
    cell, numbers = of_system(tuple(map(exponential, POINTS)))
    assert cell is PAIR
    assert isinstance(numbers, Arrays)
    assert all(not np.any(leaf) for leaf in jax.tree.leaves(tuple(numbers.state)))
    begun = [
        State((0.5,), (1.0 + 1j, -0.5 + 0j), (2.0 - 1j, 0.25j)),
        State((-1.5,), (0.5j, 2.0 + 0j), (-1.0 + 0j, 1.0 + 1j)),
    ]
    columns = zip(*(jax.tree.leaves(tuple(state)) for state in begun), strict=True)
    leaves = [jnp.array(column, complex)[:, None] for column in columns]
    state = State((leaves[0],), tuple(leaves[1:3]), tuple(leaves[3:5]))
    xi = jnp.full((2, 1), 0.75 + 0j)
    after = cell.step(numbers.numbers, state, (xi,))
    seen = np.array(cell.observe(numbers.numbers, after))[:, :, 0]
    for place, (point, old) in enumerate(zip(POINTS, begun, strict=True)):
        rho = point.correlation
        x = rho * old.source[0] + np.sqrt(1 - rho**2) * 0.75
        eigenvalues = (point.eigenvalue, point.target)
        h = tuple(a * s + x for a, s in zip(eigenvalues, old.h, strict=True))
        dh = tuple(a * d + s for a, d, s in zip(eigenvalues, old.dh, old.h, strict=True))
        right = by_hand(State((x,), h, dh))
        assert len(PAIR.names) == len(right)
        assert np.abs(seen[:, place] - right).max() <= 1e-14 * np.abs(right).max()
        new_tangent = right[2] - abs(dh[0] + h[0] - old.h[0]) ** 2
        assert abs(new_tangent) > 0.1  # a tangent fed the new state would be seen
