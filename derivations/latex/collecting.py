"""The terms of a long polynomial are collected by the powers of one of its real symbols."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Poly, Rational, Symbol

from derivations.latex.factors import Monomial, factored, order_of
from derivations.latex.names import Alphabet
from derivations.symbols import RHO

FEW = 5  # terms; a shorter polynomial is collected by the input's correlation only
GAIN = 0.9  # a collected polynomial must be shorter than this part of the expanded one


@dataclass(frozen=True)
class Group:
    """The terms of a polynomial that have the same power of a symbol.

    Args:
        symbol: by whose powers the terms are collected.
        power: the power.
        terms: the coefficient beside it, as coefficients by monomial.
        gens: the symbols of the monomials.
    """

    symbol: Symbol
    power: int
    terms: Mapping[Monomial, Rational]
    gens: tuple[Symbol, ...]

    @property
    def starts_positive(self) -> bool:
        """Whether the lowest term has a positive coefficient."""
        return bool(self.terms[min(self.terms, key=order_of)] > 0)

    @property
    def cost(self) -> int:
        """Count letters and signs of the factored coefficient and the power."""
        return 1 + sum(_length(base.monoms()) for base, _ in factored(self.terms.items())[1])


def collected(base: Poly, alphabet: Alphabet) -> tuple[Group, ...]:
    """Collect a polynomial where that makes it shorter.

    Args:
        base: a polynomial that is not zero.
        alphabet: says which symbols are real.

    Returns:
        Groups by ascending power, the lowest term of the first positive; none where the polynomial
        is better expanded.
    """
    terms = dict(base.terms())
    if RHO in base.gens:
        groups = _groups(terms, base.gens, RHO)
        if 1 < len(groups) < len(terms) and groups[0].starts_positive:
            return groups
    best, least = tuple[Group, ...](), GAIN * _length(terms)
    for symbol in base.gens if len(terms) >= FEW else ():
        groups = _groups(terms, base.gens, symbol) if alphabet.is_real(symbol) else ()
        if len(groups) > 1 and groups[0].starts_positive:
            cost = sum(group.cost for group in groups)
            if cost < least:
                best, least = groups, cost
    return best


def _groups(
    terms: Mapping[Monomial, Rational], gens: tuple[Symbol, ...], symbol: Symbol
) -> tuple[Group, ...]:
    place = gens.index(symbol)
    parts: dict[int, dict[Monomial, Rational]] = {}
    for monomial, coefficient in terms.items():
        rest = (*monomial[:place], 0, *monomial[place + 1 :])
        parts.setdefault(monomial[place], {})[rest] = coefficient
    return tuple(Group(symbol, power, part, gens) for power, part in sorted(parts.items()))


def _length(monomials: Iterable[Monomial]) -> int:
    """Count letters and signs of a polynomial that is written term by term."""
    return sum(1 + sum(map(bool, monomial)) for monomial in monomials)
