"""Recurrences as cells: a step and what is observed of it, in elementwise arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import mul
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from numerics.quantities import NAMES, of_pair
from numerics.rows import Rows, with_coefficients
from numerics.rows import step as row_step
from numerics.system import State, System, dot
from numerics.system import step as system_step

Numbers = Any
Values = tuple[Array, ...]


class Cell(NamedTuple):
    """A recurrence in elementwise arithmetic on arrays of any shape, and what is averaged of it.

    Args:
        step: (numbers, state, randoms) -> the next state, a pytree of arrays.
        observe: (numbers, state) -> one array per name.
        names: names of the quantities.
        randoms: independent innovations of a step.
    """

    step: Callable[[Numbers, Any, Values], Any]
    observe: Callable[[Numbers, Any], Values]
    names: tuple[str, ...]
    randoms: int = 1


class Arrays(NamedTuple):
    """The numbers of a group of points.

    Args:
        numbers: what the cell is handed, leaves of shape (P, 1).
        state: where every chain starts, leaves of shape (P, 1).
    """

    numbers: Numbers
    state: Any


def of_system(systems: tuple[System, ...]) -> tuple[Cell, Arrays]:
    """Make a cell of pairs of recurrences that share their rows' shape.

    Args:
        systems: P systems of two eigenvalues each, of numbers that `complex` takes.

    Returns:
        The cell, and its numbers with empty recurrences and the input at its mean.
    """
    stacked = _stacked(systems)
    width = len(systems[0].eigenvalues)
    zero = np.zeros_like(stacked.variance)
    return PAIR, Arrays(stacked, State(stacked.mean, (zero,) * width, (zero,) * width))


def of_rows(
    rows: tuple[Rows, ...], products: Mapping[str, tuple[int, int]], randoms: int
) -> tuple[Cell, Arrays]:
    """Make a cell of rows with random coefficients, such as gated units.

    Args:
        rows: P rows of the same terms with different coefficients.
        products: by name two indices of states whose product is averaged.
        randoms: random numbers of a step.

    Returns:
        The cell, and its numbers with all states zero.
    """
    numbers = tuple(zip(*(_plain(each) for each in rows), strict=True))
    bare = with_coefficients(rows[0], (None,) * len(numbers))
    each_column = tuple(_column(each) for each in numbers)
    kind = np.result_type(*each_column)
    columns = tuple(column.astype(kind) for column in each_column)

    def step(coefficients: Numbers, state: Any, drawn: Values) -> Any:
        alike = tuple(xi.astype(kind) for xi in drawn)
        return row_step(with_coefficients(bare, coefficients), state, alike)

    def observe(coefficients: Numbers, state: Any) -> Values:
        del coefficients
        return tuple(state[i] * state[j] for i, j in products.values())

    zeros = (np.zeros((len(rows), 1), kind),) * len(bare.terms)
    return Cell(step, observe, tuple(products), randoms), Arrays(columns, zeros)


def _pair_step(system: System, state: State, randoms: Values) -> State:
    (xi,) = randoms
    scale = jnp.sqrt(system.variance)
    return system_step(system, state, scale * xi.astype(scale.dtype))


def _pair_products(system: System, state: State) -> Values:
    (h, target), (dh, dtarget) = state.h, state.dh
    return of_pair(mul, dot(system.readout, state.source), (h, target), (dh, dtarget))


PAIR = Cell(_pair_step, _pair_products, NAMES)


def _stacked(systems: tuple[System, ...]) -> System:
    leaves = [jax.tree.leaves(tuple(system)) for system in systems]
    columns = [_column(each) for each in zip(*leaves, strict=True)]
    kind = np.result_type(*columns)
    tree = jax.tree.structure(tuple(systems[0]))
    return System(*jax.tree.unflatten(tree, [column.astype(kind) for column in columns]))


def _plain(rows: Rows) -> tuple[complex, ...]:
    return tuple(complex(term.coefficient) for terms in rows.terms for term in terms)


def _column(numbers: tuple[Any, ...]) -> np.ndarray:
    column = np.array([complex(number) for number in numbers])[:, None]
    return column if np.any(column.imag) else column.real
