"""The step repeated under JAX, over given random numbers or over long runs in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from numerics.atoms import Law
from numerics.dual import Dual, coordinates, from_coordinates, leafwise, levels
from numerics.rows import Rows, coefficients, step, with_coefficients

State = tuple[Any, ...]
Sample = Callable[[Array, int], Array]

jax.tree_util.register_dataclass(Dual, data_fields=["value", "slope"], meta_fields=[])


def as_arrays(rows: Rows, dtype: Any = None) -> Rows:
    """Turn the coefficients of rows into arrays of one type.

    Args:
        rows: rows of Python or exact numbers, `Dual` allowed.
        dtype: the type; None takes float64, or complex128 when a coefficient is not real.

    Returns:
        The same rows over arrays.
    """
    numbers = coefficients(rows)
    if dtype is None:
        plain = coordinates(numbers, _depth(rows))
        dtype = jnp.complex128 if any(complex(n).imag for n in plain) else jnp.float64

    def convert(number: Any) -> Array:
        value = complex(number)
        return jnp.asarray(value if value.imag else value.real, dtype)

    return with_coefficients(rows, (leafwise(convert, number) for number in numbers))


def empty(rows: Rows) -> State:
    """Make the state whose numbers are all zero, slopes included.

    Args:
        rows: n rows over arrays, see `as_arrays`.

    Returns:
        n zeros of the rows' type and levels.
    """
    depth = _depth(rows)
    zero = jnp.zeros((), _dtype(rows))
    return from_coordinates((zero,) * (len(rows.terms) << depth), depth)


def run(rows: Rows, draws: Array, start: State) -> State:
    """Run a recurrence over given random numbers.

    Args:
        rows: n rows over arrays, see `as_arrays`.
        draws: random numbers, shape (time, randoms).
        start: the state before the first step, n numbers of the rows' type, see `empty`.

    Returns:
        The state after the last step.
    """

    def advance(state: State, randoms: Array) -> tuple[State, None]:
        return step(rows, state, tuple(randoms)), None

    return lax.scan(advance, start, draws.astype(_dtype(rows)))[0]


def averages(
    rows: Rows,
    sample: Sample,
    key: Array,
    products: Sequence[tuple[int, ...]],
    *,
    chunks: int,
    chunk: int = 1024,
) -> Array:
    """Average products of coordinates over time along one run from the empty state.

    The random numbers of one chunk are all that is held in memory, whatever the length. The first
    chunk is left out of the averages, so `chunk` must be long against the memory of the recurrence.
    Independent replicates are a `jax.vmap` over keys.

    Args:
        rows: n rows over arrays, see `as_arrays`.
        sample: gives the random numbers from a key and a time, shape (time, randoms).
        key: a JAX random key; chunk k uses `fold_in(key, k)`.
        products: coordinates with repetition, see `numerics.dual.coordinates`.
        chunks: chunks averaged over, after one that is not.
        chunk: steps in a chunk.

    Returns:
        The averages, shape (len(products),).
    """
    depth, one = _depth(rows), jnp.ones((), _dtype(rows))

    def advance(carry: tuple[State, Array], randoms: Array) -> tuple[tuple[State, Array], None]:
        state = step(rows, carry[0], tuple(randoms))
        flat = coordinates(state, depth)
        seen = jnp.stack([prod((flat[i] for i in p), start=one) for p in products])
        return (state, carry[1] + seen), None

    def follow(carry: tuple[State, Array], k: Array) -> tuple[tuple[State, Array], None]:
        draws = sample(jax.random.fold_in(key, k), chunk).astype(_dtype(rows))
        return lax.scan(advance, carry, draws)[0], None

    zeros = jnp.zeros(len(products), _dtype(rows))
    (state, _), _ = follow((empty(rows), zeros), jnp.asarray(0))
    (_, sums), _ = lax.scan(follow, (state, zeros), jnp.arange(1, chunks + 1))
    return sums / (chunks * chunk)


def sampler(law: Law) -> Sample:
    """Draw the random numbers of successive steps from a finite law.

    Args:
        law: its atoms.

    Returns:
        A function of a key and a time; it gives numbers of shape (time, randoms).
    """
    values = [[complex(number) for number in atom.randoms] for atom in law]
    real = not any(value.imag for row in values for value in row)
    table = jnp.asarray([[v.real for v in row] for row in values] if real else values)
    weights = jnp.asarray([float(atom.probability) for atom in law])

    def sample(key: Array, time: int) -> Array:
        return table[jax.random.choice(key, len(law), (time,), p=weights)]

    return sample


def _depth(rows: Rows) -> int:
    return max(map(levels, coefficients(rows)), default=0)


def _dtype(rows: Rows) -> Any:
    leaves = jax.tree.leaves(coefficients(rows))
    return leaves[0].dtype
