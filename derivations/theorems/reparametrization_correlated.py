"""Reparametrizations of normalised states under exponential input, of any correlation."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Symbol, atanh, sqrt

from derivations.symbols import LAMBDA, RHO
from derivations.theorems.blocks import kernel, squared_slope, vanishes
from derivations.theorems.reparametrization_solved import (
    GAIN,
    GAIN_SQUARE,
    GAMMA,
    Solved,
    parts_of,
)
from derivations.theorems.theorem import Argument, Identity, Positivity, Theorem

ONE = Integer(1)
S, K, OMEGA = Symbol("s"), Symbol("k"), Symbol("omega")
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


def exact_gain() -> tuple[Symbol, Expr]:
    """Give the gain that makes the state's variance one, and its square.

    Returns:
        gamma, and 1/K(lambda, lambda).
    """
    return GAMMA, 1 / kernel(LAMBDA, LAMBDA)


def gap(rho: Expr) -> Expr:
    """Give b of E (d_omega gamma h)^2 = 1 - b^2 for lambda = tanh(omega)."""
    return rho * (1 - LAMBDA**2) / (1 - rho**2 * LAMBDA**2)


def _uniform_only_below_one() -> bool:
    ends = [gap(RHO).subs(LAMBDA, end) for end in (1, -1)]
    squares = [gap(rho).cancel() ** 2 for rho in (ONE, -ONE)]
    return ends == [0, 0] and squares == [1, 1]


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorems.

    Returns:
        The solved equation at any rho, and tanh with exact normalisation.
    """
    return _solved(), _tanh()


def _solved() -> Theorem:
    real = Argument(
        "both arguments lie below 1 for rho > 0 and above 1 for rho < 0, whatever lambda",
        "1 - s^2/k^2 and 1 - 1/(k s)^2 are rho times what is positive",
        _real,
    )
    return Theorem(
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


def _tanh() -> Theorem:
    gain, square = exact_gain()
    state = kernel(LAMBDA, LAMBDA)
    rules = (
        (OMEGA, LAMBDA, 1 - LAMBDA**2),
        (OMEGA, gain, -gain * state.diff(LAMBDA) * (1 - LAMBDA**2) / (2 * state)),
    )
    return Theorem(
        name="tanh-within-rho",
        title="tanh is optimal up to a factor that depends on the correlation alone",
        statement=TANH,
        hypotheses=(
            r"$R(\Delta)=\rho^{|\Delta|}$ with $|\rho|<1$; $\lambda=\tanh\omega$ is real",
            r"$\gamma=K(\lambda,\lambda)^{-1/2}$ is differentiated",
        ),
        proof=TANH_PROOF,
        parts=(
            Identity(
                "E (d_omega gamma h)^2 = 1 - gap^2",
                squared_slope(gain, OMEGA, LAMBDA),
                1 - gap(RHO) ** 2,
                rules,
                ((gain, square),),
            ),
            Identity(
                "rho^2 - gap^2 in factors",
                RHO**2 - gap(RHO) ** 2,
                RHO**2
                * LAMBDA**2
                * (1 - RHO**2)
                * (2 - (1 + RHO**2) * LAMBDA**2)
                / (1 - RHO**2 * LAMBDA**2) ** 2,
            ),
            Positivity(
                "the gap is at most rho",
                LAMBDA**2 * (1 - RHO**2) * (2 - (1 + RHO**2) * LAMBDA**2),
                ((LAMBDA, "unit"), (RHO, "unit")),
            ),
            Argument(
                "the limit is 1 at both ends, and at rho = 1 and -1 nothing is left",
                "a rational function without a pole at lambda = 1 and -1, put in",
                _uniform_only_below_one,
            ),
        ),
    )


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
TANH = r"""With $y=K(\lambda,\lambda)^{-1/2}h$, whose variance is one, and $\lambda=\tanh\omega$,
\[\mathbb{E}(\partial_{\omega}y)^2=1-\Bigl(\frac{\rho(1-\lambda^2)}{1-\rho^2\lambda^2}\Bigr)^2.\]
Hence $1-\rho^2\le\mathbb{E}(\partial_{\omega}y)^2\le1$ for all $\omega$, with the lower bound
attained at $\omega=0$, and it tends to $1$ as $\omega\to\pm\infty$."""
TANH_PROOF = (
    r"""With $\gamma^2=1/K$ and $\gamma'=-\frac{\gamma}{2K}\,\partial_{\omega}K$ the product rule
gives $\mathbb{E}(\partial_{\omega}y)^2=(1-\lambda^2)^2\bigl(\frac SK-
\frac{(\partial_{\lambda}K)^2}{4K^2}\bigr)$, which is the formula after the closed forms of $K$
and $S$ at $(\lambda,\lambda)$ are put in.""",
    r"""The bracket, call it $b$, is even in $\lambda$ and odd in $\rho$, and
\[\rho^2-b^2=\frac{\rho^2\lambda^2(1-\rho^2)(2-(1+\rho^2)\lambda^2)}{(1-\rho^2\lambda^2)^2}\ge0,\]
with equality at $\lambda=0$. At $\lambda=\pm1$, $b=0$ as long as $|\rho|<1$. At $\rho=\pm1$,
$b^2=1$ for every $\lambda$: the normalised state does not depend on $\lambda$, and no
reparametrization helps.""",
)
