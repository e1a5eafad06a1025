"""The step run once on polynomials: it tells its own equations, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpq

from numerics.dual import coordinates, from_coordinates, leafwise, levels
from numerics.gaussian import exact
from numerics.rows import Number, Rows, check, coefficients, step, with_coefficients

Terms = dict[int, Any]


class Packing(NamedTuple):
    """How a monomial in i, xi_0, ..., z_0, ... is one integer: its exponents as digits.

    Monomials are multiplied by adding these integers, which makes products of polynomials fast.

    Args:
        width: bits of a digit, enough for every exponent that can occur.
        randoms: how many random numbers there are.
        size: how many coordinates z the state has.
    """

    width: int
    randoms: int
    size: int

    def of(self, digit: int) -> int:
        """Give the monomial of one variable: i at 0, then the xi, then the z."""
        return 1 << self.width * digit

    @property
    def shift(self) -> int:
        """Bits below those of the coordinates."""
        return self.width * (self.randoms + 1)

    def digits(self, monomial: int, count: int) -> list[int]:
        """Unpack the lowest exponents of a monomial."""
        mask = (1 << self.width) - 1
        return [monomial >> self.width * digit & mask for digit in range(count)]

    def factors(self, monomial: int) -> list[int]:
        """List the coordinates in a monomial of coordinates alone, with repetition."""
        found = []
        while monomial:
            index = (monomial.bit_length() - 1) // self.width
            found.append(index)
            monomial -= 1 << self.width * index
        return found


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial in packed monomials; it multiplies and adds as the numbers in `step` do.

    Args:
        terms: coefficients by monomial.
    """

    terms: Terms

    def __add__(self, other: Polynomial) -> Polynomial:
        if not isinstance(other, Polynomial):
            return NotImplemented
        terms = self.terms.copy()
        for key, number in other.terms.items():
            terms[key] = terms[key] + number if key in terms else number
        return Polynomial(terms)

    def __mul__(self, other: Polynomial | int) -> Polynomial:
        if isinstance(other, Polynomial):
            return Polynomial(multiplied(self.terms, other.terms))
        if isinstance(other, int):
            return Polynomial({key: other * number for key, number in self.terms.items() if other})
        return NotImplemented

    __rmul__ = __mul__


class Trace(NamedTuple):
    """The equations z' = A(xi) z + b(xi) of a step, duals flattened into values and slopes.

    Args:
        packing: of the monomials.
        forms: one polynomial for each coordinate, its new value.
        depth: levels of slopes in the state.
    """

    packing: Packing
    forms: tuple[Terms, ...]
    depth: int


def trace(rows: Rows, randoms: int, degree: int) -> Trace:
    """Read the equations of `step` off by running it on variables.

    Args:
        rows: n rows of exact numbers.
        randoms: how many random numbers a step has.
        degree: how many forms will be multiplied at most.

    Returns:
        Its equations, in the coordinates of `numerics.dual.coordinates`.

    Raises:
        ValueError: if the rows cannot be run.
    """
    check(rows, randoms)
    numbers = coefficients(rows)
    depth = max(map(levels, numbers), default=0)
    size = len(rows.terms) << depth
    # a row multiplies one i and its random numbers into a fresh value, so into any row before it
    longest = sum(max((len(t.randoms) for t in terms), default=0) + 1 for terms in rows.terms)
    packing = Packing((max(degree, 1) * longest).bit_length(), randoms, size)
    drawn = tuple(Polynomial({packing.of(1 + r): fmpq(1)}) for r in range(randoms))
    before = tuple(Polynomial({packing.of(1 + randoms + i): fmpq(1)}) for i in range(size))
    exactly = with_coefficients(rows, (leafwise(_constant, number) for number in numbers))
    after = coordinates(step(exactly, from_coordinates(before, depth), drawn), depth)
    forms = tuple({key: c for key, c in form.terms.items() if c} for form in after)
    return Trace(packing, forms, depth)


def multiplied(left: Terms, right: Terms) -> Terms:
    """Multiply two polynomials.

    Args:
        left: one.
        right: another.

    Returns:
        Their product.
    """
    product: Terms = {}
    for one, a in left.items():
        for two, b in right.items():
            key = one + two
            product[key] = product[key] + a * b if key in product else a * b
    return product


def rational(number: Fraction) -> Any:
    """Turn a fraction into FLINT's own, which computes ten times as fast.

    Args:
        number: a fraction.

    Returns:
        The same number.
    """
    return fmpq(number.numerator, number.denominator)


def _constant(number: Number) -> Polynomial:
    whole = exact(number)
    parts = {0: rational(whole.real), 1: rational(whole.imag)}  # i is the lowest digit
    return Polynomial({key: part for key, part in parts.items() if part})
