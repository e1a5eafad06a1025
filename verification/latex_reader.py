r"""A formula in LaTeX becomes an expression over the glossary, without anything being executed.

SymPy's own reader is not used: its grammar is ambiguous, and resolving the ambiguity is left to
the transformer. The grammar beside this file is LALR(1), so that a text has one reading or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple, cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from derivations.general import G, GPrime
from derivations.quantities import SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.symbols import GLOSSARY, R_0, entry
from verification.errors import InputError, refusal

MAX_LENGTH = 4000
MAX_NESTING = 60
MAX_EXPONENT = 64
MAX_DIGITS = 30
# bits of the numbers and four for each symbol, once powers are written out
MAX_WEIGHT = 12000

_HINTS = (
    (r"=", "is an equation", "give its right-hand side alone"),
    (r"\*|\\(ast|star|dagger)", "has several meanings", r"write \bar{\lambda}, or \cdot"),
    (r"\\sqrt", "is not rational", "square the statement"),
    (r"[0-9.]+", "puts a number where its reading is unclear", r"write \cdot, or braces"),
    (r"\^", "is a power that is not one digit or in braces", "write x^{2}"),
)
_REMEDY = (
    r"use \frac, powers, |x|^2, \operatorname{Re}, \lambda, \bar{\lambda}_{0}, \rho, G(\lambda)"
)
_BAR_TYPES = ("BAR_OPEN", "BAR_CLOSE")
_CLOSING = MappingProxyType(
    {"(": ")", "[": "]", "{": "}", "BAR_OPEN": "BAR_CLOSE", "bare start": "bare end"}
)
_DELIMITED = re.compile(r"\$\$(.*)\$\$|\$(.*)\$|\\\[(.*)\\\]|\\\((.*)\\\)", re.DOTALL)


class _Refused(Exception):
    """A rule that the text breaks, and the remedy."""


class _Value(NamedTuple):
    """An expression, and a bound on how large it is written out."""

    expr: Expr
    weight: int


def read_latex(text: str, *, argument: str = "formula") -> Expr:
    r"""Read a rational formula over the glossary, in LaTeX.

    `|x|^2` and `\operatorname{Re}(x)` are expressed by symbols and their conjugates, for which
    G(conj z) is the conjugate of G(z), as it is for a real input. Numbers are exact.

    Args:
        text: LaTeX, with or without the dollars around it.
        argument: what an error calls the text.

    Returns:
        The expression, as SymPy's constructors leave it.

    Raises:
        InputError: if the text is not such a formula, is too large, or has several readings.

    >>> read_latex(r"\frac{1}{1 - |\lambda|^{2}}")
    1/(-lambda*lambda_bar + 1)
    """
    if not isinstance(text, str):
        raise InputError(refusal(argument, text, "is not text", "give it as a string"))
    if len(text) > MAX_LENGTH:
        rule = f"has more than {MAX_LENGTH} characters"
        raise InputError(refusal(argument, text, rule, "give a shorter formula"))
    bare = text.strip().rstrip(".,;").strip()
    inside = _DELIMITED.fullmatch(bare)
    body = next((group for group in inside.groups() if group is not None), "") if inside else bare
    try:
        value = cast(_Value, _parser().parse(body))
    except UnexpectedInput as error:
        raise InputError(_unreadable(argument, body, error)) from None
    except _Refused as error:
        rule, remedy = error.args
        raise InputError(refusal(argument, text, rule, remedy)) from None
    return value.expr


def _unreadable(argument: str, text: str, error: UnexpectedInput) -> str:
    is_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    start = cast(int | None, error.pos_in_stream) or 0
    if is_end or start >= len(text):
        return refusal(argument, text, "ends too early", "complete it")
    rest = text[start:]
    for pattern, rule, remedy in _HINTS:
        if re.match(pattern, rest):
            return refusal(f"{argument}, character {start + 1}", rest, rule, remedy)
    return refusal(f"{argument}, character {start + 1}", rest, "cannot be read here", _REMEDY)


class _Bars:
    """Tells opening bars from closing ones by the brackets around them, and limits the nesting."""

    always_accept = ("LINE",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Pass tokens on, each bar with its direction."""
        expected: list[str] = []
        for token in stream:
            key = token.type if token.type in _BAR_TYPES else str(token)
            if token.type == "LINE":
                # a bare bar closes only what a bare bar has opened
                key = "bare end" if expected[-1:] == ["bare end"] else "bare start"
                token.type = "BAR_CLOSE" if key == "bare end" else "BAR_OPEN"
            if key in _CLOSING:
                expected.append(_CLOSING[key])
            elif key in _CLOSING.values() and (not expected or expected.pop() != key):
                raise _Refused("has brackets that do not match", "balance them")
            if len(expected) > MAX_NESTING:
                raise _Refused(f"is nested more than {MAX_NESTING} deep", "flatten it")
            yield token


@cache
def _parser() -> Lark:
    grammar = files("verification").joinpath("latex.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        postlex=_Bars(),
        transformer=_Build(),
    )


