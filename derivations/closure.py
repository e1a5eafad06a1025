"""The stationarity equations of moments of any degree, written from rows and closed on demand.

In the stationary state E[m(z')] = E[m(z)] for every monomial m of the states. Its left side is a
combination of moments of at most the same degree, because rows are linear and random numbers are
fresh. Degree 2 is the discrete Lyapunov equation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sympy import Expr, Integer, Symbol
from sympy.utilities.iterables import strongly_connected_components

from derivations import elimination
from derivations.forms import Form, expectation, forms, ring_of
from derivations.laws import Powers
from derivations.plain import plain
from derivations.quotient import Quotient, Ring, quotient
from derivations.system import Monomial, RowError, System, ordered

Equation = Mapping[Monomial, Quotient]
ONE: Monomial = ()
MOST_SYMBOLS, MOST_COUPLED = 14, 64
EASY = 50  # terms of a fraction that is factored at once, without the help of known divisors


class TooLargeError(RowError):
    """A system that has too many symbols to be solved but at points."""


@dataclass(frozen=True)
class Closure:
    """A closed set of stationarity equations, M_m = sum of weights * M_n with M_() = 1.

    Args:
        system: the rows they come from.
        ring: of the weights.
        equations: the weights by moment, a known moment being a constant.
        blocks: the moments in order of solution, those that need each other together.
    """

    system: System
    ring: Ring
    equations: Mapping[Monomial, Equation]
    blocks: tuple[tuple[Monomial, ...], ...]

    @cached_property
    def divisors(self) -> tuple[Any, ...]:
        """The irreducible polynomials of which denominators can be made."""
        found = [determinant(self, block).num for block in self.blocks]
        found += [
            weight.den for equation in self.equations.values() for weight in equation.values()
        ]
        different = {str(polynomial): polynomial for polynomial in found}.values()
        factors = (base for polynomial in different for base, _ in polynomial.factor()[1])
        return tuple({str(base): base for base in factors}.values())

    @cached_property
    def symbols(self) -> set[Symbol]:
        """The parameters on which the equations depend."""
        parts = [
            part for eq in self.equations.values() for w in eq.values() for part in (w.num, w.den)
        ]
        names = self.ring.context.names()
        used = {k for part in parts for k, degree in enumerate(part.degrees()) if degree}
        roots = {root for root, _ in self.system.relations}
        return {Symbol(names[k]) for k in used} - roots

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """The equations in plain text, left and right sides, in order of solution."""
        order = [m for block in self.blocks for m in block if m != ONE]
        return tuple((_mean(m), self._right_side(self.equations[m])) for m in order)

    def _right_side(self, equation: Equation) -> str:
        known = sorted(equation.items(), key=lambda item: (not item[0], item[0]))
        terms = (_mean(key, plain(written(weight, self.system))) for key, weight in known)
        return " + ".join(terms).replace("+ -", "- ") or "0"


def close(system: System, targets: tuple[Monomial, ...]) -> Closure:
    """Close the stationarity equations around some moments.

    Args:
        system: the rows.
        targets: sorted products of states whose moments are wanted.

    Returns:
        The equations, in the order in which they can be solved.

    Raises:
        RowError: if a target names an unknown state.
    """
    for name in (name for target in targets for name in target):
        if name not in system.states:
            raise RowError(f"{name}: no such state; choose among {', '.join(system.states)}")
    ring = ring_of(system, max(len(target) for target in targets))
    rows, data = forms(system, ring), dict(system.data)
    mean = lru_cache(maxsize=None)(lambda powers: expectation(system, ring, powers))
    equations: dict[Monomial, Equation] = {ONE: {}}
    todo = list(targets)
    while todo:
        monomial = todo.pop()
        if monomial in equations:
            continue
        if monomial in data:
            _refuse_contradiction(monomial, advance(rows, mean, monomial), data, ring)
            equations[monomial] = {ONE: quotient(data[monomial], ring)}
        else:
            equations[monomial] = advance(rows, mean, monomial)
        todo.extend(equations[monomial])
    edges = [(m, n) for m, equation in equations.items() for n in equation]
    blocks = strongly_connected_components((list(equations), edges))
    closure = Closure(system, ring, equations, tuple(tuple(block) for block in blocks))
    _refuse_too_large(closure)
    return closure


def _refuse_contradiction(
    monomial: Monomial, equation: Equation, data: Mapping[Monomial, Expr], ring: Ring
) -> None:
    """Refuse a moment that is given otherwise than its own row makes it."""
    known = {**data, ONE: Integer(1)}
    if not all(key in known for key in equation):
        return
    total = ring.zero
    for key, weight in equation.items():
        total += weight * quotient(known[key], ring)
    if total - quotient(data[monomial], ring):
        raise RowError(
            f"E[{' '.join(monomial)}] = {data[monomial]} is given, but its row makes it "
            f"{plain(total.expression())}; mend one of them"
        )


def _refuse_too_large(closure: Closure) -> None:
    largest = max(closure.blocks, key=len)
    if len(largest) <= 3 and closure.ring.context.nvars() <= MOST_SYMBOLS:
        return
    count = len(closure.symbols)
    most = MOST_COUPLED if max(map(len, closure.equations)) <= 2 else MOST_COUPLED // 2
    if count > MOST_SYMBOLS or (len(largest) > 3 and len(largest) * count > most):
        raise TooLargeError(
            f"{count} symbols and {len(largest)} moments that need each other are more than can be "
            "solved in symbols; give numbers for them: the answer is then exact at points"
        )


def advance(
    rows: Mapping[str, Form], mean: Callable[[Powers], Quotient], monomial: Monomial
) -> Equation:
    """Write E[m(z')] as a combination of moments of z.

    Args:
        rows: the form of each state.
        mean: the expectation of a product of random numbers, from its exponents.
        monomial: m.

    Returns:
        The weight of each moment.
    """
    first, *rest = (rows[name].terms for name in monomial)
    expanded = {((s,) if s else ONE, p): c for (s, p), c in first.items()}
    for form in rest:
        grown: dict[tuple[Monomial, Powers], Quotient] = {}
        for (states, p), a in expanded.items():
            for (s, q), b in form.items():
                powers = tuple(i + j for i, j in zip(p, q, strict=True))
                key = (ordered(*states, s) if s else states, powers)
                grown[key] = grown[key] + a * b if key in grown else a * b
        expanded = grown
    weights: dict[Monomial, Quotient] = {}
    for (states, powers), coefficient in expanded.items():
        weight = coefficient * mean(powers) if any(powers) else coefficient
        weights[states] = weights[states] + weight if states in weights else weight
    return {states: weight for states, weight in weights.items() if weight}


def matrix(closure: Closure, block: tuple[Monomial, ...]) -> list[list[Quotient]]:
    """Give I - L for the moments of one block, M = L M + known.

    Args:
        closure: the equations.
        block: moments that need each other, n of them.

    Returns:
        Fractions, shape (n, n).
    """
    ring = closure.ring
    return [
        [
            (ring.one if m == n else ring.zero) - closure.equations[m].get(n, ring.zero)
            for n in block
        ]
        for m in block
    ]


def determinant(closure: Closure, block: tuple[Monomial, ...]) -> Quotient:
    """Compute det(I - L) of one block; its moments are the only solution where it is not zero.

    Args:
        closure: the equations.
        block: one of its blocks.

    Returns:
        The determinant.
    """
    return elimination.determinant(matrix(closure, block))


def _mean(monomial: Monomial, weight: str = "1") -> str:
    mean = f"E[{' '.join(monomial)}]"
    if monomial == ONE:
        return weight
    return mean if weight == "1" else f"({weight}) {mean}"


def written(value: Quotient, system: System, divisors: tuple[Any, ...] = ()) -> Expr:
    """Write a fraction in SymPy, factored, the squares of square roots put in.

    Args:
        value: the fraction.
        system: whose relations hold.
        divisors: polynomials that may divide it.

    Returns:
        An expression free of square roots where these occur to even powers only.
    """
    for root, square in system.relations:
        value = value.without_root(str(root), quotient(square, value.ring))
    return value.expression(divisors)
