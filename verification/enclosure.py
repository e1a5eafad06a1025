"""Balls of real and complex numbers that are proved to contain the value of an expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from math import ceil, log2
from types import MappingProxyType
from typing import Any

from flint import acb, arb, ctx, fmpq
from sympy import (
    Abs,
    Add,
    E,
    Expr,
    I,
    Integer,
    Max,
    Mul,
    Pow,
    Rational,
    Symbol,
    conjugate,
    cos,
    exp,
    im,
    log,
    pi,
    re,
    sin,
    tan,
    tanh,
)
from sympy.codegen.cfunctions import expm1

from derivations.catalogue import STREAMED
from derivations.closed_form import ClosedForm, with_conjugates
from derivations.field import identical
from derivations.stable import RATES, stable
from verification.errors import shorten

GUARD = 24  # bits beyond the digits asked for, so that printing them costs none
PATIENCE = 64  # times the bits asked for are spent on telling a number from zero

CONSTANTS: Mapping[Expr, Callable[[], acb]] = MappingProxyType(
    {I: lambda: acb(0, 1), pi: acb.pi, E: lambda: acb(1).exp()}
)
FUNCTIONS: Mapping[type[Expr], Callable[[acb], acb]] = MappingProxyType(
    {
        exp: lambda z: z.exp(),
        log: lambda z: z.log(),
        expm1: lambda z: z.expm1(),
        cos: lambda z: z.cos(),
        sin: lambda z: z.sin(),
        tan: lambda z: z.tan(),
        tanh: lambda z: z.tanh(),
        conjugate: lambda z: z.conjugate(),
        re: lambda z: acb(z.real),
        im: lambda z: acb(z.imag),
        Abs: lambda z: acb(abs(z)),
    }
)


def of_form(form: ClosedForm, point: Mapping[Symbol, Expr], digits: int) -> acb:
    """Enclose a closed form, by its stable form where it has one and the decay rates are finite.

    Args:
        form: a closed form of a concrete input.
        point: exact numbers by variable, inside the domain.
        digits: how many significant digits are wanted of each part.

    Returns:
        A ball that contains the value; its imaginary part is exactly 0 where the value is real.
    """
    numbers = with_conjugates(point)
    numbers |= {symbol: meaning.xreplace(numbers) for symbol, meaning in form.meanings}
    real = is_real(form.expression, numbers)
    if form.name not in STREAMED or any(numbers.get(variable) == 0 for variable in RATES):
        return enclosure(form.expression, numbers, digits, real=real)
    rates = {
        RATES.get(symbol, symbol): -log(number, evaluate=False) if symbol in RATES else number
        for symbol, number in numbers.items()
    }
    return enclosure(stable(form.name), rates, digits, real=real)


def is_real(expression: Expr, numbers: Mapping[Symbol, Expr]) -> bool:
    """Prove that a rational expression is its own conjugate at a point.

    Symbols equal up to sign are written as one, and each is exchanged for its conjugate.

    Args:
        expression: a rational expression.
        numbers: exact numbers by symbol, with the conjugate of each.

    Returns:
        True if f and its conjugate are the same rational function; False says nothing.
    """
    plain, owner = _merged(expression, numbers), _owners(numbers)
    bars = {symbol: owner.get(conjugate(numbers[symbol])) for symbol in plain.free_symbols}
    if None in bars.values():
        return False
    barred = plain.xreplace({**bars, I: -I})
    return bool(plain == barred) or identical(plain, barred)


def enclosure(
    expression: Expr, values: Mapping[Symbol, Expr | acb], digits: int, *, real: bool = False
) -> acb:
    """Evaluate in ball arithmetic, doubling the precision until the digits are there.

    A part that cannot be told from zero is enclosed absolutely instead: by a radius of
    10^-digits times the modulus of the number, or 10^-digits where the number may be 0 itself.

    Args:
        expression: of the nodes that `FUNCTIONS` lists, sums, products, rational powers, symbols
            and exact numbers.
        values: by symbol, exact expressions or balls; balls are used as wide as they are.
        digits: how many significant digits are wanted of each part.
        real: whether the value is known to be real.

    Returns:
        A ball that contains the value, with imaginary part exactly 0 if it is known to be real.

    Raises:
        ArithmeticError: if a value known to be real is not, or the balls or poles given do not
            allow so many digits.
    """
    merged = _merged(expression, values)
    goal = ceil(digits * log2(10)) + GUARD
    precision = 2 * goal
    while True:
        with ctx.workprec(precision):
            whole = _walk(merged, values, {})
            if real and not whole.imag.contains(0):
                rule = f"known to be real, but its value is {whole.str(5)}"
                raise ArithmeticError(f"{shorten(expression)}: {rule}; mend one of the two")
            whole = acb(whole.real) if real else whole
            last = precision > PATIENCE * goal
            if _is_good(whole, goal, last):
                return whole
        if last:
            rule = f"its value is only known to be {whole.str(5)}"
            remedy = "give exact numbers, away from poles"
            raise ArithmeticError(f"{shorten(expression)}: {rule}; {remedy}")
        precision *= 2


def _is_good(whole: acb, goal: int, last: bool) -> bool:
    if not whole.is_finite():
        return False
    parts = (whole.real, whole.imag)
    scale = arb(1) if whole.contains(0) else whole.abs_lower()
    floor = scale * arb(2) ** -goal
    return all(
        part.rel_accuracy_bits() >= goal
        or (last and part.contains(0) and bool(part.rad() <= floor))
        for part in parts
    )


def _merged(expression: Expr, values: Mapping[Symbol, Any]) -> Expr:
    """Write one symbol for values equal up to sign, so that what cancels is exactly 0."""
    owner = _owners(values)
    return expression.xreplace(
        {symbol: owner[value] for symbol, value in values.items() if isinstance(value, Expr)}
    )


def _owners(values: Mapping[Symbol, Any]) -> dict[Expr, Expr]:
    owner: dict[Expr, Expr] = {}
    for symbol, value in values.items():
        if isinstance(value, Expr):
            owner.setdefault(value, symbol)
            owner.setdefault(-value, -owner[value])
    return owner


def _walk(node: Expr, values: Mapping[Symbol, Any], known: dict[Expr, acb]) -> acb:
    if node not in known:
        known[node] = _evaluated(node, values, known)
    return known[node]


def _evaluated(node: Expr, values: Mapping[Symbol, Any], known: dict[Expr, acb]) -> acb:
    if isinstance(node, Symbol):
        if node not in values:
            raise KeyError(f"{node}: has no value; give one")
        value = values[node]
        return value if isinstance(value, acb) else _walk(value, values, known)
    if isinstance(node, Rational):
        return acb(fmpq(int(node.p), int(node.q)))
    if node in CONSTANTS:
        return CONSTANTS[node]()
    if isinstance(node, Add | Mul):
        first, *rest = (_walk(part, values, known) for part in node.args)
        for part in rest:
            first = first + part if isinstance(node, Add) else first * part
        return first
    if isinstance(node, Pow) and isinstance(node.exp, Rational):
        return _power(_walk(node.base, values, known), node.exp)
    if isinstance(node, Max):
        return acb(reduce(arb.max, [_walk(part, values, known).real for part in node.args]))
    function = FUNCTIONS.get(node.func)
    if function is None:
        names = ", ".join(kind.__name__ for kind in FUNCTIONS)
        rule = f"sums, products, rational powers, symbols, exact numbers, {names}"
        raise TypeError(f"{type(node).__name__} {shorten(node)}: cannot be enclosed; use {rule}")
    return function(_walk(node.args[0], values, known))


def _power(base: acb, exponent: Rational) -> acb:
    if isinstance(exponent, Integer):
        return base ** int(exponent)
    if exponent.q == 2:
        return base.sqrt() ** int(exponent.p)
    return base ** acb(fmpq(int(exponent.p), int(exponent.q)))
