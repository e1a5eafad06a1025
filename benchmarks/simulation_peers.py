"""The simulators that linrec's own is timed against, each as one function, noise included.

For every point (lambda, lambda_0, rho), all real, a peer runs

    x' = rho x + sqrt(1 - rho^2) xi,    h' = lambda h + x',    d' = lambda d + h,

and h_0, d_0 likewise with lambda_0, on noise of the point's own unless its name says otherwise. It
returns the averages of h^2, d^2 and d d_0 over time and chains, in float64. Every chain begins at
zero and no step is left out of the averages: peers are there to be timed, not to be unbiased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib.util import find_spec
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

LANES = 128  # chains of each point that advance together
PIECE = 1 << 17  # steps of one chain whose noise is held in memory
WIDE, BLOCK = 8, 64  # lanes and times of an associative scan

Run = Callable[["Points", int, int], np.ndarray]
Column = Any  # numbers of one row per point, as NumPy, JAX or torch keeps them


class Points(NamedTuple):
    """Where the recurrence is run: lambda, lambda_0 and rho, real, of shape (points,)."""

    eigenvalue: np.ndarray
    other: np.ndarray
    correlation: np.ndarray


class Weights(NamedTuple):
    """What multiplies the state in one step, columns of shape (points, 1)."""

    lam: Column
    lam_0: Column
    rho: Column
    kick: Column


class State(NamedTuple):
    """Where the chains stand, or the sums of the three products; shapes (points, lanes)."""

    x: Column
    h: Column
    d: Column
    h_0: Column
    d_0: Column


def step(weights: Weights, state: State, noise: Column) -> State:
    """Advance every chain by one step, in whatever arrays it is given."""
    x = weights.rho * state.x + weights.kick * noise
    h, h_0 = weights.lam * state.h + x, weights.lam_0 * state.h_0 + x
    d, d_0 = weights.lam * state.d + state.h, weights.lam_0 * state.d_0 + state.h_0
    return State(x, h, d, h_0, d_0)


def multiplied(state: State) -> tuple[Column, Column, Column]:
    """Multiply out h^2, d^2 and d d_0."""
    return state.h * state.h, state.d * state.d, state.d * state.d_0


def weights_of(points: Points, convert: Callable[[np.ndarray], Column]) -> Weights:
    """Lay the parameters of points out as columns of another library."""
    lam, lam_0, rho = (np.asarray(part, dtype=np.float64)[:, None] for part in points)
    return Weights(*map(convert, (lam, lam_0, rho, np.sqrt(1 - rho**2))))


def shared_out(steps: int, unit: int) -> int:
    """Divide the steps of a point by its chains, or by chains times the length of a block."""
    if steps < 1 or steps % unit:
        raise ValueError(f"steps = {steps}: must be a positive multiple of {unit}; round it up")
    return steps // unit


def pieces(rng: np.random.Generator, steps: int, piece: int) -> Iterator[np.ndarray]:
    """Draw the noise of one chain, a piece at a time."""
    for done in range(0, steps, piece):
        yield rng.standard_normal(min(piece, steps - done))


def lfilter(points: Points, steps: int, seed: int, piece: int = PIECE) -> np.ndarray:
    """Filter NumPy's normals by SciPy, five filters a piece, one chain for each point."""
    from scipy.signal import lfilter as filtered

    rng, found = np.random.Generator(np.random.SFC64(seed)), []
    for lam, lam_0, rho, kick in zip(*weights_of(points, np.ravel), strict=True):
        # of each filter: where its input stands in `rows`, its numerator, its pole
        filters = [(0, [kick], rho), (1, [1.0], lam), (2, [0.0, 1.0], lam)]
        filters += [(1, [1.0], lam_0), (4, [0.0, 1.0], lam_0)]
        memory, sums = [np.zeros(1)] * len(filters), np.zeros(3)
        for xi in pieces(rng, shared_out(steps, 1), piece):
            rows = [xi]
            for k, (source, above, pole) in enumerate(filters):
                row, memory[k] = filtered(above, [1.0, -pole], rows[source], zi=memory[k])
                rows.append(row)
            _, _, h, d, _, d_0 = rows
            # not h @ h: BLAS wakes threads for it, which costs a loaded machine far more
            sums += [np.einsum("t,t", one, two) for one, two in ((h, h), (d, d), (d, d_0))]
        found.append(sums / steps)
    return np.array(found)


