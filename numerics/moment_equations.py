"""The linear equations that moments of a step obey, and which of them some wanted moments need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from flint import fmpq

from numerics import atoms
from numerics.atoms import Law, Number
from numerics.gaussian import exact
from numerics.graded import Equation, Pair, Values
from numerics.rows import Rows
from numerics.trace import Packing, Terms, multiplied, rational, trace

ZERO, UNIT = fmpq(0), fmpq(1)


class Reader(NamedTuple):
    """Turns monomials of the state into equations; they are packed as integers, see `Packing`.

    Args:
        packing: of the monomials.
        forms: the new value of each coordinate as a polynomial.
        depth: levels of slopes in the state.
        law: of the random numbers.
        draws: moments of the law met so far, times powers of i.
        products: products of forms met so far.
    """

    packing: Packing
    forms: tuple[Terms, ...]
    depth: int
    law: Law
    draws: dict[int, Pair]
    products: dict[int, Terms]

    def product(self, monomial: int) -> Terms:
        """Multiply the new values in a monomial."""
        found = self.products.get(monomial)
        if found is None:
            last = self.packing.factors(monomial)[0]
            rest = monomial - (1 << self.packing.width * last)
            found = multiplied(self.product(rest), self.forms[last])
            self.products[monomial] = found
        return found

    def draw(self, drawn: int) -> Pair:
        """Give the mean of i^k xi_0^p_0 xi_1^p_1 ..., packed, as real and imaginary part."""
        found = self.draws.get(drawn)
        if found is None:
            turns, *powers = self.packing.digits(drawn, self.packing.randoms + 1)
            x, y = parts(atoms.expectation(self.law, powers))
            found = ((x, y), (-y, x), (-x, -y), (y, -x))[turns % 4]
            self.draws[drawn] = found
        return found

    def equation(self, monomial: int) -> Equation:
        """Expand E[m(z')] in moments of z."""
        real: dict[int, Number] = {}
        imag: dict[int, Number] = {}
        shift, mask = self.packing.shift, (1 << self.packing.shift) - 1
        for key, number in self.product(monomial).items():
            x, y = self.draw(key & mask)
            if x:
                real[key >> shift] = real.get(key >> shift, ZERO) + number * x
            if y:
                imag[key >> shift] = imag.get(key >> shift, ZERO) + number * y
        return Equation(
            {key: weight for key, weight in real.items() if weight},
            {key: weight for key, weight in imag.items() if weight},
        )

    def sources(self, index: int) -> Iterator[int]:
        """List the coordinates that drive one, and -1 for what is no coordinate."""
        for key in self.forms[index]:
            yield ((key >> self.packing.shift).bit_length() - 1) // self.packing.width


def read(rows: Rows, law: Law, degree: int) -> Reader:
    """Read rows and law once, for any number of moments.

    Args:
        rows: n rows of exact numbers.
        law: joint law of the random numbers of a step.
        degree: the largest degree of a moment.

    Returns:
        What makes the equations.

    Raises:
        ValueError: if rows or law make no sense.
    """
    atoms.check(law)
    seen = trace(rows, len(law[0].randoms), degree)
    return Reader(seen.packing, seen.forms, seen.depth, _fast(law), {}, {0: {0: UNIT}})


def without_idle(reader: Reader, driven: Iterable[int]) -> Reader:
    """Strike out the coordinates that stay at zero because nothing drives them.

    Args:
        reader: what makes the equations.
        driven: coordinates that are kept in any case.

    Returns:
        What makes the shorter equations.
    """
    alive = {-1, *driven}
    while more := {
        index
        for index in range(len(reader.forms))
        if index not in alive and not alive.isdisjoint(reader.sources(index))
    }:
        alive |= more
    forms = tuple(
        {
            key: number
            for (key, number), source in zip(form.items(), reader.sources(index), strict=True)
            if source in alive
        }
        for index, form in enumerate(reader.forms)
    )
    return reader._replace(forms=forms, products={0: {0: UNIT}})


def closure(reader: Reader, wanted: Iterable[int], known: Values) -> dict[int, Equation]:
    """Collect the equations of some moments and of all the moments that occur in these.

    Args:
        reader: what makes the equations.
        wanted: packed monomials.
        known: moments that need no equation.

    Returns:
        The equations by packed monomial.
    """
    equations: dict[int, Equation] = {}
    left = list(wanted)
    while left:
        monomial = left.pop()
        if monomial not in equations and monomial not in known:
            equations[monomial] = reader.equation(monomial)
            left.extend(chain(equations[monomial].real, equations[monomial].imag))
    return equations


def order(reader: Reader, monomials: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Label moments so that an equation refers to its own label and to smaller ones only.

    A coordinate ranks by how many coordinates reach it, which grows strictly from one strongly
    connected set to the next; the rank of a product is the sum of the ranks.

    Args:
        reader: what makes the equations.
        monomials: packed monomials.

    Returns:
        The label of each.
    """
    reach = [{index, *reader.sources(index)} - {-1} for index in range(len(reader.forms))]
    for middle in range(len(reach)):
        for one in reach:
            if middle in one:
                one |= reach[middle]
    sets = [min(other for other in one if reach[other] == one) for one in reach]
    labels = {}
    for monomial in monomials:
        factors = reader.packing.factors(monomial)
        rank = sum(len(reach[index]) for index in factors)
        labels[monomial] = (rank, *sorted(sets[index] for index in factors))
    return labels


def parts(number: Number) -> Pair:
    """Split an exact number into its real and imaginary part.

    Args:
        number: an exact number, FLINT's own included.

    Returns:
        Both parts in FLINT's rationals.
    """
    if isinstance(number, fmpq):
        return number, ZERO
    whole = exact(number)
    return rational(whole.real), rational(whole.imag)


def _fast(law: Law) -> Law:
    if any(exact(number).imag for atom in law for number in atom.randoms):
        return law
    return tuple(
        atoms.Atom(rational(Fraction(probability)), tuple(parts(n)[0] for n in randoms))
        for probability, randoms in law
    )
