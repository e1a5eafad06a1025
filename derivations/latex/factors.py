"""A rational expression as it is written becomes products of normalised polynomial factors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx
from sympy import QQ, Add, Expr, Integer, Mul, Poly, Rational, Symbol, fraction, together

from derivations.latex.names import Alphabet

Monomial = tuple[int, ...]


@dataclass(frozen=True)
class Product:
    """A constant times powers of polynomials whose lowest terms are positive.

    Args:
        constant: a rational number.
        factors: primitive polynomials and their exponents, negative in the denominator.
    """

    constant: Rational
    factors: tuple[tuple[Poly, int], ...]

    def conjugate(self, alphabet: Alphabet) -> Product | None:
        """Conjugate every factor.

        Args:
            alphabet: says what the conjugates are.

        Returns:
            The conjugate; None if a function in it has none.
        """
        barred = [(conjugate(base, alphabet), exponent) for base, exponent in self.factors]
        known = [(base, exponent) for base, exponent in barred if base is not None]
        if len(known) < len(barred):
            return None
        return gather(self.constant, known)

    def same_factors(self, other: Product) -> bool:
        """Say whether two products differ by their constants at most."""
        return dict(self.factors) == dict(other.factors)


def order_of(monomial: Monomial) -> tuple[int, Monomial]:
    """Sort monomials by total degree, then by the letters in order."""
    return sum(monomial), tuple(-exponent for exponent in monomial)


def conjugate(polynomial: Poly, alphabet: Alphabet) -> Poly | None:
    """Conjugate a polynomial with rational coefficients, if all of its symbols have a conjugate."""
    gens = polynomial.gens
    used = {g for g, degree in zip(gens, polynomial.degree_list(), strict=True) if degree > 0}
    if not all(symbol in alphabet.conjugates for symbol in used):
        return None
    places = [gens.index(alphabet.conjugates.get(g, g)) for g in gens]
    swapped = {tuple(m[place] for place in places): c for m, c in polynomial.terms()}
    return Poly(swapped, *gens, domain=QQ)


def products(expression: Expr, gens: tuple[Symbol, ...]) -> list[Product]:
    """Split a rational expression into the fractions of which it is written as a sum.

    Args:
        expression: a rational expression; a polynomial is one term, whatever its form.
        gens: the symbols, in order.

    Returns:
        The fractions, those of a numerator that holds fractions itself written out. A `ValueError`
        is raised if the expression is not rational, a `ZeroDivisionError` if a denominator is zero.
    """
    if expression.is_Add and not expression.is_polynomial(*gens):
        whole = [term for term in expression.args if term.is_polynomial(*gens)]
        broken = [term for term in expression.args if not term.is_polynomial(*gens)]
        rest = [Add(*whole)] if whole else []
        return [part for term in rest + broken for part in products(term, gens)]
    inner = [f for f in Mul.make_args(expression) if f.is_Add and not f.is_polynomial(*gens)]
    if len(inner) == 1:
        outer = Mul(*(f for f in Mul.make_args(expression) if f is not inner[0]))
        return [
            gather(a.constant * b.constant, [*a.factors, *b.factors])
            for a in products(outer, gens)
            for b in products(inner[0], gens)
        ]
    return [gather(Integer(1), _powers(expression, gens))]


def _powers(expression: Expr, gens: tuple[Symbol, ...]) -> Iterator[tuple[Poly, int]]:
    for argument in Mul.make_args(expression):
        base, exponent = argument.as_base_exp()
        if not exponent.is_Integer or (base.is_number and not base.is_Rational):
            raise ValueError(f"{argument}: not a rational expression; write it with whole powers")
        if base.is_polynomial(*gens):
            yield _polynomial(base, gens), int(exponent)
        else:
            above, below = fraction(together(base))
            if above.is_polynomial(*gens) and below.is_polynomial(*gens) and below != 1:
                yield from ((p, e * int(exponent)) for p, e in _powers(above, gens))
                yield from ((p, -e * int(exponent)) for p, e in _powers(below, gens))
            else:
                raise ValueError(f"{base}: not a rational expression; use whole powers only")


def _polynomial(base: Expr, gens: tuple[Symbol, ...]) -> Poly:
    polynomial = Poly(base, *gens)
    if not all(coefficient.is_Rational for coefficient in polynomial.coeffs()):
        raise ValueError(f"{base}: coefficients must be rational; write the number as a fraction")
    return polynomial.set_domain(QQ)


def gather(constant: Rational, powers: Iterable[tuple[Poly, int]]) -> Product:
    """Multiply powers of polynomials, each made primitive with its lowest term positive.

    Args:
        constant: a rational number.
        powers: polynomials and exponents.

    Returns:
        The product, with (1 - x)(1 + x) of equal exponents merged into 1 - x^2.

    Raises:
        ZeroDivisionError: if a polynomial in the denominator is zero.
    """
    exponents: dict[Poly, int] = {}
    for base, exponent in powers:
        if base.is_zero and exponent < 0:
            raise ZeroDivisionError("a denominator is zero; change it")
        if base.is_zero:
            return Product(Integer(0), ())
        content, primitive = _primitive(base)
        constant *= content**exponent
        for part, multiplicity in _letters(primitive):
            exponents[part] = exponents.get(part, 0) + multiplicity * exponent
    alive = {base: exponent for base, exponent in exponents.items() if exponent}
    return Product(constant, tuple(_merge(alive).items()))


def _primitive(polynomial: Poly) -> tuple[Rational, Poly]:
    content, primitive = polynomial.primitive()
    lowest = min(primitive.monoms(), key=order_of)
    if primitive.as_dict()[lowest] < 0:
        return -content, -primitive
    return content, primitive


def _letters(polynomial: Poly) -> Iterator[tuple[Poly, int]]:
    if len(polynomial.monoms()) > 1:
        yield polynomial, 1
        return
    for symbol, exponent in zip(polynomial.gens, polynomial.monoms()[0], strict=True):
        if exponent:
            yield Poly(symbol, *polynomial.gens, domain=QQ), exponent


def _merge(exponents: dict[Poly, int]) -> dict[Poly, int]:
    for (one, m), (other, n) in combinations(exponents.items(), 2):
        if m == n and _opposite(one, other):
            rest = {base: e for base, e in exponents.items() if base not in (one, other)}
            return _merge({**rest, one * other: m})
    return exponents


def _opposite(one: Poly, other: Poly) -> bool:
    """Say whether two factors are c + m and c - m, whose product is again of two terms."""
    if not len(one.monoms()) == len(other.monoms()) == 2:
        return False
    return (one + other).is_ground and len((one * other).monoms()) == 2


def whole(polynomial: Poly) -> Product:
    """Factor a polynomial.

    Args:
        polynomial: not zero.

    Returns:
        Its irreducible factors, gathered.
    """
    constant, factors = factored(polynomial.terms())
    found = ((_taken(base, polynomial.gens), int(exponent)) for base, exponent in factors)
    return gather(Rational(int(constant.p), int(constant.q)), found)


def factored(terms: Iterable[tuple[Monomial, Rational]]) -> tuple[fmpq, list[tuple[Any, int]]]:
    """Factor a polynomial over the rationals, which SymPy does slowly where it is long.

    Args:
        terms: exponents and coefficients, at least one.

    Returns:
        A constant, and irreducible `fmpq_mpoly` with their exponents.
    """
    table = {monomial: fmpq(int(c.p), int(c.q)) for monomial, c in terms}
    names = tuple(f"x{k}" for k in range(len(next(iter(table)))))
    constant, factors = fmpq_mpoly_ctx.get(names, Ordering.lex).from_dict(table).factor()
    return constant, factors


def _taken(polynomial: Any, gens: tuple[Symbol, ...]) -> Poly:
    terms = {
        tuple(map(int, powers)): Rational(int(c.p), int(c.q)) for powers, c in polynomial.terms()
    }
    return Poly(terms, *gens, domain=QQ)


def halves(polynomial: Poly, alphabet: Alphabet) -> Poly | None:
    """Find q such that a polynomial is q plus its conjugate, term by term.

    Args:
        polynomial: any polynomial.
        alphabet: says what the conjugates are.

    Returns:
        The half with the first of each pair of terms, or None if the terms do not pair up.
    """
    barred = conjugate(polynomial, alphabet)
    if barred is None or barred != polynomial:
        return None
    kept: dict[Monomial, Any] = {}
    for monomial in sorted(polynomial.monoms(), key=order_of):
        term = Poly({monomial: 1}, *polynomial.gens, domain=QQ)
        partner = conjugate(term, alphabet)
        if partner is None or partner == term:
            return None
        if partner.monoms()[0] not in kept:
            kept[monomial] = polynomial.as_dict()[monomial]
    return reduce(
        lambda a, b: a + b, (Poly({m: c}, *polynomial.gens, domain=QQ) for m, c in kept.items())
    )
