"""A syntax tree becomes a SymPy expression by direct calls of SymPy's constructors."""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import sympy
from sympy import QQ_I, I, S
from sympy.polys.domains.gaussiandomains import GaussianRational

from verification.errors import InputError
from verification.expression.analytic import ANALYTIC
from verification.expression.names import IMAGINARY_UNIT, resolve
from verification.expression.tokens import Source, Token, number_value
from verification.expression.tree import MAX_NESTING, token_of, too_deep

MAX_EXPONENT = 64
MAX_NUMBER = 100  # to which a function is applied
# bits of the numbers, and four for each symbol, once powers and conjugates are written out;
# Python prints integers of up to about 14000 bits
MAX_WEIGHT = 12000

_SYMBOL_WEIGHT = 4
_REAL_SYMBOLS = frozenset({"rho", "mu", "sigma"})


def build(
    source: Source,
    tokens: tuple[Token, ...],
    tree: ast.expr,
    names: Mapping[str, sympy.Symbol],
) -> sympy.Expr:
    """Build the expression that a tree describes.

    Refused with an `InputError`: an expression too large or too deep, a division by zero, a power
    that is not a small whole number, an absolute value without an even power.

    Args:
        source: The text, for errors.
        tokens: Its tokens.
        tree: The tree that `arrange` made of them.
        names: Canonical names and the symbols they stand for.

    Returns:
        The expression.
    """
    return _Builder(source, tokens, names).visit(tree, 0).expr


class _Value(NamedTuple):
    """An expression beside its conjugate, and a bound on how large both are written out."""

    expr: sympy.Expr
    conjugate: sympy.Expr
    weight: int


