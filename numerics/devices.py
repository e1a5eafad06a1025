"""Replicas shared out over devices: of one process, or of several that work together."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from types import ModuleType
from typing import Any

import jax
import numpy as np
from jax import Array, lax
from jax.experimental import multihost_utils
from jax.sharding import AxisType, Mesh, NamedSharding
from jax.sharding import PartitionSpec as Spec

from numerics.plan import Group
from numerics.refusal import Refusal
from numerics.threefry import key_words

AXIS = "replica"
EACH = Spec(AXIS)  # type: ignore[no-untyped-call]
SAME = Spec()  # type: ignore[no-untyped-call]
START, RUN = 0, 1
Tree = Any
Advance = Callable[[Tree, int, int], Tree]


class PrecisionError(RuntimeError):
    """A program would multiply matrices below full precision."""


def mesh_of(devices: int | None = None) -> Mesh:
    """Line up devices, those of all processes where there are several.

    Args:
        devices: how many; None takes all.

    Returns:
        A mesh with the one axis `replica`.

    Raises:
        Refusal: if there are fewer.
    """
    have = jax.devices()
    count = len(have) if devices is None else devices
    if not 1 <= count <= len(have):
        raise Refusal("devices", count, f"from 1 to {len(have)}, what there is", "ask for fewer")
    return Mesh(np.array(have[:count]), (AXIS,), axis_types=(AxisType.Auto,))


def keys(seed: int, group: int, replicas: int, purpose: int) -> Array:
    """Give each replica of a group keys of its own, whatever device it runs on.

    Args:
        seed: of the run.
        group: number of the group.
        replicas: R.
        purpose: `START` or `RUN`.

    Returns:
        Random keys, shape (R,).
    """
    root = jax.random.fold_in(jax.random.key(seed, impl="threefry2x32"), group)
    own = jax.vmap(partial(jax.random.fold_in, root))(np.arange(replicas))
    return jax.vmap(lambda key: jax.random.fold_in(key, purpose))(own)


def begin(group: Group, mesh: Mesh, seed: int, number: int) -> Tree:
    """Start every replica of a group.

    Args:
        group: what is run.
        mesh: the devices.
        seed: of the run.
        number: number of the group.

    Returns:
        The carry, each leaf with a leading axis of replicas, shared out over the devices.
    """
    shape = group.shape
    size = (shape.size, shape.points, shape.lanes)

    def one(words: np.ndarray) -> Tree:
        # on the host, so that no compiler's choice for some number of devices can enter
        normal = np.random.Generator(np.random.Philox(key=words)).standard_normal(size)
        return jax.tree.map(np.asarray, group.form.start(shape, group.numbers, normal))

    starts = [one(words) for words in _words(keys(seed, number, group.replicas, START))]
    return placed(jax.tree.map(lambda *each: np.stack(each), *starts), mesh)


def program(group: Group, mesh: Mesh, carry: Tree, seed: int, number: int) -> Advance:
    """Compile the run of some blocks of a group.

    Args:
        group: what is run.
        mesh: the devices.
        carry: a carry, for its shapes.
        seed: of the run.
        number: number of the group.

    Returns:
        A function of a carry, the first block and how many blocks; it gives the next carry.
    """
    jitted = _jitted(group.form, group.shape, mesh)
    words = placed(_words(keys(seed, number, group.replicas, RUN)), mesh)
    numbers = placed(group.numbers, mesh, SAME)
    nothing = (np.uint32(0), np.uint32(0), numbers, carry, words)
    demand_full_precision(jitted.lower(*nothing).as_text())
    jax.block_until_ready(jitted(*nothing))  # type: ignore[no-untyped-call]
    return lambda carry, first, count: jitted(
        np.uint32(first), np.uint32(count), numbers, carry, words
    )


@lru_cache(maxsize=16)
def _jitted(form: ModuleType, shape: Any, mesh: Mesh) -> Any:
    """Share one compiled program between groups of one shape, and between seeds."""

    def one(first: Array, count: Array, numbers: Tree, replica: tuple[Tree, Array]) -> Tree:
        start, own = replica

        def block(index: Array, carry: Tree) -> Tree:
            return form.advance(shape, numbers, carry, own, index)

        return lax.fori_loop(first, first + count, block, start)

    def local(first: Array, count: Array, numbers: Tree, carry: Tree, words: Array) -> Tree:
        return lax.map(partial(one, first, count, numbers), (carry, words))

    specs = (SAME, SAME, SAME, EACH, EACH)
    return jax.jit(jax.shard_map(local, mesh=mesh, in_specs=specs, out_specs=EACH))


def demand_full_precision(text: str) -> None:
    """Refuse a lowered program with a matrix product that a GPU might run in TF32.

    Args:
        text: the program in StableHLO.

    Raises:
        PrecisionError: naming the product.
    """
    for line in text.splitlines():
        if "dot_general" in line and "precision = [HIGHEST, HIGHEST]" not in line:
            raise PrecisionError(f"not at full precision: {line.strip()[:200]}")


def placed(tree: Tree, mesh: Mesh, spec: Spec = EACH) -> Tree:
    """Hand NumPy arrays that every process holds to the devices.

    Args:
        tree: arrays.
        mesh: the devices.
        spec: how they are shared out; `EACH` cuts the leading axis into replicas.

    Returns:
        The same tree of JAX arrays.
    """
    sharding = NamedSharding(mesh, spec)

    def put(leaf: Any) -> Array:
        whole = np.asarray(leaf)
        return jax.make_array_from_callback(whole.shape, sharding, lambda index: whole[index])

    return jax.tree.map(put, tree)


def gathered(tree: Tree) -> Tree:
    """Fetch arrays to every process, shared out or not.

    Args:
        tree: JAX arrays.

    Returns:
        The same tree of NumPy arrays.
    """
    if jax.process_count() == 1:
        return jax.tree.map(np.asarray, tree)
    return multihost_utils.process_allgather(tree, tiled=True)


def handed_out(tree: Tree) -> Tree:
    """Give every process the first one's arrays; the others pass any of the same shapes."""
    if jax.process_count() == 1:
        return tree
    mine = jax.process_index() == 0
    own = jax.tree.map(lambda a: np.asarray(a) if mine else np.zeros(a.shape, a.dtype), tree)
    return multihost_utils.broadcast_one_to_all(own)


def agreed(value: float) -> float:
    """Give every process the first one's value."""
    if jax.process_count() == 1:
        return value
    return float(multihost_utils.broadcast_one_to_all(np.asarray(value)))


def _words(own: Array) -> np.ndarray:
    return np.asarray(jax.vmap(key_words)(own))