@v_args(inline=True)
class _Build(Transformer[Token, _Value]):
    """Calls SymPy's constructors while the text is parsed, rule by rule of the grammar."""

    def add(self, left: _Value, right: _Value) -> _Value:
        return _limited(Add(left.expr, right.expr), left.weight + right.weight)

    def subtract(self, left: _Value, right: _Value) -> _Value:
        return self.add(left, self.negate(right))

    def negate(self, value: _Value) -> _Value:
        return _Value(Mul(Integer(-1), value.expr), value.weight)

    def multiply(self, left: _Value, right: _Value) -> _Value:
        if left.expr.is_Number and right.expr.is_Number:
            raise _Refused("puts two numbers beside each other", r"write \cdot between them")
        return _product(left, right)

    def times(self, left: _Value, sign: Token, right: _Value) -> _Value:
        return _product(left, right)

    def divide(self, above: _Value, below: _Value) -> _Value:
        return _product(above, _power(below, -1))

    def fraction(self, command: Token, above: _Value, below: _Value) -> _Value:
        return self.divide(above, below)

    def digits(self, token: Token) -> _Value:
        above, below = re.findall("[0-9]", token)
        return self.divide(self.number(above), self.number(below))

    def number(self, token: str) -> _Value:
        if len(token) > MAX_DIGITS:
            raise _Refused(f"has a number of more than {MAX_DIGITS} digits", "round it")
        return _Value(Rational(str(token)), 4 * len(token))

    def raised(self, base: _Value, exponent: _Value | Token) -> _Value:
        return _power(base, _whole(exponent))

    def modulus(self, opening: Token, value: _Value, closing: Token) -> _Value:
        return value

    def modulus_power(self, inside: _Value, exponent: _Value | Token) -> _Value:
        whole = _whole(exponent)
        if whole % 2:
            self.lone_modulus(inside)
        return _power(_product(inside, self.conjugated(None, inside)), whole // 2)

    def lone_modulus(self, inside: _Value) -> _Value:
        raise _Refused("has a modulus without an even power", "write |x|^{2}")

    def real_part(self, command: Token, value: _Value) -> _Value:
        total = self.add(value, self.conjugated(None, value))
        return _product(_Value(Rational(1, 2), 1), total)

    bare_real = real_part

    def conjugated(self, command: Token | None, value: _Value) -> _Value:
        bars = {item.symbol: item.conjugate for item in GLOSSARY}
        return value._replace(expr=value.expr.xreplace(bars))

    def letter(self, name: Token, zero: Token | None = None) -> _Value:
        symbol = Symbol(name.removeprefix("\\") + ("_0" if zero else ""))
        try:
            return _Value(entry(symbol).symbol, 4)
        except KeyError:
            raise _Refused(f"has {symbol}, which is no symbol of the theory", _REMEDY) from None

    def barred(self, command: Token, inside: _Value | Token, zero: Token | None = None) -> _Value:
        value = self.letter(inside) if isinstance(inside, Token) else inside
        if zero is not None:
            if not value.expr.is_Symbol:
                raise _Refused("has an index on a bar over more than a letter", r"use \overline")
            value = self.letter(Token("LETTER", str(value.expr)), zero)
        return self.conjugated(None, value)

    def value(self, name: Token, *arguments: _Value | Token) -> _Value:
        prime = any(isinstance(one, Token) for one in arguments)
        values = [one for one in arguments if isinstance(one, _Value)]
        expressions = [value.expr for value in values]
        weight = 4 + sum(value.weight for value in values)
        if name == "R" and not prime and expressions == [0]:
            return _Value(R_0, 4)
        if name == "G" and len(values) == 1:
            return _limited((GPrime if prime else G)(*expressions), weight)
        if name in "KS" and len(values) == 2 and not prime:
            function = STATE_KERNEL if name == "K" else SENSITIVITY_KERNEL
            return _limited(function(*expressions), weight)
        rule = f"does not use {name} as one of G(z), G'(z), K(a, b), S(a, b), R(0)"
        raise _Refused(rule, "change its arguments")


def _whole(exponent: _Value | Token) -> int:
    if isinstance(exponent, Token):
        return int(exponent.lstrip("^ \t\n"))
    if not exponent.expr.is_Integer:
        raise _Refused("has a power that is not a whole number", "write one, such as x^{2}")
    if abs(exponent.expr) > MAX_EXPONENT:
        raise _Refused(f"has a power beyond {MAX_EXPONENT}", "use a smaller one")
    return int(exponent.expr)


def _product(left: _Value, right: _Value) -> _Value:
    return _limited(Mul(left.expr, right.expr), left.weight + right.weight)


def _power(base: _Value, exponent: int) -> _Value:
    weight = base.weight * max(1, abs(exponent))
    if weight > MAX_WEIGHT:
        raise _Refused("is too large to be written out", "use smaller powers and numbers")
    if exponent < 0 and base.expr.is_zero:
        raise _Refused("divides by zero", "change the denominator")
    return _limited(Pow(base.expr, Integer(exponent)), weight)


def _limited(expression: Expr, weight: int) -> _Value:
    if weight > MAX_WEIGHT:
        raise _Refused("is too large to be written out", "use smaller powers and numbers")
    return _Value(expression, weight)
