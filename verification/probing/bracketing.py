"""Coordinates at which a unit has given moduli |lambda|, many at once, by halving in JAX."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax
from sympy import Expr, Rational, oo

from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.reach import reach
from verification.probing.paths import DOUBLINGS, Way, middle, towards, value, way

STEPS = 80
SMALL, LARGE = 1e-2, 1 - 1e-6  # moduli between which the bracket reaches, if the unit does
RAY = 1e3  # how far a ray is followed, in units of its first point


class Bracket(NamedTuple):
    """Where |lambda| grows.

    Args:
        place: number of the coordinate that is moved; None for all of them along a ray.
        near: where |lambda| is small, or what grows is.
        far: where it is large.
        sign: of a real lambda, 1 if lambda itself grows along it, -1 if it falls; else 0.
        box: ends of the intervals of all coordinates, -1 and 1 for infinite ones.
    """

    place: int | None
    near: float
    far: float
    sign: int
    box: tuple[tuple[float, ...], tuple[float, ...]]


def bracket(unit: Parameterization) -> Bracket:
    """Find along what the modulus of an eigenvalue grows.

    Args:
        unit: the parameterization.

    Returns:
        A coordinate with two ends, or rays from the origin.
    """
    constants = dict(unit.constants)
    lows, highs = zip(
        *((_end(c.low, constants, -1.0), _end(c.high, constants, 1.0)) for c in unit.coordinates),
        strict=True,
    )
    path = way(unit, reach(unit))
    if path is None:
        return Bracket(None, 0.0, RAY, 0, (lows, highs))
    place = unit.symbols.index(path.symbol)
    return Bracket(place, *_followed(unit, path), (lows, highs))


def _end(end: Expr, constants: dict[Expr, Expr], otherwise: float) -> float:
    return otherwise if end in (oo, -oo) else float(end.xreplace(constants))


def _followed(unit: Parameterization, path: Way) -> tuple[float, float, int]:
    """Walk both ways from the start until |lambda| is small and large, or lambda changes sign."""
    eigenvalue = unit.eigenvalue.xreplace(dict(unit.constants))
    rest = {c.symbol: middle(c.low, c.high) for c in unit.coordinates}

    def at(place: Rational) -> complex:
        return value(eigenvalue, {**rest, path.symbol: place})

    def walk(end: Expr, is_there: Callable[[complex], bool]) -> Rational:
        for k in range(DOUBLINGS):
            place = towards(path.start, end, Rational(2) ** (k - 4))
            if is_there(at(place)):
                break
        return place

    far = walk(path.end, lambda z: abs(z) > LARGE)
    sign = (1 if at(far).real > 0 else -1) if unit.is_real else 0
    near = walk(path.other, lambda z: (sign * z.real if sign else abs(z)) < SMALL)
    return float(near), float(far), sign


def solved(
    eigenvalue: Callable[[Array], Array], where: Bracket, rest: Array, moduli: Array
) -> Array:
    """Move coordinates until |lambda| is as wanted.

    Args:
        eigenvalue: coordinates, shape (n, ...), to lambda.
        where: which coordinate, and between what.
        rest: the other coordinates, shape (n, ...).
        moduli: |lambda|, shape (...).

    Returns:
        The coordinates, shape (n, ...); of a unit whose modulus cannot move, some coordinates.
    """

    def moved(number: Array) -> Array:
        return rest * number[None] if where.place is None else rest.at[where.place].set(number)

    def halve(_: int, ends: tuple[Array, Array]) -> tuple[Array, Array]:
        near, far = ends
        middle = (near + far) / 2
        z = eigenvalue(moved(middle))
        below = (where.sign * jnp.real(z) if where.sign else jnp.abs(z)) < moduli
        return jnp.where(below, middle, near), jnp.where(below, far, middle)

    near, far = (jnp.full(moduli.shape, end, moduli.dtype) for end in (where.near, where.far))
    return moved(lax.fori_loop(0, STEPS, halve, (near, far))[1])
