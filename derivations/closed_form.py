"""The result of a derivation: an expression that knows where it holds and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import mpmath
from sympy import Expr, Rational, Symbol, conjugate, im, re

from derivations import feasible, stability, symbols
from derivations.closure import Closure, close
from derivations.domain import Domain, DomainError
from derivations.field import value
from derivations.moments import Solution
from derivations.quantities import Quantity
from derivations.sources import Source
from derivations.system import Monomial, ordered

SURE_DIGITS = 60  # to which a function of the point is known when stationarity is decided


@dataclass(frozen=True)
class ClosedForm:
    """An exact formula with its domain and source.

    Args:
        name: its name in the catalogue.
        quantity: what it computes.
        input_name: for which input.
        expression: a rational expression in the glossary's symbols, factored.
        domain: the variables a user gives, with the region of each.
        source: where it is derived or stated.
        solution: the stationarity equations it comes from; None if it holds for any input.
        meanings: (s, what it stands for) for symbols that are functions of the variables.
        about: the recurrence and its input, in words.
        terms: (coefficient, moment) of which it is the sum, for a moment of the second degree.
        resting: the states that are zero when a finite horizon begins.
    """

    name: str
    quantity: Quantity
    input_name: str
    expression: Expr
    domain: Domain
    source: Source
    solution: Solution | None = field(default=None, compare=False, repr=False)
    meanings: tuple[tuple[Symbol, Expr], ...] = ()
    about: str = ""
    terms: tuple[tuple[Expr, Monomial], ...] = ()
    resting: tuple[str, ...] = ()

    @property
    def equations(self) -> tuple[tuple[str, str], ...]:
        """The stationarity equations it solves, as pairs (left side, right side)."""
        return self.solution.closure.lines if self.solution else ()

    @property
    def variables(self) -> tuple[Symbol, ...]:
        """The variables a user gives, in order."""
        return self.domain.variables

    def _repr_latex_(self) -> str:
        """Show the formula in a notebook."""
        from derivations.latex import display

        return f"$${display(self)}$$"

    def value(self, point: Mapping[Symbol, Expr]) -> Expr:
        """Evaluate exactly.

        Args:
            point: Gaussian rationals by variable; conjugates are filled in.

        Returns:
            The exact Gaussian rational.

        Raises:
            DomainError: if the point is incomplete or outside the domain, or the formula needs a
                concrete input.
        """
        self.check(point)
        if any(symbol in self.expression.free_symbols for symbol, _ in self.meanings):
            raise DomainError(f"{self.name}: its values are not rational; ask for digits")
        try:
            return value(self.expression, with_conjugates(point))
        except ZeroDivisionError as error:
            raise DomainError(f"{self.name}: {error}; move the point elsewhere") from None

    def check(self, point: Mapping[Symbol, Expr]) -> None:
        """Refuse a point outside the domain, or one where nothing is stationary.

        Args:
            point: Gaussian rationals by variable.

        Raises:
            DomainError: naming the variable or the moment, its value, the rule and the remedy.
        """
        if self.input_name == "general":
            raise DomainError(f"{self.name}: holds for any input and has no value; name one input")
        self.domain.check(point)
        if self.solution:
            full = self._completed(point)
            try:
                for closure in self.closures:
                    stability.check(closure, full)
                feasible.check(self.solution.system, full)
            except ZeroDivisionError as error:
                raise DomainError(f"{self.name}: {error}; move the point elsewhere") from None

    @property
    def closures(self) -> tuple[Closure, ...]:
        """The equations that must forget their start: its own, and those of the states' squares.

        The regions of eigenvalues say as much of the scalar recurrence.
        """
        if self.solution is None:
            return ()
        own = self.solution.closure
        states = sorted({s for m in own.equations for s in m if "[" not in s})
        squares = tuple(m for m in (ordered(s, s) for s in states) if m not in own.equations)
        return (own, close(own.system, squares)) if squares and not self.quantity.terms else (own,)

    def _completed(self, point: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
        full = with_conjugates(point)
        for symbol, meaning in self.meanings:
            number = meaning.xreplace(full).evalf(SURE_DIGITS)
            if not number.is_finite or not number.is_real:
                rule = f"{symbol} = {meaning} must be a real number"
                raise DomainError(f"{self.name}: {rule}; move the point inside")
            full[symbol] = Rational(str(number))
        return full

    def digits(self, point: Mapping[Symbol, Expr], count: int) -> mpmath.mpc:
        """Evaluate to a number of significant digits.

        Args:
            point: Gaussian rationals by variable.
            count: how many digits.

        Returns:
            The exact value rounded once, an `mpf` or `mpc` of the given precision.
        """
        if self.meanings:
            self.check(point)
            there = self.expression.xreplace(dict(self.meanings)).xreplace(with_conjugates(point))
            with mpmath.workdps(count + 5):
                return mpmath.mpmathify(there.evalf(count + 5))
        exact = self.value(point)
        with mpmath.workdps(count + 5):
            parts = [mpmath.mpf(int(part.p)) / int(part.q) for part in (re(exact), im(exact))]
            return mpmath.mpc(*parts) if im(exact) != 0 else parts[0]


def with_conjugates(point: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
    """Add to a point the value of each conjugate symbol.

    Args:
        point: exact numbers by variable.

    Returns:
        The same, with every variable's conjugate.
    """
    barred = {symbols.conjugate(symbol): conjugate(number) for symbol, number in point.items()}
    return {**barred, **point}
