r"""Reparametrizations that make the sensitivity to white input constant, in closed form.

With omega' = sqrt(E), E the mean squared sensitivity of the (normalised) state, a step in omega
moves the state by as much wherever lambda is. Only E depends on how gamma is treated.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Symbol, asin, asinh, atanh, elliptic_e, elliptic_f, sqrt

from derivations.symbols import LAMBDA
from derivations.theorems.blocks import sensitivity, squared_slope
from derivations.theorems.reparametrization_solved import (
    GAIN,
    GAIN_SQUARE,
    GAMMA,
    OF_P,
    OF_Q,
    ROOT_2,
    SQUARES,
    TWO,
    P,
    Q,
    Solved,
    parts_of,
)
from derivations.theorems.theorem import Argument, Theorem

ZERO = Integer(0)
ELLIPTIC_E, ELLIPTIC_F = Symbol("E_1"), Symbol("F_1")
ARTANH, ARSINH = Symbol("T"), Symbol("A")


def conventions() -> tuple[Solved, ...]:
    """List the conventions whose solution under white input is known.

    Returns:
        No gamma, gamma not differentiated, gamma differentiated, and the moving average.
    """
    white = sensitivity(LAMBDA, LAMBDA, ZERO)
    elliptic = (
        (ELLIPTIC_E, elliptic_e(asin(LAMBDA), -1), Q / P),
        (ELLIPTIC_F, elliptic_f(asin(LAMBDA), -1), 1 / (P * Q)),
    )
    slope = ROOT_2 * (1 / Q - LAMBDA**2 / Q**3) * (1 + LAMBDA**2) / (1 - LAMBDA**2)
    artanh = (ARTANH, atanh(sqrt(TWO) * LAMBDA / sqrt(1 + LAMBDA**2)), slope)
    return (
        Solved(
            "no gamma",
            white,
            (1 + LAMBDA**2) / (1 - LAMBDA**2) ** 3,
            LAMBDA * Q / P - (ELLIPTIC_E - ELLIPTIC_F),
            (OF_P, OF_Q, *elliptic),
        ),
        Solved(
            "gamma = sqrt(1 - lambda^2) not differentiated",
            GAMMA**2 * white,
            (1 + LAMBDA**2) / (1 - LAMBDA**2) ** 2,
            ROOT_2 * ARTANH - ARSINH,
            (OF_Q, artanh, (ARSINH, asinh(LAMBDA), 1 / Q)),
            GAIN,
            GAIN_SQUARE,
        ),
        Solved(
            "gamma = sqrt(1 - lambda^2) differentiated",
            squared_slope(GAMMA, LAMBDA, LAMBDA, ZERO),
            1 / (1 - LAMBDA**2) ** 2,
            ARTANH,
            ((ARTANH, atanh(LAMBDA), 1 / (1 - LAMBDA**2)),),
            GAIN,
            GAIN_SQUARE,
        ),
        Solved(
            "gamma = 1 - lambda differentiated",
            squared_slope(1 - LAMBDA, LAMBDA, LAMBDA, ZERO),
            2 / ((1 - LAMBDA) * (1 + LAMBDA) ** 3),
            ROOT_2 * (1 - P / (1 + LAMBDA)),
            (OF_P,),
        ),
    )


def pole(energy: Expr) -> int:
    """Count the order of a pole at lambda = 1.

    Args:
        energy: a rational function of lambda.

    Returns:
        The least m >= 0 for which (1 - lambda)^m times it is finite there.
    """
    below, order = energy.cancel().as_numer_denom()[1], 0
    while below.subs(LAMBDA, 1) == 0:
        below, order = (below / (1 - LAMBDA)).cancel(), order + 1
    return order


def _ends() -> bool:
    *never, average = conventions()
    end = average.omega.subs({P: sqrt(1 - LAMBDA**2), ROOT_2: sqrt(TWO)}).subs(LAMBDA, 1)
    return (
        all(pole(solved.energy) >= 2 for solved in never)
        and pole(average.energy) == 1
        and end == sqrt(TWO)
    )


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        It alone.
    """
    parts = tuple(part for solved in conventions() for part in parts_of(solved, SQUARES))
    ends = Argument(
        "lambda = 1 is reached at omega = sqrt(2) by the moving average, at no finite omega else",
        "the integral of sqrt(E) up to 1 is finite exactly if E has a pole of order below two",
        _ends,
    )
    return (
        Theorem(
            name="solved-reparametrizations",
            title="reparametrizations that equalise the sensitivity to white input",
            statement=STATEMENT,
            hypotheses=HYPOTHESES,
            proof=PROOF,
            parts=(*parts, ends),
            published=("paper/B.3.2-E", "paper/C.1.2-nu"),
        ),
    )


