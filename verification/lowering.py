"""Expression to JAX function; closed forms by their stable form, in rates or in the variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import jax
import jax.numpy as jnp
from sympy import Expr, I, Symbol

from derivations import catalogue, symbols
from derivations.stable import RATES, stable
from verification import promotion, translation
from verification.compensated import polynomial
from verification.monomials import by_sums


def jax_function(
    name: str, coordinates: Literal["rates", "cartesian"] = "rates"
) -> Callable[..., jax.Array]:
    """Turn a closed form into a JAX function, which can be compiled, differentiated and mapped.

    In rates its arguments are those of `rates(name)`: alpha = -log lambda, beta = -log lambda_0,
    kappa = -log rho, complex allowed, and the rates of the conjugates. In cartesian coordinates
    they are lambda, lambda_0, rho themselves, as `variables(name)` lists them; a moment and a loss
    come out real, and with real arguments all arithmetic is real. Rates hold points nearer to the
    circle than floats lie; but that of a negative number holds pi, which is rounded.

    Args:
        name: a catalogue name that has a stable form.
        coordinates: what the arguments are, `rates` or `cartesian`.

    Returns:
        The function.

    Raises:
        TypeError: if the expression holds a node that has no tested translation.
        ValueError: if there are no such coordinates, or there is no stable form.
    """
    if coordinates == "rates":
        return lower(stable(name), rates(name))
    if coordinates == "cartesian":
        return _cartesian(name)
    raise ValueError(f"coordinates {coordinates!r}: there are none such; use rates or cartesian")


def rates(name: str) -> tuple[Symbol, ...]:
    """List the arguments of a closed form lowered in rates.

    Args:
        name: a catalogue name that has a stable form.

    Returns:
        Decay rates, each followed by its conjugate's where that occurs, then the other parameters.
    """
    wanted = stable(name).free_symbols
    pairs = [(z, symbols.conjugate(z)) for z in variables(name)]
    both = dict.fromkeys(RATES.get(z, z) for pair in pairs for z in pair)
    return tuple(symbol for symbol in both if symbol in wanted)


def variables(name: str) -> tuple[Symbol, ...]:
    """List the arguments of a closed form lowered in cartesian coordinates.

    Args:
        name: a catalogue name that has a stable form.

    Returns:
        Eigenvalues, correlations, then the input's other parameters; conjugates are not given.
    """
    back = {rate: variable for variable, rate in RATES.items()}
    return symbols.free_variables({back.get(s, s) for s in stable(name).free_symbols})


def lower(expression: Expr, arguments: Sequence[Symbol]) -> Callable[..., jax.Array]:
    """Turn an expression into a JAX function, which can be compiled, differentiated and mapped.

    Real arguments stay real: a logarithm or a root of a negative float is nan, of a negative
    complex number it is its principal value. Arrays must share their precision, float32 or
    float64; plain numbers take that of the arrays, or JAX's default.

    Args:
        expression: of sums, products, powers, symbols, exact rationals, I, pi, E and the functions
            in `translation.FUNCTIONS`.
        arguments: its symbols, in the order of the function's arguments.

    Returns:
        A function of as many numbers or arrays.

    Raises:
        TypeError: at once, if the expression holds a node that has no tested translation.
    """
    translation.check(expression, frozenset((*arguments, I)))
    unit = (I,) if expression.has(I) else ()

    def function(*numbers: Any) -> jax.Array:
        _count(numbers, arguments)
        given = promotion.arrays((*numbers, *(1j for _ in unit)))
        known: dict[Expr, Any] = dict(zip((*arguments, *unit), given, strict=True))

        def at(node: Expr) -> Any:
            if node not in known:
                known[node] = translation.value(node, at)
            return known[node]

        return jnp.asarray(at(expression))

    _trace(function, len(arguments))
    return function


def _trace(function: Callable[..., jax.Array], count: int) -> None:
    """Run a function on shapes alone, so that what JAX cannot do is known when it is made."""
    with jax.numpy_dtype_promotion("strict"):
        for kinds in (("float32",), ("complex64",), ("complex64", "float32")):
            types = [jnp.dtype(kinds[k % len(kinds)]) for k in range(count)]
            shapes = [jax.ShapeDtypeStruct((), kind) for kind in types]  # type: ignore[no-untyped-call]
            jax.eval_shape(function, *shapes)


def _cartesian(name: str) -> Callable[..., jax.Array]:
    """Lower a stable form with its monomials as products, and their sums in doubled precision."""
    given = variables(name)
    bars = {symbol: symbols.conjugate(symbol) for symbol in given}
    both = tuple(dict.fromkeys((*given, *bars.values())))
    place = {symbol: k for k, symbol in enumerate(both)}
    expression, sums = by_sums(stable(name))
    outer = lower(expression, (*both, *sums))
    real = not catalogue.parts(name)[0].name.endswith("kernel")

    def function(*numbers: Any) -> jax.Array:
        _count(numbers, given)
        z = promotion.arrays(numbers)
        z += [jnp.conj(z[k]) for k, symbol in enumerate(given) if bars[symbol] != symbol]
        totals = [
            polynomial([(c, {place[s]: n for s, n in p.items()}) for c, p in terms], z)
            for terms in sums.values()
        ]
        value = outer(*z, *totals)
        return value.real if real else value

    return function


def _count(numbers: Sequence[Any], arguments: Sequence[Symbol]) -> None:
    if len(numbers) != len(arguments):
        names = ", ".join(map(str, arguments))
        raise TypeError(f"{len(numbers)} arguments: there are {len(arguments)}; give {names}")