def walk(xi: np.ndarray, lam: float, lam_0: float, rho: float, kick: float, numbers: Any) -> Any:
    """Take one chain, and its three sums, along its noise: the loop that Numba compiles."""
    x, h, d, h_0, d_0, hh, dd, dd_0 = numbers
    for t in range(xi.size):
        x = rho * x + kick * xi[t]
        d, d_0 = lam * d + h, lam_0 * d_0 + h_0
        h, h_0 = lam * h + x, lam_0 * h_0 + x
        hh, dd, dd_0 = hh + h * h, dd + d * d, dd_0 + d * d_0
    return x, h, d, h_0, d_0, hh, dd, dd_0


@cache
def compiled() -> Any:
    """Compile `walk`, once."""
    from numba import njit

    return njit(walk)


def numba_loop(
    points: Points, steps: int, seed: int, piece: int = PIECE, along: Any = None
) -> np.ndarray:
    """Walk `along` the noise of `lfilter` by a compiled scalar loop, one chain for each point."""
    along = along or compiled()
    rng, found = np.random.Generator(np.random.SFC64(seed)), []
    for lam, lam_0, rho, kick in zip(*weights_of(points, np.ravel), strict=True):
        numbers = (0.0,) * 8
        for xi in pieces(rng, shared_out(steps, 1), piece):
            numbers = along(xi, lam, lam_0, rho, kick, numbers)
        found.append(numbers[5:])
    return np.array(found) / steps


def torch_loop(points: Points, steps: int, seed: int, lanes: int = LANES) -> np.ndarray:
    """Loop over time in eager torch."""
    import torch

    weights = weights_of(points, torch.tensor)
    generator, shape = torch.Generator().manual_seed(seed), (len(weights.lam), lanes)
    zero = torch.zeros(shape, dtype=torch.float64)
    state, sums = State(*[zero] * 5), [zero.clone(), zero.clone(), zero.clone()]
    with torch.inference_mode():
        for _ in range(shared_out(steps, lanes)):
            noise = torch.randn(shape, dtype=torch.float64, generator=generator)
            state = step(weights, state, noise)
            for total, product in zip(sums, multiplied(state), strict=True):
                total += product
    return np.stack([total.sum(1).numpy() for total in sums], axis=1) / steps


def scan_per_point(points: Points, steps: int, seed: int, lanes: int = LANES) -> np.ndarray:
    """Scan over time in JAX, each point on normals of its own drawn inside the scan."""
    with jax.enable_x64(True):
        weights, key = weights_of(points, jnp.asarray), jax.random.key(seed)
        times, noises = shared_out(steps, lanes), (len(weights.lam), lanes)
        return np.asarray(scanned(weights, key, times, noises, unroll=1)) / steps


def scan_shared(points: Points, steps: int, seed: int, lanes: int = LANES) -> np.ndarray:
    """Scan over time in JAX, all points on the same normals, two steps at a time."""
    with jax.enable_x64(True):
        weights, key = weights_of(points, jnp.asarray), jax.random.key(seed)
        times = shared_out(steps, lanes)
        return np.asarray(scanned(weights, key, times, (1, lanes), unroll=2)) / steps


