"""Formulas with exp, tanh and roots in them, brought to one factored fraction."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Mul, Pow, Symbol, exp

from derivations.plain import upright
from derivations.probing.generators import Relation, separate
from derivations.quotient import Quotient, quotient, ring_over

HIGH = 5  # lambda'^2 of a plain sigmoid holds a fourth power, and is short without it
SHORT = 16  # terms of a product that is tried
LONG = 200  # terms; signs of longer ones stay as they come


def compact(expression: Expr) -> Expr:
    """Simplify a formula in real symbols.

    Args:
        expression: made of symbols, rational numbers, exp, log, tanh, sin, cos and roots.

    Returns:
        An equal formula; where its functions are independent but for the relations known to
        `derivations.probing.generators`, one of zero is 0, one of a constant that constant.
    """
    parts = separate(expression)
    rational, relations = _eliminated(parts.rational, parts.relations)
    rational, meanings = _gated(rational, relations, dict(parts.meanings))
    symbols = rational.free_symbols.union(*(r.power.free_symbols | {r.symbol} for r in relations))
    ring = ring_over(symbols)
    fraction = quotient(rational, ring)
    for relation in reversed(relations):
        fraction = _reduced(fraction, relation, quotient(relation.power, ring))
    assumed = {Symbol(str(symbol)): symbol for symbol in expression.free_symbols}
    product = _merged(fraction.expression()).xreplace(assumed)
    return (upright(product) if fraction.size < LONG else product).xreplace(meanings)


def _gated(
    rational: Expr, relations: tuple[Relation, ...], meanings: dict[Expr, Expr]
) -> tuple[Expr, dict[Expr, Expr]]:
    """Write e^omega by sigmoid(omega) where high powers of 1 + e^omega show that it is shorter."""
    used = set().union(*(relation.power.free_symbols for relation in relations))
    gates: dict[Expr, Expr] = {}
    sigmoids: dict[Expr, Expr] = {}
    high = [p for p in rational.atoms(Pow) if p.exp.is_Integer and abs(p.exp) >= HIGH]
    grown = {power.base for power in high}
    for power in high:
        (symbol, *others) = sorted(power.base.free_symbols, key=str) or [None]
        if others or symbol in used or not isinstance(meanings.get(symbol), exp):
            continue
        if power.base == 1 + symbol and symbol not in grown:
            gates[symbol], sigmoids[symbol] = 1 / symbol - 1, 1 / (1 + meanings[symbol])
        elif power.base in (1 + symbol, 1 + 1 / symbol):
            gates[symbol], sigmoids[symbol] = symbol / (1 - symbol), 1 / (1 + 1 / meanings[symbol])
    return rational.xreplace(gates), {**meanings, **sigmoids}


def _eliminated(
    rational: Expr, relations: tuple[Relation, ...]
) -> tuple[Expr, tuple[Relation, ...]]:
    """Solve g^n = (p + q E)/(r + s E), n > 2, for a generator E that nothing else needs."""
    kept = []
    for relation in relations:
        others = [r.power for r in relations if r is not relation]
        solved = _solved(relation, others) if relation.degree > 2 else None
        if solved is None:
            kept.append(relation)
        else:
            rational = rational.xreplace(solved)
    return rational, tuple(kept)


def _solved(relation: Relation, others: list[Expr]) -> dict[Expr, Expr] | None:
    used = set().union(*(other.free_symbols for other in others))
    generators = [s for s in relation.power.free_symbols if str(s).startswith("_")]
    if len(generators) != 1 or generators[0] in used:
        return None
    (inner,) = generators
    num, den = relation.power.together().as_numer_denom()
    difference = (num - relation.symbol**relation.degree * den).expand()
    slope = difference.coeff(inner, 1)
    start = difference.coeff(inner, 0)
    if (difference - slope * inner - start).expand() != 0 or slope == 0:
        return None
    return {inner: -start / slope}


def _reduced(fraction: Quotient, relation: Relation, power: Quotient) -> Quotient:
    """Lower the powers of a square root, and free the denominator of it where that is shorter."""
    if relation.degree > 2:
        return fraction
    name, one = str(relation.symbol), fraction.ring.one.num
    place = fraction.num.context().names().index(name)
    once = fraction.without_root(name, power)
    if not once.den.degrees()[place]:
        return once
    below, mirrored = Quotient(once.den, one), Quotient(_mirrored(once.den, place), one)
    above = Quotient(once.num, one) * mirrored
    freed = above.without_root(name, power) / (below * mirrored).without_root(name, power)
    return min(once, freed, key=lambda q: q.size)


def _mirrored(polynomial: Any, place: int) -> Any:
    """Turn the sign of one generator."""
    context = polynomial.context()
    turned = {e: -c if e[place] % 2 else c for e, c in polynomial.terms()}
    return context.from_dict(turned)


def _merged(product: Expr) -> Expr:
    """Multiply out factors of equal power where that makes no more terms: 1 - x and 1 + x."""
    powers = [factor.as_base_exp() for factor in Mul.make_args(product)]
    rest, sums = [p for p in powers if not p[0].is_Add], [p for p in powers if p[0].is_Add]
    found: list[tuple[Expr, Expr]] = []
    for base, exponent in sums:
        for place, (other, same) in enumerate(found):
            if len(base.args) * len(other.args) > SHORT:
                continue
            both = (base * other).expand()
            if same == exponent and len(both.args) <= max(len(base.args), len(other.args)):
                found[place] = (both, same)
                break
        else:
            found.append((base, exponent))
    return Mul(*(base**exponent for base, exponent in (*rest, *found)))
