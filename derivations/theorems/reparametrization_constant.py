"""Reparametrizations that make the sensitivity to constant input constant, in closed form."""

from __future__ import annotations

from functools import cache

from sympy import Integer, Symbol, asin, log

from derivations.symbols import LAMBDA
from derivations.theorems.blocks import sensitivity, squared_slope, vanishes
from derivations.theorems.reparametrization_solved import (
    GAIN,
    GAIN_SQUARE,
    GAMMA,
    OF_P,
    SQUARES,
    P,
    Solved,
    parts_of,
)
from derivations.theorems.theorem import Argument, Identity, Theorem, expanded

ZERO, ONE = Integer(0), Integer(1)
ARCSIN, LOG = Symbol("N"), Symbol("l")


def conventions() -> tuple[Solved, ...]:
    """List the conventions whose solution under constant input is known.

    Returns:
        No gamma, 1 - lambda not differentiated, and sqrt(1 - lambda^2) both ways.
    """
    constant = sensitivity(LAMBDA, LAMBDA, ONE)
    logarithm = (LOG, log(1 - LAMBDA), -1 / (1 - LAMBDA))
    arcsin = (ARCSIN, asin(LAMBDA), 1 / P)
    return (
        Solved(
            "no gamma",
            constant,
            1 / (1 - LAMBDA) ** 4,
            LAMBDA / (1 - LAMBDA),
            (),
        ),
        Solved(
            "gamma = 1 - lambda not differentiated",
            (1 - LAMBDA) ** 2 * constant,
            1 / (1 - LAMBDA) ** 2,
            -LOG,
            (logarithm,),
        ),
        Solved(
            "gamma = sqrt(1 - lambda^2) not differentiated",
            GAMMA**2 * constant,
            (1 + LAMBDA) / (1 - LAMBDA) ** 3,
            2 * (1 + LAMBDA) / P - 2 - ARCSIN,
            (OF_P, arcsin),
            GAIN,
            GAIN_SQUARE,
        ),
        Solved(
            "gamma = sqrt(1 - lambda^2) differentiated",
            squared_slope(GAMMA, LAMBDA, LAMBDA, ONE),
            1 / ((1 - LAMBDA) ** 3 * (1 + LAMBDA)),
            (1 + LAMBDA) / P - 1,
            (OF_P,),
            GAIN,
            GAIN_SQUARE,
        ),
    )


def _needs_constancy() -> bool:
    average = squared_slope(1 - LAMBDA, LAMBDA, LAMBDA)
    at_any = expanded(Identity("", average, ZERO))[0]
    return not vanishes(at_any, {})


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        It alone.
    """
    parts = tuple(part for solved in conventions() for part in parts_of(solved, SQUARES))
    nothing = Identity(
        "gamma = 1 - lambda differentiated: no sensitivity, so nothing to equalise",
        squared_slope(1 - LAMBDA, LAMBDA, LAMBDA, ONE),
        ZERO,
    )
    needed = Argument(
        "gamma = 1 - lambda differentiated: there is sensitivity once the input is not constant",
        "the same expression at general rho is not the zero function",
        _needs_constancy,
    )
    return (
        Theorem(
            name="constant-reparametrizations",
            title="reparametrizations that equalise the sensitivity to constant input",
            statement=STATEMENT,
            hypotheses=HYPOTHESES,
            proof=PROOF,
            parts=(*parts, nothing, needed),
        ),
    )


STATEMENT = r"""Let $y=\gamma h$ with $h_{t+1}=\lambda h_t+x_{t+1}$ and $x$ constant in time. The
increasing $\lambda(\omega)$ with $\lambda(0)=0$ and $\mathbb{E}(\partial_{\omega}y)^2=1$ is
the inverse of
\[\begin{array}{lll}
\gamma & E(\lambda) & \omega(\lambda)\\[2pt]
1 & (1-\lambda)^{-4} & \frac{\lambda}{1-\lambda}\\[4pt]
1-\lambda\ \text{fixed} & (1-\lambda)^{-2} & -\log(1-\lambda)\\[4pt]
\sqrt{1-\lambda^2}\ \text{fixed} & \frac{1+\lambda}{(1-\lambda)^3} &
2\sqrt{\frac{1+\lambda}{1-\lambda}}-2-\arcsin\lambda\\[4pt]
\sqrt{1-\lambda^2}\ \text{differentiated} & \frac{1}{(1-\lambda)^3(1+\lambda)} &
\sqrt{\frac{1+\lambda}{1-\lambda}}-1
\end{array}\]
that is $\lambda=\frac{\omega}{1+\omega}$, $\lambda=1-e^{-\omega}$, the inverse of the third,
and $\lambda=\frac{(1+\omega)^2-1}{(1+\omega)^2+1}$. With $\gamma=1-\lambda$ differentiated, $y$
does not depend on $\lambda$ and $E=0$."""
HYPOTHESES = (
    r"$x_t=x_0$ for all $t$ with $\mathbb{E}x_0^2=1$, that is $R(\Delta)=1$ for all $\Delta$",
    r"$\lambda$ is real and $-1<\lambda<1$",
    r"$\lambda(0)=0$ and $\lambda'>0$, which select one of the solutions",
)
PROOF = (
    r"""The stationary state is $h=\frac{x_0}{1-\lambda}$, hence
$E=\gamma^2(1-\lambda)^{-4}$ with $\gamma$ fixed and
$E=\bigl(\frac{d}{d\lambda}\frac{\gamma}{1-\lambda}\bigr)^2$ with $\gamma$ differentiated, which
is the second column; $\frac{\gamma}{1-\lambda}=1$ has derivative $0$.""",
    r"""As for white input, $\omega(\lambda)=\int_0^{\lambda}\sqrt E$ is the only increasing
solution of $(d\omega/d\lambda)^2=E$ with $\omega(0)=0$; each entry of the third column solves it,
starts at $0$ and increases there. With $\gamma$ differentiated the integral is that of a
derivative, $\omega=\frac{\gamma}{1-\lambda}-1$.""",
)
