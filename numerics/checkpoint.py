"""Where a long run stands, on disk: whole or not at all, and only for the run that wrote it."""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jax
import numpy as np

from numerics.refusal import Refusal

HEADER = "header"
MODE = 0o644
Tree = Any


def save(path: Path, identity: Mapping[str, Any], done: int, carries: Sequence[Tree]) -> None:
    """Write a checkpoint under a temporary name in the same folder, then rename it.

    Args:
        path: where it goes.
        identity: what tells this run from any other, plain data.
        done: pieces of the run that are complete.
        carries: one pytree of NumPy arrays per group.
    """
    header = json.dumps({"identity": dict(identity), "done": done})
    leaves = {f"leaf{i}": leaf for i, leaf in enumerate(jax.tree.leaves(tuple(carries)))}
    memory = io.BytesIO()
    np.savez(memory, allow_pickle=False, **{HEADER: np.array(header)}, **leaves)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(memory.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(MODE)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def load(
    path: Path, identity: Mapping[str, Any], like: Sequence[Tree]
) -> tuple[int, tuple[Tree, ...]]:
    """Read a checkpoint of this very run.

    Args:
        path: the file.
        identity: what the run is, the number of its `pieces` among it.
        like: carries with the expected shapes.

    Returns:
        How many pieces are complete, and the carries.

    Raises:
        Refusal: in one line, if it is no checkpoint or another run's.
    """
    remedy = "name another file, or remove this one"
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            header = json.loads(str(file[HEADER]))
            leaves = [file[f"leaf{i}"] for i in range(len(file.files) - 1)]
        written, done = dict(header["identity"]), header["done"]
    except Exception as error:  # a spoiled archive can raise almost anything
        raise Refusal("checkpoint", path, "a readable checkpoint of this run", remedy) from error
    for name in {**identity, **written}:
        if identity.get(name) != written.get(name):
            found = f"{name} = {written.get(name)} there, {identity.get(name)} here"
            raise Refusal("checkpoint", path, f"of this very run ({found})", remedy)
    if done not in range(identity["pieces"] + 1):
        raise Refusal("checkpoint", path, "a readable checkpoint of this run", remedy)
    expected, tree = jax.tree.flatten(tuple(like))
    if [(a.shape, a.dtype) for a in leaves] != [(a.shape, a.dtype) for a in expected]:
        raise Refusal("checkpoint", path, "of this run's shapes", remedy)
    return done, jax.tree.unflatten(tree, leaves)
