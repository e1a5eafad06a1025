"""Stationary inputs as rows: how x is made, and the generating function of its autocovariance."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from derivations.laws import Law, gaussian
from derivations.symbols import MU, RHO, SIGMA
from derivations.system import Monomial

ZERO, ONE = Integer(0), Integer(1)
X, C, XI, Z = Symbol("x"), Symbol("c"), Symbol("xi"), Symbol("z")
Rows = tuple[tuple[Symbol, Expr], ...]


@dataclass(frozen=True)
class Input:
    r"""A stationary real input x, made by rows of which one is named x.

    Args:
        name: short name, used in the names of closed forms.
        title: a phrase for people.
        rows: pairs of a state and its next value.
        laws: the laws of the noise.
        generating: $G(z) = R(0)/2 + \sum_{k \geq 1} R(k) z^k$, rational in `Z`.
        parameters: the symbols it depends on.
        data: moments that the rows leave open, as of a state that never forgets.
        atoms: R(Delta) = sum of w r^|Delta| as pairs (w, r), with 0^0 = 1; empty if it is none.
        mean: E s of the states at the start of a simulation, shape (k,).
        spread: s = mean + spread * (a unit normal) at the start, shape (k,).
    """

    name: str
    title: str
    rows: Rows
    laws: tuple[Law, ...]
    generating: Expr
    parameters: tuple[Symbol, ...]
    data: tuple[tuple[Monomial, Expr], ...] = ()
    atoms: tuple[tuple[Expr, Expr], ...] = ()
    mean: tuple[Expr, ...] = ()
    spread: tuple[Expr, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the states, in order."""
        return tuple(str(state) for state, _ in self.rows)

    @property
    def transition(self) -> tuple[tuple[Expr, ...], ...]:
        """F of s' = F s + g xi, for rows without primes and with one noise, shape (k, k)."""
        return tuple(
            tuple(row.expand().coeff(state) for state, _ in self.rows) for _, row in self.rows
        )

    @property
    def drive(self) -> tuple[Expr, ...]:
        """The vector g of s' = F s + g xi, shape (k,)."""
        return tuple(row.expand().coeff(XI) for _, row in self.rows)

    @property
    def readout(self) -> tuple[Expr, ...]:
        """The vector r of x = r^T s, shape (k,)."""
        return tuple(ONE if state == X else ZERO for state, _ in self.rows)

    @property
    def variance(self) -> Expr:
        """The variance of the one noise."""
        (law,) = self.laws
        return law.moment((2,))

    def autocovariance(self, lag: int) -> Expr:
        """Give R(lag) = sum of w r^|lag| at an integer lag, for an input with atoms."""
        return sum((weight * ratio ** abs(lag) for weight, ratio in self.atoms), ZERO)


def of_atoms(atoms: tuple[tuple[Expr, Expr], ...]) -> Expr:
    """Sum the generating functions w (1 + r z) / (2 (1 - r z)) of terms w r^|Delta|.

    Args:
        atoms: pairs (w, r).

    Returns:
        G, rational in `Z`.
    """
    return sum((w * (1 + r * Z) / (2 * (1 - r * Z)) for w, r in atoms), ZERO)


WHITE = Input(
    name="white",
    title="white, R(Delta) = [Delta = 0]",
    rows=((X, XI),),
    laws=(gaussian(XI, ONE),),
    generating=of_atoms(((ONE, ZERO),)),
    parameters=(),
    atoms=((ONE, ZERO),),
    mean=(ZERO,),
    spread=(ONE,),
)
EXPONENTIAL = Input(
    name="exponential",
    title="exponential, R(Delta) = rho^|Delta|",
    rows=((X, RHO * X + XI),),
    laws=(gaussian(XI, 1 - RHO**2),),
    generating=of_atoms(((ONE, RHO),)),
    parameters=(RHO,),
    data=((("x", "x"), ONE),),  # at rho = 1 and -1 the row alone leaves it open
    atoms=((ONE, RHO),),
    mean=(ZERO,),
    spread=(ONE,),
)
WHITE_PLUS_CONSTANT = Input(
    name="white_plus_constant",
    title="white plus constant, R(Delta) = sigma^2 [Delta = 0] + mu^2",
    rows=((C, C), (X, MU * C + XI)),
    laws=(gaussian(XI, SIGMA**2),),
    generating=of_atoms(((SIGMA**2, ZERO), (MU**2, ONE))),
    parameters=(MU, SIGMA),
    data=((("c",), ONE), (("c", "c"), ONE)),
    atoms=((SIGMA**2, ZERO), (MU**2, ONE)),
    mean=(ONE, MU),
    spread=(ZERO, SIGMA),
)
INPUTS = (EXPONENTIAL, WHITE, WHITE_PLUS_CONSTANT)
