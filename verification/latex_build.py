"""The rules of the LaTeX grammar, as calls of SymPy's constructors within limits on size."""

from __future__ import annotations

import re
from typing import NamedTuple

from lark import Token, Transformer, v_args
from sympy import Add, Expr, Integer, Mul, Pow, Rational, count_ops

from derivations.general import G, GPrime
from derivations.quantities import SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.symbols import GLOSSARY, R_0
from verification.latex_letters import Letters, canonical

MAX_EXPONENT = 64
MAX_DIGITS = 100

REMEDY = (
    r"use \frac, powers, |x|^2, \operatorname{Re}, \lambda, \bar{\lambda}_{0}, \rho, G(\lambda)"
)


class Refused(Exception):
    """A rule that the text breaks, and the remedy."""


class Value(NamedTuple):
    """An expression, and a bound on how large it is written out."""

    expr: Expr
    weight: int


def builder(letters: Letters, limit: int) -> Transformer[Token, Value]:
    """Give what a parser calls for each rule of the grammar.

    Args:
        letters: what each letter stands for.
        limit: bits of the numbers and four for each symbol, once powers are written out.

    Returns:
        The transformer.
    """
    return _Build(letters, limit)


@v_args(inline=True)
class _Build(Transformer[Token, Value]):
    """Calls SymPy's constructors while the text is parsed; a method per rule of the grammar."""

    def __init__(self, letters: Letters, limit: int) -> None:
        super().__init__()
        self._letters, self._limit = letters, limit

    def add(self, *terms: Value) -> Value:
        return self._limited(
            Add(*(term.expr for term in terms)), sum(term.weight for term in terms)
        )

    def negate(self, value: Value) -> Value:
        return Value(Mul(Integer(-1), value.expr), value.weight)

    def multiply(self, left: Value, right: Value) -> Value:
        if left.expr.is_Number and right.expr.is_Number:
            raise Refused("puts two numbers beside each other", r"write \cdot between them")
        return self._product(left, right)

    def times(self, left: Value, sign: Token, right: Value) -> Value:
        return self._product(left, right)

    def divide(self, above: Value, below: Value) -> Value:
        return self._product(above, self._power(below, -1))

    def fraction(self, command: Token, above: Value, below: Value) -> Value:
        return self.divide(above, below)

    def digits(self, token: Token) -> Value:
        above, below = re.findall("[0-9]", token)
        return self.divide(self.number(above), self.number(below))

    def number(self, token: str) -> Value:
        if len(token) > MAX_DIGITS:
            raise Refused(f"has a number of more than {MAX_DIGITS} digits", "round it")
        return Value(Rational(str(token)), 4 * len(token))

    def raised(self, base: Value, exponent: Value | Token) -> Value:
        return self._power(base, _whole(exponent))

    def modulus(self, opening: Token, value: Value, closing: Token) -> Value:
        return value

    def modulus_power(self, inside: Value, exponent: Value | Token) -> Value:
        whole = _whole(exponent)
        if whole % 2:
            self.lone_modulus(inside)
        return self._power(self._product(inside, self.conjugated(None, inside)), whole // 2)

    def lone_modulus(self, inside: Value) -> Value:
        raise Refused("has a modulus without an even power", "write |x|^{2}")

    def real_part(self, command: Token, value: Value) -> Value:
        total = self.add(value, self.conjugated(None, value))
        return self._product(Value(Rational(1, 2), 1), total)

    bare_real = real_part

    def conjugated(self, command: Token | None, value: Value) -> Value:
        bars = {item.symbol: item.conjugate for item in GLOSSARY}
        return value._replace(expr=value.expr.xreplace(bars))

    def letter(self, name: Token) -> Value:
        meaning = self._letters[canonical(name)]
        return Value(meaning, 4 * (1 + int(count_ops(meaning))))

    def barred(self, command: Token, name: Token) -> Value:
        return self.conjugated(None, self.letter(name))

    def value(self, name: Token, *arguments: Value | Token) -> Value:
        prime = any(isinstance(one, Token) for one in arguments)
        values = [one for one in arguments if isinstance(one, Value)]
        expressions = [value.expr for value in values]
        weight = 4 + sum(value.weight for value in values)
        if name == "R" and not prime and expressions == [0]:
            return Value(R_0, 4)
        if name == "G" and len(values) == 1:
            return self._limited((GPrime if prime else G)(*expressions), weight)
        if name in "KS" and len(values) == 2 and not prime:
            function = STATE_KERNEL if name == "K" else SENSITIVITY_KERNEL
            return self._limited(function(*expressions), weight)
        rule = f"does not use {name} as one of G(z), G'(z), K(a, b), S(a, b), R(0)"
        raise Refused(rule, "change its arguments")

    def _product(self, left: Value, right: Value) -> Value:
        return self._limited(Mul(left.expr, right.expr), left.weight + right.weight)

    def _power(self, base: Value, exponent: int) -> Value:
        weight = base.weight * max(1, abs(exponent))
        if weight > self._limit:
            raise Refused("is too large to be written out", "use smaller powers and numbers")
        if exponent < 0 and base.expr.is_zero:
            raise Refused("divides by zero", "change the denominator")
        return self._limited(Pow(base.expr, Integer(exponent)), weight)

    def _limited(self, expression: Expr, weight: int) -> Value:
        if weight > self._limit:
            raise Refused("is too large to be written out", "use smaller powers and numbers")
        return Value(expression, weight)


def _whole(exponent: Value | Token) -> int:
    if isinstance(exponent, Token):
        return int(exponent.lstrip("^ \t\n"))
    if not exponent.expr.is_Integer:
        raise Refused("has a power that is not a whole number", "write one, such as x^{2}")
    if abs(exponent.expr) > MAX_EXPONENT:
        raise Refused(f"has a power beyond {MAX_EXPONENT}", "use a smaller one")
    return int(exponent.expr)
