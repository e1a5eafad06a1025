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
    Dummy,
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
    prod,
    re,
    sin,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from derivations import catalogue
from derivations.field import identical
from derivations.stable import RATES, stable
from derivations.symbols import GLOSSARY, free_variables
from verification import promotion
from verification.compensated import polynomial
from verification.errors import shorten
from verification.exponential import expm1_of_sum

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
        arg: jnp.angle,
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
    they are lambda, lambda_0, rho themselves, as `derive(name).variables` lists them; a real
    quantity comes out real, and with real arguments all arithmetic is real. Rates hold points
    nearer to the circle than floats lie; but that of a negative number holds pi, which is rounded.

    Args:
        name: a catalogue name of a concrete input.
        coordinates: what the arguments are, `rates` or `cartesian`.

    Returns:
        The function.

    Raises:
        TypeError: if the expression holds a node that has no tested translation.
        ValueError: if there are no such coordinates.
    """
    if coordinates == "rates":
        return lower(stable(name), rates(name))
    if coordinates == "cartesian":
        return _cartesian(name)
    raise ValueError(f"coordinates {coordinates!r}: there are none such; use rates or cartesian")


def rates(name: str) -> tuple[Symbol, ...]:
    """List the arguments of a closed form lowered in rates.

    Args:
        name: a catalogue name of a concrete input.

    Returns:
        Decay rates (and their conjugates), then the input's other parameters, in glossary order.
    """
    wanted = stable(name).free_symbols
    ordered = [RATES.get(item.symbol, item.symbol) for item in GLOSSARY]
    return tuple(symbol for symbol in ordered if symbol in wanted)


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
        if len(numbers) != len(arguments):
            names = ", ".join(map(str, arguments))
            raise TypeError(f"{len(numbers)} arguments: there are {len(arguments)}; give {names}")
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
            jax.eval_shape(function, *(jax.ShapeDtypeStruct((), kind) for kind in types))


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
    bars = {item.symbol: item.conjugate for item in GLOSSARY}
    given = catalogue.derive(name)
    expression, sums = _by_sums(stable(name))
    symbols = tuple(dict.fromkeys((*given.variables, *(bars[s] for s in given.variables))))
    outer = lower(expression, (*symbols, *sums))
    real = identical(given.expression, given.expression.xreplace(bars))

    def function(*numbers: Any) -> jax.Array:
        if len(numbers) != len(given.variables):
            names = ", ".join(map(str, given.variables))
            rule = f"there are {len(given.variables)}; give {names}"
            raise TypeError(f"{len(numbers)} arguments: {rule}")
        z = dict(zip(given.variables, promotion.arrays(numbers), strict=True))
        everything = [z[s] if s in z else jnp.conj(z[bars[s]]) for s in symbols]
        place = {symbol: k for k, symbol in enumerate(symbols)}
        totals = [
            polynomial([(c, {place[s]: n for s, n in p.items()}) for c, p in terms], everything)
            for terms in sums.values()
        ]
        value = outer(*everything, *totals)
        return value.real if real else value

    return function


def _by_sums(expression: Expr) -> tuple[Expr, dict[Symbol, list[tuple[int, dict[Symbol, int]]]]]:
    """Write 1 - m, and other sums of monomials m = e^-rate, as symbols of their own."""
    sums: dict[Symbol, list[tuple[int, dict[Symbol, int]]]] = {}
    table: dict[Expr, Expr] = {}
    for node in sorted(expression.atoms(expm1, Add), key=str):
        terms = [(1, node.args[0]), (-1, Integer(0))] if isinstance(node, expm1) else _terms(node)
        if terms:
            # with e^rate taken out, no monomial has a negative power
            rates_of = [rate.as_coefficients_dict() for _, rate in terms]
            out = {r: max(0, *(c[r] for c in rates_of)) for r in RATES.values()}
            symbol = Dummy(f"s{len(sums)}")
            sums[symbol] = [
                (c, {z: int(out[r] - powers[r]) for z, r in RATES.items() if out[r] != powers[r]})
                for (c, _), powers in zip(terms, rates_of, strict=True)
            ]
            table[node] = symbol * exp(sum((k * r for r, k in out.items()), Integer(0)))
    plain = expression.xreplace(table)
    back = {
        node: prod(z ** -node.args[0].coeff(rate) for z, rate in RATES.items())
        for node in plain.atoms(exp)
    }
    return plain.xreplace(back), sums


def _terms(node: Expr) -> list[tuple[int, Expr]]:
    """Read a sum of integers times exponentials of rates; empty if it is none."""
    parts = [term.as_coeff_Mul() for term in node.args]
    if not all(c.is_Integer and (rest == 1 or isinstance(rest, exp)) for c, rest in parts):
        return []
    return [(int(c), Integer(0) if rest == 1 else rest.args[0]) for c, rest in parts]
