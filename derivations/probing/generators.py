r"""Elementary functions as symbols, so that a formula becomes a fraction of polynomials.

Every exp, log, tanh, sin, cos and root is named by a symbol of its own. What they have in common is
kept: $e^x$ and $e^{-2x}$ are powers of one symbol, $\sin^2 = 1 - \cos^2$, and the q-th power of a
q-th root is what stands under it.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from sympy import (
    Add,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    Symbol,
    cancel,
    cos,
    exp,
    gcd,
    log,
    sin,
    tanh,
)
from sympy.functions.elementary.exponential import ExpBase


class Relation(NamedTuple):
    """A power of a generator that is rational in the others.

    Args:
        symbol: the generator.
        degree: which power.
        power: what it is, rational in generators that come before.
    """

    symbol: Symbol
    degree: int
    power: Expr


class Separated(NamedTuple):
    """A formula with its functions named.

    Args:
        rational: the formula, rational in symbols and generators.
        meanings: pairs of a generator and the function it stands for.
        relations: among the generators, each after those it needs.
    """

    rational: Expr
    meanings: tuple[tuple[Symbol, Expr], ...]
    relations: tuple[Relation, ...]


def separate(expression: Expr) -> Separated:
    """Name the functions in a formula.

    Args:
        expression: a formula in real symbols, without the imaginary unit.

    Returns:
        The formula over generators named `_0`, `_1`, ...
    """
    prepared = _prepared(expression)
    units = _units(prepared)
    meanings: dict[Expr, Symbol] = {}
    relations: list[Relation] = []

    def named(meaning: Expr) -> Symbol:
        return meanings.setdefault(meaning, Symbol(f"_{len(meanings)}"))

    def related(meaning: Expr, degree: int, power: Expr) -> Symbol:
        if meaning not in meanings:
            relations.append(Relation(named(meaning), degree, power))
        return meanings[meaning]

    def visit(node: Expr) -> Expr:
        if node.is_Rational or node.is_Symbol:
            return node
        if isinstance(node, Add | Mul):
            return node.func(*map(visit, node.args))
        if isinstance(node, ExpBase) or node == exp(1):
            powers = ((named(exp(units[m] * m)), c / units[m]) for c, m in exponent_terms(node))
            return Mul(*(symbol**power for symbol, power in powers))
        if isinstance(node, Pow) and node.exp.is_Rational:
            base, power = visit(node.base), node.exp
            if power.is_Integer:
                return base**power
            return related(node.base ** Rational(1, power.q), power.q, base) ** power.p
        if isinstance(node, sin):
            return related(node, 2, 1 - named(cos(node.args[0])) ** 2)
        return named(node)

    rational = visit(prepared)
    return Separated(rational, tuple((s, f) for f, s in meanings.items()), tuple(relations))


def _prepared(expression: Expr) -> Expr:
    """Rewrite what depends on other functions: tanh beside exp, powers with a variable above."""
    found = expression.replace(
        lambda node: isinstance(node, Pow) and not node.exp.is_Rational,
        lambda node: exp(node.exp * log(node.base)),
    )
    found = found.replace(
        lambda node: isinstance(node, ExpBase) and node.exp.is_rational_function(),
        lambda node: exp(cancel(node.exp)),  # equal exponents must look alike
    )
    found = found.replace(
        lambda node: isinstance(node, log) and isinstance(node.args[0], ExpBase),
        lambda node: node.args[0].exp,
    )
    over = set().union(*(node.free_symbols for node in found.atoms(ExpBase)))
    return found.replace(
        lambda node: isinstance(node, tanh) and bool(node.free_symbols & over), _by_exponentials
    )


def _by_exponentials(node: Expr) -> Expr:
    power = exp(2 * node.args[0])
    return (power - 1) / (power + 1)


def _units(expression: Expr) -> dict[Expr, Expr]:
    """Choose for each monomial m the unit u for which all exponents are multiples of u m."""
    multiples: dict[Expr, list[Expr]] = {}
    calls = expression.atoms(ExpBase) | ({exp(1)} if expression.has(exp(1)) else set())
    for node in sorted(calls, key=str):
        for coefficient, monomial in exponent_terms(node):
            multiples.setdefault(monomial, []).append(coefficient)
    return {monomial: _unit(monomial, found) for monomial, found in multiples.items()}


def _unit(monomial: Expr, multiples: list[Expr]) -> Expr:
    """Let e^omega be itself, and a power of a function decay, as exp(-exp(omega)) does."""
    size = reduce(gcd, map(abs, multiples))
    return size if monomial.is_Symbol or monomial.is_Number else -size


def exponent_terms(node: Expr) -> list[tuple[Expr, Expr]]:
    """Split the exponent of a power of e.

    Args:
        node: the power.

    Returns:
        Pairs of a rational number and a monomial whose products add up to it.
    """
    exponent = node.exp if isinstance(node, ExpBase) else Integer(1)
    return [term.as_coeff_Mul(rational=True) for term in Add.make_args(exponent.expand())]
