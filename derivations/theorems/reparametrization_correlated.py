"""The solved reparametrization of a normalised state under exponential input of any correlation."""

from __future__ import annotations

from functools import cache

from sympy import Integer, Symbol, atanh, sqrt

from derivations.symbols import LAMBDA, RHO
from derivations.theorems.blocks import squared_slope, vanishes
from derivations.theorems.reparametrization_solved import (
    GAIN,
    GAIN_SQUARE,
    GAMMA,
    Solved,
    parts_of,
)
from derivations.theorems.theorem import Argument, Theorem

S, K = Symbol("s"), Symbol("k")
ARTANH, OTHER = Symbol("T"), Symbol("T_2")
GAIN_2, LIMIT_2 = (1 + RHO * LAMBDA) / (1 - RHO * LAMBDA), (1 + RHO) / (1 - RHO)
SQUARES = ((S, GAIN_2), (K, LIMIT_2))


def differentiated() -> Solved:
    """Give the convention gamma = sqrt(1 - lambda^2), differentiated, for rho > 0.

    Returns:
        It, with s and k for the square roots.
    """
    s, k = sqrt(GAIN_2), sqrt(LIMIT_2)
    slope = RHO / (S * (1 - RHO * LAMBDA) ** 2)
    first = (ARTANH, atanh(s / k), slope / (K * (1 - GAIN_2 / LIMIT_2)))
    second = (OTHER, atanh(1 / (k * s)), -slope / (K * GAIN_2 * (1 - 1 / (GAIN_2 * LIMIT_2))))
    start = (Symbol("T_0"), atanh(1 / k), Integer(0))
    roots = ((S, s, slope), (K, k, Integer(0)))
    return Solved(
        "gamma = sqrt(1 - lambda^2) differentiated, rho > 0",
        squared_slope(GAMMA, LAMBDA, LAMBDA),
        GAIN_2 / (1 - LAMBDA**2) ** 2,
        K * ARTANH - OTHER / K - (K - 1 / K) * start[0],
        (*roots, first, second, start),
        GAIN,
        GAIN_SQUARE,
    )


def _real() -> bool:
    """Decide s/k < 1 and 1/(k s) < 1 on 0 <= lambda < 1, 0 < rho < 1, and both > 1 below 0."""
    first, second = 1 - GAIN_2 / LIMIT_2, 1 - 1 / (GAIN_2 * LIMIT_2)
    shapes = (
        2 * RHO * (1 - LAMBDA) / ((1 - RHO * LAMBDA) * (1 + RHO)),
        2 * RHO * (1 + LAMBDA) / ((1 + RHO * LAMBDA) * (1 + RHO)),
    )
    return all(vanishes(a - b, {}) for a, b in zip((first, second), shapes, strict=True))


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        The solved equation at any rho.
    """
    real = Argument(
        "both arguments lie below 1 for rho > 0 and above 1 for rho < 0, whatever lambda",
        "1 - s^2/k^2 and 1 - 1/(k s)^2 are rho times what is positive",
        _real,
    )
    theorem = Theorem(
        name="correlated-reparametrization",
        title="the optimal reparametrization at any correlation of the input",
        statement=SOLVED,
        hypotheses=(
            r"$R(\Delta)=\rho^{|\Delta|}$ with $0<|\rho|<1$; $\lambda$ is real, $-1<\lambda<1$",
            r"$\gamma=\sqrt{1-\lambda^2}$ is differentiated",
            r"$\lambda(0)=0$ and $\lambda'>0$",
        ),
        proof=SOLVED_PROOF,
        parts=(*parts_of(differentiated(), SQUARES), real),
    )
    return (theorem,)


SOLVED = r"""Let $y=\sqrt{1-\lambda^2}\,h$ with $h_{t+1}=\lambda h_t+x_{t+1}$,
$s=\sqrt{\frac{1+\rho\lambda}{1-\rho\lambda}}$ and $k=\sqrt{\frac{1+\rho}{1-\rho}}$. Then
\[\mathbb{E}(\partial_{\lambda}y)^2=\frac{s^2}{(1-\lambda^2)^2},\]
and the increasing $\lambda(\omega)$ with $\lambda(0)=0$ and
$\mathbb{E}(\partial_{\omega}y)^2=1$ is the inverse of
\[\omega=k\operatorname{artanh}\frac{s}{k}-\frac1k\operatorname{artanh}\frac{1}{ks}
-\Bigl(k-\frac1k\Bigr)\operatorname{artanh}\frac1k\quad(\rho>0),\]
and for $\rho<0$ of the same with $\operatorname{arcoth}$ in place of $\operatorname{artanh}$. As
$\rho\to0$ it becomes $\lambda=\tanh\omega$."""
SOLVED_PROOF = (
    r"""$\mathbb{E}(\partial_{\lambda}y)^2=\gamma^2S+\gamma\gamma'\,\partial_{\lambda}K
+\gamma'^2K$ with $\gamma'=-\lambda/\gamma$ and the closed forms of $K$ and $S$ at
$(\lambda,\lambda)$ gives the first formula; so $d\omega/d\lambda=\frac{s}{1-\lambda^2}$ for the
inverse of the solution, which is unique as the integral of a positive smooth function from $0$.""",
    r"""Differentiate: $s'=\frac{\rho}{s(1-\rho\lambda)^2}$,
$1-\frac{s^2}{k^2}=\frac{2\rho(1-\lambda)}{(1-\rho\lambda)(1+\rho)}$ and
$1-\frac{1}{k^2s^2}=\frac{2\rho(1+\lambda)}{(1+\rho\lambda)(1+\rho)}$, so that
$\frac{s'}{1-s^2/k^2}+\frac{s'}{k^2s^2(1-1/(k^2s^2))}=\frac{s}{1-\lambda^2}$. The two differences
have the sign of $\rho$: for $\rho>0$ both arguments lie in $(0,1)$, for $\rho<0$ both
exceed $1$, where $\operatorname{arcoth}$ has the same derivative. At $\lambda=0$, $s=1$ and both
arguments are $1/k$, so $\omega=0$. At $\rho=0$, $s=1$ and the equation is that of
$\operatorname{artanh}\lambda$; its right side depends continuously on $\rho$.""",
)