@dataclass(frozen=True)
class _Builder:
    source: Source
    tokens: tuple[Token, ...]
    names: Mapping[str, sympy.Symbol]

    def visit(self, node: ast.expr, depth: int) -> _Value:
        # the whole grammar: a node that is not listed here is refused
        token = token_of(self.tokens, node)
        if depth > MAX_NESTING:
            raise InputError(too_deep(self.source, token))
        match node:
            case ast.Name():
                return self._leaf(token)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.visit(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _negative(self.visit(operand, depth + 1))
            case ast.BinOp(op=ast.Pow()):
                return self._power(node, depth)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
                return self._chain(node, depth)
            case ast.Call(func=ast.Name(), args=[argument], keywords=[]):
                return self._call(token, self.visit(argument, depth + 1))
        raise InputError(self.source.refusal_at(token, "is not part of an expression", "remove it"))

    def _leaf(self, token: Token) -> _Value:
        if token.kind == "number":
            number = number_value(token)
            return _Value(number, number, _bits(number))
        name = resolve(token.text)
        if name == IMAGINARY_UNIT:
            return _Value(I, -I, 1)
        symbol = self.names[name]
        return _Value(symbol, _conjugate_symbol(name, self.names), _SYMBOL_WEIGHT)

    def _chain(self, node: ast.expr, depth: int) -> _Value:
        # a sum of many terms leans to the left: walk it in a loop, not by recursion
        links: list[ast.BinOp] = []
        while isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Pow):
            links.append(node)
            node = node.left
        value = self.visit(node, depth + 1)
        for link in reversed(links):
            token = token_of(self.tokens, link.right)
            value = self._combine(link.op, value, self.visit(link.right, depth + 1), token)
        return value

    def _combine(self, op: ast.operator, left: _Value, right: _Value, token: Token) -> _Value:
        self._check_weight(token, left.weight + right.weight)
        if isinstance(op, ast.Sub):
            right = _negative(right)
        elif isinstance(op, ast.Div):
            right = self._raise_to(right, -1, token)
        function = sympy.Add if isinstance(op, ast.Add | ast.Sub) else sympy.Mul
        return _Value(
            _settled(function(left.expr, right.expr)),
            _settled(function(left.conjugate, right.conjugate)),
            left.weight + right.weight,
        )

    def _power(self, node: ast.BinOp, depth: int) -> _Value:
        exponent = self._exponent(node.right)
        start = token_of(self.tokens, node.left)
        match node.left:
            case ast.Call(args=[argument]) if _is_absolute(start):
                if exponent % 2:
                    raise InputError(self._refused_absolute(start))
                square = self._square(self.visit(argument, depth + 1), start)
                return self._raise_to(square, exponent // 2, start)
        base = self.visit(node.left, depth + 1)
        return self._raise_to(base, exponent, start)

    def _square(self, inside: _Value, token: Token) -> _Value:
        self._check_weight(token, 2 * inside.weight)
        expr = _settled(sympy.Mul(inside.expr, inside.conjugate))
        return _Value(expr, expr, 2 * inside.weight)

    def _raise_to(self, base: _Value, exponent: int, token: Token) -> _Value:
        weight = base.weight * max(1, abs(exponent))
        self._check_weight(token, weight)
        if exponent < 0 and (base.expr is S.Zero or base.conjugate is S.Zero):
            raise InputError(
                self.source.refusal_at(token, "divides by zero", "change the denominator")
            )
        power = sympy.Integer(exponent)
        return _Value(
            _settled(sympy.Pow(base.expr, power)),
            _settled(sympy.Pow(base.conjugate, power)),
            weight,
        )

    def _exponent(self, node: ast.expr) -> int:
        sign, digits = 1, node
        if isinstance(node, ast.UnaryOp):
            sign, digits = (-1 if isinstance(node.op, ast.USub) else 1), node.operand
        token = token_of(self.tokens, digits)
        if not isinstance(digits, ast.Name) or not token.text.isdigit():
            rule = "begins an exponent that is not a whole number"
            raise InputError(self.source.refusal_at(token, rule, "write one in digits, as in x**2"))
        if int(token.text) > MAX_EXPONENT:
            rule = f"is an exponent beyond {MAX_EXPONENT}"
            raise InputError(self.source.refusal_at(token, rule, "use a smaller one"))
        return sign * int(token.text)

    def _call(self, token: Token, inside: _Value) -> _Value:
        if _is_absolute(token):
            raise InputError(self._refused_absolute(token))
        expr, conjugate, weight = inside
        if token.text == "conj":
            return _Value(conjugate, expr, weight)
        self._check_weight(token, 2 * weight)
        if token.text in ANALYTIC:
            self._check_argument(token, expr)
            function = ANALYTIC[token.text]
            return _Value(function(expr), function(conjugate), weight + _SYMBOL_WEIGHT)
        if token.text == "Re":
            part = sympy.Mul(S.Half, sympy.Add(expr, conjugate))
        else:
            part = sympy.Mul(-S.Half, I, sympy.Add(expr, -conjugate))
        part = _settled(part)
        return _Value(part, part, 2 * weight)

    def _check_argument(self, token: Token, argument: sympy.Expr) -> None:
        # towers of exponentials have no digits that a machine could hold
        if argument.is_number and not (_is_rational(argument) and abs(argument) <= MAX_NUMBER):
            rule = f"is applied to a number that is no fraction of size up to {MAX_NUMBER}"
            raise InputError(self.source.refusal_at(token, rule, "write its value as a fraction"))

    def _check_weight(self, token: Token, weight: int) -> None:
        if weight > MAX_WEIGHT:
            rule = "makes the expression too large to write out"
            raise InputError(self.source.refusal_at(token, rule, "use smaller powers and numbers"))

    def _refused_absolute(self, token: Token) -> str:
        rule = "takes an absolute value without an even power"
        return self.source.refusal_at(token, rule, "write |x|**2, or x where it is real")


def _is_absolute(token: Token) -> bool:
    return token.kind == "bar" or token.text == "Abs"


def _negative(value: _Value) -> _Value:
    expr, conjugate, weight = value
    return _Value(_settled(-expr), _settled(-conjugate), weight)


def _conjugate_symbol(name: str, names: Mapping[str, sympy.Symbol]) -> sympy.Symbol:
    if names[name].is_real or name.partition("_")[0] in _REAL_SYMBOLS:
        return names[name]
    partner = name.removesuffix("_bar") if name.endswith("_bar") else f"{name}_bar"
    return names[partner] if partner in names else sympy.Symbol(partner)


def _bits(number: sympy.Rational) -> int:
    return int(number.p).bit_length() + int(number.q).bit_length()


def _settled(expr: sympy.Expr) -> sympy.Expr:
    # a number is written as a + b*I, so that a zero is seen before it is divided by
    return QQ_I.to_sympy(_gaussian(expr)) if expr.is_number and _is_rational(expr) else expr


def _is_rational(number: sympy.Expr) -> bool:
    leaves = all(leaf.is_Rational or leaf is I for leaf in number.atoms())
    powers = all(power.exp.is_Integer for power in number.atoms(sympy.Pow))
    return leaves and powers and not number.has(sympy.Function)


def _gaussian(number: sympy.Expr) -> GaussianRational:
    if number.is_Add:
        return sum((_gaussian(term) for term in number.args), QQ_I.zero)
    if number.is_Mul:
        return math.prod((_gaussian(factor) for factor in number.args), start=QQ_I.one)
    if number.is_Pow:
        return _gaussian(number.base) ** int(number.exp)
    return QQ_I.from_sympy(number)
