"""The production kernel run on impulses: a zero-variance channel, without random numbers.

Squares of the responses to impulses at all ages add up to the stationary moments. A thinned kernel
sees its chain only at chunk ends, so L lanes carry one impulse each, at every place of the first
chunk: together the chunk ends see every age exactly once. The Gram kernel sees every step of one
lane.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from numerics import gram
from numerics.doubling import MEMORIES
from numerics.innovations import IMPULSE
from numerics.plan import Group

Tree = Any


def impulse(group: Group) -> tuple[dict[str, complex], ...]:
    """Sum the responses of a group's kernel to impulses over 32 memories.

    Args:
        group: a group in thinned or Gram form.

    Returns:
        By name the stationary value of each quantity, for each point of the group.
    """
    lanes = 1 if group.form is gram else group.shape.length
    shape = group.shape._replace(law=IMPULSE, lanes=lanes)
    numbers = group.numbers._replace(root=np.zeros_like(group.numbers.root))
    blocks = ceil(MEMORIES * group.memory / shape.block)
    carry = _program(group.form, shape)(jax.tree.map(jnp.asarray, numbers), np.uint32(blocks))
    whole = jax.tree.map(lambda leaf: np.asarray(leaf)[None], carry)
    totals = group.form.sums(shape, group.weights, whole).sum(axis=0)
    return tuple(dict(zip(group.names, map(complex, row), strict=True)) for row in totals)


@lru_cache(maxsize=8)
def _program(form: ModuleType, shape: Any) -> Callable[..., Tree]:
    def run(numbers: Tree, blocks: Any) -> Tree:
        normal = jnp.zeros((shape.size, shape.points, shape.lanes))
        start = form.start(shape, numbers, normal)
        key = jnp.zeros(2, jnp.uint32)

        def block(index: Any, carry: Tree) -> Tree:
            return form.advance(shape, numbers, carry, key, index)

        return lax.fori_loop(np.uint32(0), blocks, block, start)

    program: Callable[..., Tree] = jax.jit(run)
    return program
