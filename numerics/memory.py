"""What a run holds in memory, compared with what there is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from math import prod
from typing import Any

import jax
import numpy as np
from jax.sharding import Mesh

from numerics.innovations import words_needed
from numerics.plan import Group
from numerics.refusal import Refusal

# Old and new carries, and the copy that a checkpoint makes.
COPIES = 3


def needed(group: Group) -> int:
    """Estimate the bytes that all replicas of a group hold, one block of noise included.

    Args:
        group: a group of a plan.

    Returns:
        Bytes.
    """
    shape = group.shape
    normal = jax.ShapeDtypeStruct((shape.size, shape.points, shape.lanes), np.float64)  # type: ignore[no-untyped-call]
    carry = jax.eval_shape(partial(group.form.start, shape, group.numbers), normal)
    words = shape.chunks * words_needed(shape.law, shape.length) * 4
    chunk = 2 * (len(jax.tree.leaves(carry)) * shape.points + shape.length) * 8
    return int(COPIES * group.replicas * _bytes(carry) + (words + chunk) * shape.lanes)


def check_memory(groups: Sequence[Group], mesh: Mesh) -> None:
    """Refuse a run that does not fit.

    Args:
        groups: a plan.
        mesh: the devices that share it.

    Raises:
        Refusal: in one line, if it needs more than there is.
    """
    here = len(mesh.local_devices) / mesh.size
    want, have = here * sum(map(needed, groups)), available(mesh)
    if want > have:
        value = f"{max(group.shape.lanes for group in groups)}, {want / 1e9:.1f} GB in all"
        rule = f"few enough for the {have / 1e9:.1f} GB of memory that are free"
        raise Refusal("lanes", value, rule, "ask for fewer --lanes, --replicas or points")


def available(mesh: Mesh) -> int:
    """Find how many bytes this process's devices of a mesh can take.

    Args:
        mesh: the devices.

    Returns:
        Bytes: of the devices where they tell, else what the operating system has free.
    """
    limits = [(device.memory_stats() or {}).get("bytes_limit", 0) for device in mesh.local_devices]
    if all(limits):
        return int(sum(limits))
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _bytes(tree: Any) -> int:
    return sum(int(prod(leaf.shape)) * int(leaf.dtype.itemsize) for leaf in jax.tree.leaves(tree))
