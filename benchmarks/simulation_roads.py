"""What is timed: linrec's kernels, the matrix products and noise they are made of, their peers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from statistics import median
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks import simulation_peers as peers
from numerics import devices
from numerics.chunks import block_words, drawn
from numerics.devices import RUN, keys, mesh_of
from numerics.plan import Group, plan
from numerics.points import Point, exponential
from numerics.settings import Settings
from numerics.threefry import key_words

Road = Callable[[], float]  # runs a piece of work and returns how much it was
REPEATS, SEED = 5, 1
POINTS, SLOW, FAST = 16, (3e-4, 6e-4), (3e-2, 1e-1)


def points(count: int, ends: tuple[float, float]) -> list[Point]:
    """Spread points with 1 - lambda between two ends, 1 - lambda_0 = 2 (1 - lambda), rho = 0.9."""
    return [Point(1 - gap, 1 - 2 * gap, 0.9) for gap in np.geomspace(*ends, count)]


def group_of(where: list[Point], form: str, precision: str, **more: Any) -> Group:
    """Lay out one group for timing: as long as asked, start at zero."""
    settings = Settings(
        steps=1, precision=precision, form=form, start="zero", replicas=2, lanes=128
    )
    (group,) = plan([exponential(p) for p in where], settings._replace(**more))
    return group


def kernel(group: Group, work: float, count: int | None = 1) -> Road:
    """Run a group of a plan for about so many state-steps, over so many devices."""
    mesh = mesh_of(count)
    carry = devices.begin(group, mesh, SEED, 0)
    run = devices.program(group, mesh, carry, SEED, 0)
    each = group.shape.points * group.chains * group.shape.block
    blocks = max(1, round(work / each))

    def road() -> float:
        jax.block_until_ready(run(carry, 0, blocks))
        return float(each * blocks)

    return road


def noise_only(group: Group, work: float) -> Road:
    """Draw the innovations that so many state-steps of a group need, and do nothing with them."""
    shape = group.shape
    each = shape.points * shape.lanes * shape.block
    blocks = max(1, round(work / each))
    key = key_words(keys(SEED, 0, 1, RUN)[0])

    def chunk(total: Any, words: Any) -> tuple[Any, None]:
        return total + drawn(shape, words), None

    def block(index: Any, total: Any) -> Any:
        return lax.scan(chunk, total, block_words(shape, key, index))[0]

    zero = jnp.zeros((shape.length, shape.lanes), shape.dtype)
    run = jax.jit(partial(lax.fori_loop, np.uint32(0), np.uint32(blocks), block))

    def road() -> float:
        jax.block_until_ready(run(zero))
        return float(each * blocks)

    return road


def peer(name: str, where: list[Point], steps: int) -> Road | None:
    """Run a peer at the same points, or None where its package is missing."""
    run = peers.available(name)
    if run is None:
        return None
    columns = [np.array([complex(p[i]).real for p in where]) for i in range(3)]

    def road() -> float:
        run(peers.Points(*columns), steps, SEED)
        return float(len(where) * steps)

    return road


def gemm(dtype: str, size: int = 1024, repeats: int = 4) -> Road:
    """Multiply square matrices with NumPy; work is counted in floating-point operations."""
    matrix = np.random.default_rng(SEED).standard_normal((size, size)).astype(dtype)

    def road() -> float:
        for _ in range(repeats):
            np.matmul(matrix, matrix)
        return 2.0 * size**3 * repeats

    return road


def jax_normals(count: int = 1 << 22) -> Road:
    """Draw float32 normals by `jax.random.normal`."""
    run = jax.jit(lambda key: jax.random.normal(key, (count,), jnp.float32))
    return lambda: float(jax.block_until_ready(run(jax.random.key(SEED))).size)


def our_normals(group: Group, count: int = 1 << 22) -> Road:
    """Draw float32 normals by the simulator's own hash, a block at a time."""
    shape = group.shape._replace(law="gaussian", chunks=4, points=1)
    return noise_only(group._replace(shape=shape), count)


def race(roads: Mapping[str, Road | None], clock: Callable[[], float]) -> dict[str, float]:
    """Run every road once unmeasured, then all in turn; the median rate of each, work a second."""
    there = {name: road for name, road in roads.items() if road is not None}
    rates: dict[str, list[float]] = {name: [] for name in there}
    for turn, (name, road) in product(range(REPEATS + 1), there.items()):
        began = clock()
        work = road()
        if turn:
            rates[name].append(work / (clock() - began))
    return {name: median(values) for name, values in rates.items()}


CPU = time.process_time
WALL = time.perf_counter
