r"""How a recurrence is parameterized: $\lambda(\omega)$, $\gamma(\omega)$, and where omega lies."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, I, Integer, Symbol, oo

from derivations.sources import Source

OMEGA, ONE = Symbol("omega"), Integer(1)


@dataclass(frozen=True)
class Coordinate:
    """A real number that is learned.

    Args:
        symbol: its name.
        low: the lower end of the open interval on which it is meant.
        high: the upper end.
    """

    symbol: Symbol = OMEGA
    low: Expr = -oo
    high: Expr = oo

    def __post_init__(self) -> None:
        """Take plain integers for ends as well."""
        for name in ("low", "high"):
            end = getattr(self, name)
            object.__setattr__(self, name, Integer(end) if isinstance(end, int) else end)


@dataclass(frozen=True)
class Parameterization:
    r"""A unit $h_{t+1} = \lambda(\omega) h_t + \gamma x_{t+1}$.

    All symbols are real; a complex eigenvalue is written with `I`.

    Args:
        name: short name, as in `linrec probe NAME`.
        title: what it is, for people.
        eigenvalue: lambda, of the coordinates and constants.
        gain: gamma >= 0, of the same symbols; where it is a function of lambda, with lambda put in.
        is_coupled: whether gradients flow through gamma; else it is learned, or held fixed.
        coordinates: what is learned, at least one.
        constants: (symbol, value) of numbers that are fixed, as the step of a discretization.
        source: where it is defined.
        remark: what a reader should know, such as `unverified`.
    """

    name: str
    title: str
    eigenvalue: Expr
    gain: Expr = ONE
    is_coupled: bool = True
    coordinates: tuple[Coordinate, ...] = (Coordinate(),)
    constants: tuple[tuple[Symbol, Expr], ...] = ()
    source: Source | None = None
    remark: str = ""

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The coordinates' symbols, in order."""
        return tuple(coordinate.symbol for coordinate in self.coordinates)

    @property
    def is_real(self) -> bool:
        """Whether the eigenvalue is real wherever the coordinates are."""
        return not self.eigenvalue.has(I)


def conjugated(expression: Expr) -> Expr:
    """Conjugate an expression in real symbols."""
    return expression.xreplace({I: -I})
