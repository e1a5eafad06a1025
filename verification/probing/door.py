"""Probes and published parameterizations in Python, as notebooks and training scripts use them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from derivations.parameterizations import NAMES, find
from verification.api import known
from verification.lowering import lower
from verification.probing.bracketing import Bracket, bracket, solved
from verification.probing.probe import SECONDS, Record
from verification.probing.probe import probe as probed
from verification.probing.question import Question


@dataclass(frozen=True, repr=False)
class Probe:
    """What a probe has found; notebooks show it as its report.

    Args:
        record: plain data, as `linrec probe --json` prints it.
    """

    record: Record

    def __getitem__(self, key: str) -> Any:
        """Give one part of the record."""
        return self.record[key]

    def __repr__(self) -> str:
        return f"Probe({self.record.get('lambda')}: {self.record.get('verdict')})"

    def _repr_html_(self) -> str:
        from html import escape

        from verification.probing.report import html

        page = escape(html(self.record))
        return f'<iframe srcdoc="{page}" width="100%" height="720" frameborder="0"></iframe>'


def probe(
    eigenvalue: str,
    *,
    gain: str = "",
    input: str = "white",
    domain: str = "",
    detached: bool = False,
    horizon: int = 0,
    seed: int = 0,
    seconds: float = SECONDS,
) -> Probe:
    """Say everything of a parameterization.

    Args:
        eigenvalue: lambda of omega, a name of the catalogue, or `file.py:NAME`.
        gain: gamma; 1, or the catalogue's, when empty.
        input: the kind of input, as `linrec probe --help` lists them.
        domain: intervals such as `-1<omega<1`.
        detached: whether gamma is held fixed in derivatives.
        horizon: steps from rest; 0 for the stationary state.
        seed: salt of every random choice.
        seconds: for each step.

    Returns:
        The record.

    Raises:
        InputError: naming what cannot be read, or where the map leaves the unit disk.
    """
    question = Question(eigenvalue, gain, domain, input, detached, seed, horizon)
    return Probe(probed(question, seconds))


class Unit(NamedTuple):
    """A published parameterization as JAX functions, for a training script.

    Args:
        initialise: (key, shape, low, high) to coordinates, shape (n, *shape): |lambda|^2 uniform
            between low^2 and high^2, other coordinates uniform between the ends of their interval,
            -1 and 1 standing for infinite ones.
        eigenvalue: coordinates, shape (n, ...), to lambda.
        gain: coordinates to gamma; wrap it in `jax.lax.stop_gradient` where `is_coupled` is False.
        is_coupled: whether gradients flow through gamma as it was published.
        coordinates: their names, n of them.
    """

    initialise: Callable[..., Array]
    eigenvalue: Callable[[Array], Array]
    gain: Callable[[Array], Array]
    is_coupled: bool
    coordinates: tuple[str, ...]


def unit(name: str) -> Unit:
    """Give an entry of the catalogue as JAX functions.

    Args:
        name: as `linrec probe --list` prints it; capitals do not matter.

    Returns:
        Its functions; constants have the values of the catalogue.

    Raises:
        InputError: naming close alternatives.
    """
    entry = find(known(name.lower(), NAMES, "parameterization"))
    constants = dict(entry.constants)
    maps = [lower(e.xreplace(constants), entry.symbols) for e in (entry.eigenvalue, entry.gain)]
    eigenvalue, gain = (_of_rows(function) for function in maps)
    where = bracket(entry)

    def initialise(
        key: Array, shape: int | tuple[int, ...], low: float = 0.9, high: float = 0.999
    ) -> Array:
        return _drawn(key, shape, (low, high), eigenvalue, where)

    return Unit(initialise, eigenvalue, gain, entry.is_coupled, tuple(map(str, entry.symbols)))


def _of_rows(function: Callable[..., Array]) -> Callable[[Array], Array]:
    return lambda rows: jnp.broadcast_to(function(*rows), jnp.shape(rows)[1:])


def _drawn(
    key: Array,
    shape: int | tuple[int, ...],
    ring: tuple[float, float],
    eigenvalue: Callable[[Array], Array],
    where: Bracket,
) -> Array:
    shape = (shape,) if isinstance(shape, int) else shape
    first, second = jax.random.split(key)
    low, high = ring
    squares = jax.random.uniform(first, shape, minval=low**2, maxval=high**2)
    lows, highs = (jnp.asarray(ends).reshape(-1, *[1] * len(shape)) for ends in where.box)
    rest = lows + (highs - lows) * jax.random.uniform(second, (len(where.box[0]), *shape))
    return solved(eigenvalue, where, rest, jnp.sqrt(squares))
