"""Runs of any length in constant memory: resumable, interruptible, the same on any devices."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.sharding import Mesh

from numerics import checkpoint, devices
from numerics.devices import Advance, Tree
from numerics.plan import Group, ticks
from numerics.refusal import Refusal

FORMAT = 1


class Mean(NamedTuple):
    """A measured mean of independent batches.

    Args:
        mean: the mean over batches.
        stderr: its standard error; for complex means that of the real part plus i times that of
            the imaginary part.
        batches: independent batches.
    """

    mean: complex
    stderr: complex
    batches: int


class Snapshot(NamedTuple):
    """How far a run is, and what it has measured so far.

    Args:
        done: pieces that are complete.
        pieces: pieces in all.
        steps: steps so far of each point, in the order asked for.
        estimates: measured quantities by name of each point; empty before the first piece.
        state_steps: (point, chain, step) triples run by this process and its partners.
        seconds: wall time of these, compilation left out.
    """

    done: int
    pieces: int
    steps: tuple[int, ...]
    estimates: tuple[dict[str, Mean], ...]
    state_steps: int
    seconds: float


def stream(
    groups: Sequence[Group],
    seed: int,
    *,
    mesh: Mesh | None = None,
    path: Path | None = None,
    every: float = 30.0,
) -> Iterator[Snapshot]:
    """Run a plan piece by piece.

    A run that is stopped between two pieces, or killed, goes on from its checkpoint and ends in
    the same numbers, bit for bit.

    Args:
        groups: see `numerics.plan.plan`.
        seed: of all random numbers.
        mesh: devices; None takes all.
        path: checkpoint file, read where it exists and left behind at the end.
        every: seconds between two checkpoints.

    Yields:
        A snapshot before the first piece and after each.

    Raises:
        Refusal: in one line, if the devices cannot share the replicas out, or the checkpoint is
            of another run.
    """
    mesh = devices.mesh_of() if mesh is None else mesh
    _check_devices(groups, mesh)
    pieces = ticks(groups, scale=_scale(mesh))
    carries: tuple[Tree, ...] = tuple(
        devices.begin(group, mesh, seed, number) for number, group in enumerate(groups)
    )
    programs = tuple(
        devices.program(group, mesh, carry, seed, number)
        for number, (group, carry) in enumerate(zip(groups, carries, strict=True))
    )
    identity = _identity(groups, seed, pieces, mesh)
    done, saved = _resumed(path, identity, carries)
    carries = tuple(devices.placed(carry, mesh) for carry in saved) if done else carries
    first, began, written, last = done, time.monotonic(), done, time.monotonic()
    whole = tuple(map(devices.gathered, carries))
    try:
        yield _snapshot(groups, whole, first, done, pieces, 0.0)
        while done < pieces:
            after = tuple(
                _advanced(group, run, carry, done, pieces)
                for group, run, carry in zip(groups, programs, carries, strict=True)
            )
            gathered = tuple(map(devices.gathered, after))
            carries, whole, done = after, gathered, done + 1
            if path is not None and devices.agreed(time.monotonic() - last) >= every:
                _save(path, identity, done, whole)
                written, last = done, time.monotonic()
            yield _snapshot(groups, whole, first, done, pieces, time.monotonic() - began)
    finally:
        if path is not None and written < done:
            _save(path, identity, done, whole)


def _resumed(
    path: Path | None, identity: dict[str, Any], carries: tuple[Tree, ...]
) -> tuple[int, tuple[Tree, ...]]:
    """Read the checkpoint in the first process and hand it to the others."""
    done, saved, error = 0, carries, None
    if path is not None and jax.process_index() == 0 and path.exists():
        try:
            done, saved = checkpoint.load(path, identity, carries)
        except Refusal as refused:
            error = refused
    done = int(devices.agreed(-1 if error else done))
    if done < 0:
        raise error or Refusal("checkpoint", path, "of this very run", "see the first host")
    return done, devices.handed_out(saved) if done else carries


def _advanced(group: Group, run: Advance, carry: Tree, done: int, pieces: int) -> Tree:
    first, last = (group.blocks * part // pieces for part in (done, done + 1))
    return run(carry, first, last - first)


def _save(path: Path, identity: dict[str, Any], done: int, whole: tuple[Tree, ...]) -> None:
    if jax.process_index() == 0:
        checkpoint.save(path, identity, done, whole)


def _snapshot(
    groups: Sequence[Group],
    whole: tuple[Tree, ...],
    first: int,
    done: int,
    pieces: int,
    seconds: float,
) -> Snapshot:
    count = sum(len(group.indices) for group in groups)
    steps, estimates = [0] * count, [dict[str, Mean]() for _ in range(count)]
    run = 0
    for group, carry in zip(groups, whole, strict=True):
        per_block = group.chains * int(group.shape.block)
        blocks, before = (group.blocks * part // pieces for part in (done, first))
        run += (blocks - before) * per_block * len(group.indices)
        measured = _measured(group, carry, blocks) if blocks else [{} for _ in group.indices]
        for index, found in zip(group.indices, measured, strict=True):
            steps[index], estimates[index] = blocks * per_block, found
    return Snapshot(done, pieces, tuple(steps), tuple(estimates), run, seconds)


def _measured(group: Group, carry: Tree, blocks: int) -> list[dict[str, Mean]]:
    batches = group.form.sums(group.shape, group.weights, carry) / group.form.looks(
        group.shape, blocks
    )
    count = len(batches)
    means = batches.mean(axis=0)
    real = np.sqrt(batches.real.var(axis=0, ddof=1) / count)
    imaginary = np.sqrt(batches.imag.var(axis=0, ddof=1) / count)
    errors = real + 1j * imaginary
    return [
        {
            name: Mean(complex(means[p, q]), complex(errors[p, q]), count)
            for q, name in enumerate(group.names)
        }
        for p in range(len(group.indices))
    ]


def _check_devices(groups: Sequence[Group], mesh: Mesh) -> None:
    for group in groups:
        if group.replicas % mesh.size:
            rule = f"a multiple of the {mesh.size} devices"
            raise Refusal("replicas", group.replicas, rule, "change --replicas or --devices")


def _scale(mesh: Mesh) -> float:
    return 1.0 if mesh.devices.flat[0].platform == "cpu" else 200.0


def _identity(groups: Sequence[Group], seed: int, pieces: int, mesh: Mesh) -> dict[str, Any]:
    device = mesh.devices.flat[0]
    digest = sha256()
    for group in groups:
        for leaf in jax.tree.leaves(group.numbers):
            digest.update(np.ascontiguousarray(leaf).tobytes())
        digest.update(repr((group.form.__name__, group.replicas, group.blocks)).encode())
        digest.update(repr(tuple(map(_described, group.shape))).encode())
    return {
        "format": FORMAT,
        "linrec": _version("linrec"),
        "jax": jax.__version__,
        "machine": f"{platform.machine()} {device.device_kind}",
        "seed": seed,
        "steps": [group.steps for group in groups],
        "points and settings": digest.hexdigest()[:16],
        "pieces": pieces,
    }


def _described(part: Any) -> str:
    """Write a part of a shape in words that are the same in every process."""
    if isinstance(part, tuple):
        return repr(tuple(map(_described, part)))
    return f"{part.__module__}.{part.__qualname__}" if callable(part) else repr(part)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
