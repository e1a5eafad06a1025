"""Rows as sparse forms: coefficient, product of random numbers, previous state, term by term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from sympy import Expr, Poly, Symbol

from derivations.field import walk
from derivations.laws import Powers, moment_symbol
from derivations.quotient import Quotient, Ring, quotient, ring_over
from derivations.system import RowError, System, prime

Key = tuple[str, Powers]


@dataclass(frozen=True)
class Form:
    """A form linear in the states and polynomial in the random numbers.

    Args:
        terms: coefficients by (name of a state, empty for a constant; exponents of the random
            numbers).
    """

    terms: Mapping[Key, Quotient]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Form) -> Form:
        total = dict(self.terms)
        for key, coefficient in other.terms.items():
            total[key] = total[key] + coefficient if key in total else coefficient
        return Form({key: value for key, value in total.items() if value})

    def __mul__(self, other: Form) -> Form:
        result = Form({})
        for (s, p), a in self.terms.items():
            for (t, q), b in other.terms.items():
                if s and t:
                    raise RowError(f"{s}*{t}: a row must be linear in the states; drop the product")
                powers = tuple(i + j for i, j in zip(p, q, strict=True))
                result += Form({(s or t, powers): a * b})
        return result

    def __pow__(self, exponent: int) -> Form:
        if exponent > 0:
            result = self
            for _ in range(exponent - 1):
                result = result * self
            return result
        ((name, powers), coefficient), *more = self.terms.items()
        if more or name or any(powers):
            raise RowError(
                "a row divides by a state or a random number; rows are linear in the states and "
                "polynomial in the random numbers"
            )
        return Form({(name, powers): coefficient**exponent})


def ring_of(system: System, degree: int) -> Ring:
    """Choose the ring in which the moments of a system live.

    Args:
        system: the rows.
        degree: the highest degree of a moment that is wanted.

    Returns:
        Polynomials in its parameters and in the moments of its gates.
    """
    gates = [
        moment_symbol(law.letter, powers)
        for law in system.laws
        if law.letter
        for powers in product(range(degree * _random_degree(system) + 1), repeat=len(law.symbols))
        if 0 < sum(powers) <= degree * _random_degree(system)
    ]
    return ring_over((*system.parameters, *gates))


def _random_degree(system: System) -> int:
    """Bound the degree of the rows in the random numbers, new values put in."""
    degrees: dict[Symbol, int] = dict.fromkeys(system.random, 1)
    for state, row in system.rows:
        gens = [symbol for symbol in degrees if row.has(symbol)]
        terms = Poly(row, *gens).monoms() if gens else ()
        degrees[prime(state)] = max(
            (sum(e * degrees[g] for e, g in zip(m, gens, strict=True)) for m in terms), default=0
        )
    return max((1, *degrees.values()))


def forms(system: System, ring: Ring) -> dict[str, Form]:
    """Write every row as a form in the previous states, new values put in.

    Args:
        system: the rows.
        ring: of the coefficients.

    Returns:
        The form of each state.

    Raises:
        RowError: if a row divides by zero, or is not linear in the states.
    """
    none = (0,) * len(system.random)

    def constant(number: Expr) -> Form:
        return Form({("", none): ring.number(number)})

    leaves: dict[Expr, Form] = {
        symbol: Form({("", none): value})
        for symbol, value in ring.generators(system.parameters).items()
    }
    for k, symbol in enumerate(system.random):
        leaves[symbol] = Form({("", tuple(int(j == k) for j in range(len(none)))): ring.one})
    for state, _ in system.rows:
        leaves[state] = Form({(str(state), none): ring.one})
    found = {}
    for state, row in system.rows:
        try:
            form: Form = walk(row, leaves, constant)
        except ZeroDivisionError as error:
            raise RowError(f"{prime(state)} = {row}: {error}, divides by zero; mend it") from None
        found[str(state)] = leaves[prime(state)] = Form(
            {key: value for key, value in form.terms.items() if value}
        )
    return found


def expectation(system: System, ring: Ring, powers: Powers) -> Quotient:
    """Average a product of random numbers.

    Args:
        system: whose laws they follow.
        ring: of the result.
        powers: exponents in the order of `system.random`.

    Returns:
        The product of the laws' moments.
    """
    total, start = ring.one, 0
    for law in system.laws:
        own = powers[start : start + len(law.symbols)]
        start += len(law.symbols)
        if any(own):
            total *= quotient(law.moment(own), ring)
    return total