@partial(jax.jit, static_argnames=("times", "noises", "unroll"))
def scanned(
    weights: Weights, key: Array, times: int, noises: tuple[int, int], unroll: int
) -> Array:
    """Sum the three products over `times` steps of every lane, shape (points, 3)."""

    def advance(carry: tuple[State, Any], t: Array) -> tuple[tuple[State, Any], None]:
        noise = jax.random.normal(jax.random.fold_in(key, t), noises, dtype=jnp.float64)
        state = step(weights, carry[0], noise)
        return (state, jax.tree.map(jnp.add, carry[1], multiplied(state))), None

    zero = jnp.zeros((len(weights.lam), noises[1]))
    start = State(zero, zero, zero, zero, zero), (zero, zero, zero)
    (_, sums), _ = lax.scan(advance, start, jnp.arange(times), unroll=unroll)
    return jnp.stack([total.sum(1) for total in sums], axis=1)


def associative_scan(
    points: Points, steps: int, seed: int, lanes: int = WIDE, block: int = BLOCK
) -> np.ndarray:
    """Scan blocks of time in parallel, as the LRU and S5 do: first x, then h, then d."""
    with jax.enable_x64(True):
        weights, key = weights_of(points, jnp.asarray), jax.random.key(seed)
        blocks = shared_out(steps, lanes * block)
        return np.asarray(by_blocks(weights, key, blocks, lanes, block)) / steps


def recurred(pole: Array, source: Array, before: Array) -> Array:
    """Solve y_t = pole y_{t-1} + source_t along the first axis, `before` being y_{-1}."""
    source = source.at[0].add(pole * before)
    maps = jnp.broadcast_to(pole, (len(source), *pole.shape)), source  # y -> pole y + source
    return lax.associative_scan(lambda f, g: (f[0] * g[0], g[0] * f[1] + g[1]), maps)[1]


@partial(jax.jit, static_argnames=("blocks", "lanes", "block"))
def by_blocks(weights: Weights, key: Array, blocks: int, lanes: int, block: int) -> Array:
    """Sum the three products over all blocks and lanes, shape (points, 3)."""

    def advance(carry: tuple[State, Array], k: Array) -> tuple[tuple[State, Array], None]:
        last, sums = carry
        noise = jax.random.normal(jax.random.fold_in(key, k), shape, dtype=jnp.float64)
        x = recurred(weights.rho, weights.kick[None] * noise, last.x)
        h, h_0 = recurred(weights.lam, x, last.h), recurred(weights.lam_0, x, last.h_0)
        late = jnp.concatenate([last.h[None], h[:-1]])
        late_0 = jnp.concatenate([last.h_0[None], h_0[:-1]])
        d, d_0 = recurred(weights.lam, late, last.d), recurred(weights.lam_0, late_0, last.d_0)
        rows = State(x, h, d, h_0, d_0)
        found = [product.sum((0, 2)) for product in multiplied(rows)]
        return (State(*(row[-1] for row in rows)), sums + jnp.stack(found, axis=1)), None

    shape, zero = (block, len(weights.lam), lanes), jnp.zeros((len(weights.lam), lanes))
    start = State(zero, zero, zero, zero, zero), jnp.zeros((len(weights.lam), 3))
    return lax.scan(advance, start, jnp.arange(blocks))[0][1]


# name, function, (point, step, chain) triples a second on one core of a quiet machine
PEERS: tuple[tuple[str, Run, float | None], ...] = (
    ("lfilter", lfilter, 3.0e7),
    ("numba_loop", numba_loop, None),
    ("torch_loop", torch_loop, None),
    ("scan_per_point", scan_per_point, 4.0e7),
    ("scan_shared", scan_shared, 1.1e8),
    ("associative_scan", associative_scan, 3.0e7),
)
NEEDS = (("lfilter", "scipy"), ("numba_loop", "numba"), ("torch_loop", "torch"))


def available(name: str) -> Run | None:
    """Give the peer of that name, or None where the package that it needs is not installed."""
    if any(find_spec(package) is None for peer, package in NEEDS if peer == name):
        return None
    return {peer: run for peer, run, _ in PEERS}[name]
