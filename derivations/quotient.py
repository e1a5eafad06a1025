"""Exact fractions of polynomials over python-flint: the arithmetic of the derivations.

A fraction is a pair of integer polynomials in lowest terms whose denominator has a positive leading
coefficient, so that equal fractions are equal pairs. Sums and products take greatest common
divisors of small operands only (Henrici's rules), so that intermediate results do not swell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx
from sympy import Expr, Integer, Mul, Symbol

from derivations.factored import factored
from derivations.field import walk
from derivations.system import RowError


@dataclass(frozen=True)
class Quotient:
    """A fraction num/den of integer polynomials in lowest terms.

    Args:
        num: numerator, an `fmpz_mpoly`.
        den: denominator, with positive leading coefficient.
    """

    num: Any
    den: Any

    def __bool__(self) -> bool:
        return not self.num.is_zero()

    def __neg__(self) -> Quotient:
        return Quotient(-self.num, self.den)

    def __add__(self, other: Quotient) -> Quotient:
        if self.den == other.den:
            total = self.num + other.num
            return Quotient(total, self.den) if self.den.is_one() else _lowest(total, self.den)
        common = self.den.gcd(other.den)
        if common.is_one():
            return Quotient(self.num * other.den + other.num * self.den, self.den * other.den)
        left, right = self.den / common, other.den / common
        num = self.num * right + other.num * left
        shared = num.gcd(common)
        return _upright(num / shared, left * (other.den / shared))

    def __sub__(self, other: Quotient) -> Quotient:
        return self + (-other)

    def __mul__(self, other: Quotient) -> Quotient:
        if self.den.is_one() and other.den.is_one():
            return Quotient(self.num * other.num, self.den)
        across, back = self.num.gcd(other.den), other.num.gcd(self.den)
        return _upright(
            (self.num / across) * (other.num / back), (self.den / back) * (other.den / across)
        )

    def __truediv__(self, other: Quotient) -> Quotient:
        if not other:
            raise ZeroDivisionError("division by a fraction that is zero")
        return self * _upright(other.den, other.num)

    def __pow__(self, exponent: int) -> Quotient:
        if exponent < 0:
            return (self.ring.one / self) ** -exponent
        return Quotient(self.num**exponent, self.den**exponent)

    @property
    def ring(self) -> Ring:
        """The ring of polynomials it is made of."""
        return Ring(self.num.context())

    @property
    def size(self) -> int:
        """How many terms it has, above and below."""
        return len(self.num) + len(self.den)

    def expression(self, likely: Iterable[Any] = ()) -> Expr:
        """Write the fraction in SymPy, factored; a long numerator is left in one piece.

        Args:
            likely: polynomials that may divide it, tried before factoring, which can be slow.

        Returns:
            A product of powers of polynomials in symbols named like the generators.
        """
        return factored(self.num, self.den, tuple(likely))

    def by_powers(self, names: tuple[str, ...]) -> list[tuple[Expr, Quotient]]:
        """Collect the fraction by powers of some generators that stand above only.

        Args:
            names: of the generators.

        Returns:
            Pairs of a monomial and its coefficient; none if a generator stands below.
        """
        context = self.num.context()
        places = [context.names().index(name) for name in names]
        if not places or any(self.den.degrees()[place] for place in places):
            return []
        groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
        for powers, coefficient in self.num.terms():
            kept = tuple(0 if k in places else e for k, e in enumerate(powers))
            groups.setdefault(tuple(int(powers[k]) for k in places), {})[kept] = coefficient
        monomials = (
            Mul(*(Symbol(n) ** e for n, e in zip(names, key, strict=True))) for key in groups
        )
        parts = (_lowest(context.from_dict(terms), self.den) for terms in groups.values())
        return list(zip(monomials, parts, strict=True))

    def without_root(self, root: str, square: Quotient) -> Quotient:
        """Put the square of a square root in, wherever it stands to an even power.

        Args:
            root: name of the generator that stands for the root.
            square: what its square is.

        Returns:
            The same fraction; the root is gone unless it stands to an odd power.
        """
        return _rooted(self.num, root, square) / _rooted(self.den, root, square)


@dataclass(frozen=True)
class Ring:
    """Integer polynomials in named generators, and the fractions made of them.

    Args:
        context: an `fmpz_mpoly_ctx`.
    """

    context: Any

    @property
    def one(self) -> Quotient:
        """The number one."""
        return self.number(Integer(1))

    @property
    def zero(self) -> Quotient:
        """The number zero."""
        return self.number(Integer(0))

    def number(self, value: Expr) -> Quotient:
        """Take a rational number in.

        Args:
            value: a SymPy number.

        Returns:
            The constant fraction.

        Raises:
            RowError: if it is not rational.
        """
        if not value.is_Rational:
            raise RowError(
                f"{value}: not rational in the parameters; write numbers as fractions and name "
                "every other quantity by a symbol"
            )
        return Quotient(self.context.constant(int(value.p)), self.context.constant(int(value.q)))

    def generators(self, symbols: Iterable[Symbol]) -> dict[Expr, Quotient]:
        """Give each symbol as a fraction.

        Args:
            symbols: some of its generators.

        Returns:
            The fractions by symbol.

        Raises:
            RowError: if a symbol is no generator.
        """
        one, names = self.context.constant(1), self.context.names()
        symbols = tuple(symbols)
        for symbol in symbols:
            if str(symbol) not in names:
                raise RowError(f"{symbol}: not among the parameters {', '.join(names)}; add it")
        return {s: Quotient(self.context.gen(names.index(str(s))), one) for s in symbols}


def ring_over(symbols: Iterable[Symbol]) -> Ring:
    """Choose the ring of polynomials in some symbols.

    Args:
        symbols: the parameters.

    Returns:
        The ring, its generators sorted by name.
    """
    names = tuple(sorted({str(symbol) for symbol in symbols}))
    return Ring(fmpz_mpoly_ctx.get(names, Ordering.degrevlex))


def quotient(expression: Expr, ring: Ring) -> Quotient:
    """Take a rational expression into a ring's fractions.

    Args:
        expression: rational in the ring's symbols.
        ring: where it goes.

    Returns:
        The fraction in lowest terms.
    """
    found: Quotient = walk(expression, ring.generators(expression.free_symbols), ring.number)
    return found


def _lowest(num: Any, den: Any) -> Quotient:
    shared = num.gcd(den)
    return _upright(num / shared, den / shared)


def _upright(num: Any, den: Any) -> Quotient:
    if den.leading_coefficient() < 0:
        return Quotient(-num, -den)
    return Quotient(num, den)


def _rooted(polynomial: Any, root: str, square: Quotient) -> Quotient:
    ring, place = square.ring, polynomial.context().names().index(root)
    total = ring.zero
    by_half: dict[int, dict[tuple[int, ...], Any]] = {}
    for powers, coefficient in polynomial.terms():
        half, odd = divmod(int(powers[place]), 2)
        kept = (*powers[:place], odd, *powers[place + 1 :])
        by_half.setdefault(half, {})[kept] = coefficient
    for half, terms in by_half.items():
        part = polynomial.context().from_dict(terms)
        total += Quotient(part, ring.one.num) * square**half
    return total
