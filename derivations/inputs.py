"""Stationary inputs as rows: how x is made, and the autocovariance that this gives it."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from derivations.symbols import MU, RHO, SIGMA

ZERO, ONE = Integer(0), Integer(1)


@dataclass(frozen=True)
class Input:
    r"""A stationary real input x = r^T s driven by white noise, s' = F s + g xi, E xi^2 = v.

    Args:
        name: short name, used in the names of closed forms.
        title: a phrase for people.
        states: names of the entries of s, shape (k,).
        transition: F, shape (k, k).
        drive: g, shape (k,).
        readout: r, shape (k,).
        variance: v.
        mean: E s at the start, shape (k,).
        spread: s = mean + spread * (a unit normal) at the start, shape (k,).
        atoms: the autocovariance as pairs (w, r) of R(Delta) = sum of w r^|Delta|, with 0^0 = 1.
        parameters: the symbols it depends on.
    """

    name: str
    title: str
    states: tuple[str, ...]
    transition: tuple[tuple[Expr, ...], ...]
    drive: tuple[Expr, ...]
    readout: tuple[Expr, ...]
    variance: Expr
    mean: tuple[Expr, ...]
    spread: tuple[Expr, ...]
    atoms: tuple[tuple[Expr, Expr], ...]
    parameters: tuple[Symbol, ...]

    def second_moment(self, i: int, j: int) -> Expr:
        """Give E s_i s_j, which is data: a constant state has no equation for its variance."""
        return self.mean[i] * self.mean[j] + self.spread[i] * self.spread[j]

    def autocovariance(self, lag: int) -> Expr:
        """Give R(lag) = sum of w r^|lag| at an integer lag."""
        return sum((weight * ratio ** abs(lag) for weight, ratio in self.atoms), ZERO)


WHITE = Input(
    name="white",
    title="white, R(Delta) = [Delta = 0]",
    states=("x",),
    transition=((ZERO,),),
    drive=(ONE,),
    readout=(ONE,),
    variance=ONE,
    mean=(ZERO,),
    spread=(ONE,),
    atoms=((ONE, ZERO),),
    parameters=(),
)
EXPONENTIAL = Input(
    name="exponential",
    title="exponential, R(Delta) = rho^|Delta|",
    states=("x",),
    transition=((RHO,),),
    drive=(ONE,),
    readout=(ONE,),
    variance=1 - RHO**2,
    mean=(ZERO,),
    spread=(ONE,),
    atoms=((ONE, RHO),),
    parameters=(RHO,),
)
WHITE_PLUS_CONSTANT = Input(
    name="white_plus_constant",
    title="white plus constant, R(Delta) = sigma^2 [Delta = 0] + mu^2",
    states=("c", "x"),
    transition=((ONE, ZERO), (MU, ZERO)),
    drive=(ZERO, ONE),
    readout=(ZERO, ONE),
    variance=SIGMA**2,
    mean=(ONE, MU),
    spread=(ZERO, SIGMA),
    atoms=((SIGMA**2, ZERO), (MU**2, ONE)),
    parameters=(MU, SIGMA),
)
INPUTS = (EXPONENTIAL, WHITE, WHITE_PLUS_CONSTANT)
