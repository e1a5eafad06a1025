"""Expression to JAX function, through an allow-list of nodes; closed forms by their stable form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Any, Literal

import jax
import jax.numpy as jnp
from jax import lax
from sympy import (
    Abs,
    Add,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    Symbol,
    arg,
    conjugate,
    cos,
    exp,
    im,
    log,
    re,
    sin,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from derivations import catalogue, symbols
from derivations.stable import RATES, stable
from verification import promotion
from verification.compensated import polynomial
from verification.errors import shorten
from verification.exponential import expm1_of_sum
from verification.monomials import by_sums

FUNCTIONS: Mapping[type[Expr], Callable[[Any], Any]] = MappingProxyType(
    {
        exp: jnp.exp,
        log: jnp.log,
        expm1: lambda x: expm1_of_sum([x]),
        log1p: jnp.log1p,
        conjugate: jnp.conj,
        re: jnp.real,
        im: jnp.imag,
        Abs: jnp.abs,
        arg: lambda z: jnp.atan2(jnp.imag(z), jnp.real(z)),  # jnp.angle forgets the precision
        cos: jnp.cos,
        sin: jnp.sin,
        tanh: jnp.tanh,
    }
)


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
        expression: of sums, products, powers, symbols, exact rationals and `FUNCTIONS`.
        arguments: its symbols, in the order of the function's arguments.

    Returns:
        A function of as many numbers or arrays.

    Raises:
        TypeError: at once, if the expression holds a node that has no tested translation.
    """
    _check(expression, frozenset(arguments))

    def function(*numbers: Any) -> jax.Array:
        _count(numbers, arguments)
        known: dict[Expr, Any] = dict(zip(arguments, promotion.arrays(numbers), strict=True))

        def at(node: Expr) -> Any:
            if node not in known:
                known[node] = _value(node, at)
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


def _check(node: Expr, arguments: frozenset[Symbol]) -> None:
    if isinstance(node, Symbol):
        if node not in arguments:
            names = ", ".join(sorted(map(str, arguments)))
            raise TypeError(f"{node}: is not among the arguments {names}; add it")
    elif isinstance(node, Rational):
        _constant(node)
    elif isinstance(node, Add | Mul | Pow) or node.func in FUNCTIONS:
        for part in node.args:
            _check(part, arguments)
    else:
        kinds = (Add, Mul, Pow, Symbol, Integer, Rational, *FUNCTIONS)
        rule = f"cannot be lowered to JAX; use {', '.join(kind.__name__ for kind in kinds)}"
        raise TypeError(f"{type(node).__name__} {shorten(node)}: {rule}")


def _constant(number: Rational) -> float:
    """Round a rational to a plain float: as an integer it might not fit in 32 bits."""
    try:
        rounded = int(number.p) / int(number.q)
    except OverflowError:
        rounded = 0.0
    if bool(rounded) != bool(number):
        raise TypeError(f"{type(number).__name__} {shorten(number)}: is beyond floats; rescale it")
    return rounded


def _value(node: Expr, at: Callable[[Expr], Any]) -> Any:
    if isinstance(node, Rational):
        return _constant(node)
    if isinstance(node, Add):
        return reduce(promotion.plus, map(at, node.args))
    if isinstance(node, Mul):
        return _quotient(node, at)
    if isinstance(node, Pow):
        return _power(at(node.base), node.exp, at)
    if isinstance(node, expm1):
        return expm1_of_sum([at(part) for part in Add.make_args(node.args[0])])
    return FUNCTIONS[node.func](at(node.args[0]))


def _quotient(node: Expr, at: Callable[[Expr], Any]) -> Any:
    """Multiply and divide in turn, so that many small factors do not underflow together."""
    above, below = [], []
    for part in node.args:
        if isinstance(part, Pow) and isinstance(part.exp, Rational) and part.exp < 0:
            below.append(_power(at(part.base), -part.exp, at))
        else:
            above.append(at(part))
    result = above.pop(0) if above else 1.0
    while above or below:
        if below:
            result = promotion.divided(result, below.pop(0))
        if above:
            result = promotion.times(result, above.pop(0))
    return result


def _power(base: Any, exponent: Expr, at: Callable[[Expr], Any]) -> Any:
    if not isinstance(exponent, Rational):
        return jnp.power(*promotion.alike(base, at(exponent)))
    if exponent < 0:
        return promotion.divided(1.0, _power(base, -exponent, at))
    if exponent.q > 2:
        return jnp.power(base, _constant(exponent))
    root = base if exponent.q == 1 else jnp.sqrt(base)
    return lax.integer_pow(jnp.asarray(root), int(exponent.p))


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