STATEMENT = r"""Let $y=\gamma h$ with $h_{t+1}=\lambda h_t+x_{t+1}$ and $E(\lambda)$ be the mean
squared sensitivity of $y$ to $\lambda$, where $\gamma$ is held fixed or differentiated. The
increasing $\lambda(\omega)$ with $\lambda(0)=0$ and
$\mathbb{E}(\partial_{\omega}y)^2=\lambda'(\omega)^2E(\lambda)=1$ is the inverse of
\[\begin{array}{lll}
\gamma & E(\lambda) & \omega(\lambda)\\[2pt]
1 & \frac{1+\lambda^2}{(1-\lambda^2)^3} &
\lambda\sqrt{\frac{1+\lambda^2}{1-\lambda^2}}-\mathcal{E}(\lambda)\\[4pt]
\sqrt{1-\lambda^2}\ \text{fixed} & \frac{1+\lambda^2}{(1-\lambda^2)^2} &
\sqrt2\,\operatorname{artanh}\frac{\sqrt2\,\lambda}{\sqrt{1+\lambda^2}}
-\operatorname{arsinh}\lambda\\[4pt]
\sqrt{1-\lambda^2}\ \text{differentiated} & \frac{1}{(1-\lambda^2)^2} &
\operatorname{artanh}\lambda\\[4pt]
1-\lambda\ \text{differentiated} & \frac{2}{(1-\lambda)(1+\lambda)^3} &
\sqrt2\Bigl(1-\sqrt{\frac{1-\lambda}{1+\lambda}}\Bigr)
\end{array}\]
with $\mathcal{E}(\lambda)=\mathrm{E}(\arcsin\lambda\,|\,{-1})
-\mathrm{F}(\arcsin\lambda\,|\,{-1})$, elliptic integrals of parameter $m=-1$. In the third case
$\lambda=\tanh\omega$ exactly. In the fourth
$\lambda=\frac{1-s^2}{1+s^2}$ with $s=1-\omega/\sqrt2$, so $\lambda=1$ is reached at
$\omega=\sqrt2$; in the others at no finite $\omega$."""
HYPOTHESES = (
    r"$x$ is white with unit variance: $R(\Delta)=0$ for $\Delta\neq0$ and $R(0)=1$",
    r"$\lambda$ is real and $-1<\lambda<1$",
    r"$\lambda(0)=0$ and $\lambda'>0$, which select one of the solutions",
)
PROOF = (
    r"""For real $\lambda$ the product rule gives $E=\gamma^2S(\lambda,\lambda)
+\gamma\gamma'\,\partial_{\lambda}K(\lambda,\lambda)+\gamma'^2K(\lambda,\lambda)$, because
$\mathbb{E}[h\,\partial_{\lambda}h]=\frac12\partial_{\lambda}K(\lambda,\lambda)$; the terms with
$\gamma'$ are absent where $\gamma$ is held fixed. With $K=\frac{1}{1-\lambda^2}$ and
$S=\frac{1+\lambda^2}{(1-\lambda^2)^3}$ this is the second column.""",
    r"""The equation $\lambda'^2E=1$ reads $(d\omega/d\lambda)^2=E(\lambda)$ for the inverse. $E$ is
positive and smooth on $(-1,1)$, so $\omega(\lambda)=\int_0^{\lambda}\sqrt E$ is the only increasing
solution that vanishes at $0$. Differentiation shows that each entry of the third column satisfies
the equation; its derivative is continuous, never $0$ and positive at $\lambda=0$, hence it is
$+\sqrt E$, and it vanishes at $0$. The derivatives needed are
$\frac{d}{d\lambda}\mathrm{E}(\arcsin\lambda\,|\,{-1})=\sqrt{\frac{1+\lambda^2}{1-\lambda^2}}$,
$\frac{d}{d\lambda}\mathrm{F}(\arcsin\lambda\,|\,{-1})=\frac{1}{\sqrt{(1-\lambda^2)(1+\lambda^2)}}$
and $\frac{d}{dz}\operatorname{artanh}z=\frac{1}{1-z^2}$ with
$1-\frac{2\lambda^2}{1+\lambda^2}=\frac{1-\lambda^2}{1+\lambda^2}$.""",
    r"""At $\lambda\to1$ the pole of $E$ has order $3$, $2$, $2$ and $1$, and $\int^1\sqrt E$ is
finite exactly for an order below $2$. At $\lambda=1$ the fourth entry is $\sqrt2$.""",
)
