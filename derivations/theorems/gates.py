"""The averaging unit with a sigmoid gate: how sensitive it is to the gate's bias."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Rational, Symbol

from derivations.symbols import LAMBDA, RHO
from derivations.theorems.blocks import kernel, squared_slope, vanishes
from derivations.theorems.theorem import Argument, Identity, Positivity, Theorem

HALF, ONE = Rational(1, 2), Integer(1)
BIAS, RATIO = Symbol("b"), Symbol("c")  # c = (1 - rho)/(1 - lambda) along a path to the corner


def moment() -> Expr:
    """Give E h^2 of the averaging unit."""
    return (1 - LAMBDA) * (1 + RHO * LAMBDA) / ((1 + LAMBDA) * (1 - RHO * LAMBDA))


def slope() -> Expr:
    """Give E (dh/dlambda)^2 of the averaging unit."""
    above = 2 * (1 - RHO) * (1 + RHO * LAMBDA**2)
    return above / ((1 - LAMBDA) * (1 + LAMBDA) ** 3 * (1 - RHO * LAMBDA) ** 2)


def relative() -> Expr:
    """Give E (dh/db)^2 / E h^2 for lambda = sigmoid(b)."""
    above = 2 * LAMBDA**2 * (1 - RHO) * (1 + RHO * LAMBDA**2)
    return above / ((1 + LAMBDA) ** 2 * (1 - RHO**2 * LAMBDA**2))


def _limits() -> bool:
    below_one = vanishes(relative().subs(LAMBDA, 1) - HALF, {})
    zero = vanishes(relative().subs(RHO, 1), {})
    other = vanishes(relative().subs(RHO, -1) - 4 * LAMBDA**2 / (1 + LAMBDA) ** 2, {})
    return below_one and zero and other


def _paths() -> bool:
    along = relative().subs(RHO, 1 - RATIO * (1 - LAMBDA)).cancel()
    return vanishes(along.subs(LAMBDA, 1) - RATIO / (2 * (1 + RATIO)), {})


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        It alone.
    """
    gain, table = 1 - LAMBDA, ((BIAS, LAMBDA, LAMBDA * (1 - LAMBDA)),)
    state = gain**2 * kernel(LAMBDA, LAMBDA)
    unit = ((LAMBDA, "unit"), (RHO, "unit"))
    theorem = Theorem(
        name="gate-half",
        title="the relative sensitivity to a forget gate's bias tends to one half",
        statement=STATEMENT,
        hypotheses=HYPOTHESES,
        proof=PROOF,
        parts=(
            Identity(
                "E (dh/db)^2 / E h^2 in closed form",
                squared_slope(gain, BIAS, LAMBDA) / state,
                relative(),
                table,
            ),
            Identity("E h^2", state, moment()),
            Identity("E (dh/dlambda)^2", squared_slope(gain, LAMBDA, LAMBDA), slope()),
            Positivity("at most one half for rho >= 0", HALF - relative(), unit),
            Argument(
                "1/2 at lambda = 1 for |rho| < 1; 0 at rho = 1; 4 lambda^2/(1 + lambda)^2 at -1",
                "a rational function without a pole there, put in",
                _limits,
            ),
            Argument(
                "c/(2 (1 + c)) on the path 1 - rho = c (1 - lambda), so not uniformly in rho",
                "the path put in, the common factor cancelled, then lambda = 1",
                _paths,
            ),
        ),
        published=(
            "companion/figure-15",
            "paper/D.3-second",
        ),
    )
    return (theorem,)


STATEMENT = r"""Let $h_{t+1}=\lambda h_t+(1-\lambda)x_{t+1}$ with a constant gate
$\lambda=\frac{1}{1+e^{-b}}$. Then
\[\mathbb{E}h^2=\frac{(1-\lambda)(1+\rho\lambda)}{(1+\lambda)(1-\rho\lambda)},\qquad
\mathbb{E}(\partial_{\lambda}h)^2=\frac{2(1-\rho)(1+\rho\lambda^2)}
{(1-\lambda)(1+\lambda)^3(1-\rho\lambda)^2},\]
\[\frac{\mathbb{E}(\partial_bh)^2}{\mathbb{E}h^2}=\frac{2\lambda^2(1-\rho)(1+\rho\lambda^2)}
{(1+\lambda)^2(1-\rho^2\lambda^2)}.\]
For every $|\rho|<1$ the ratio tends to $\frac12$ as $\lambda\to1$, whatever $\rho$; for
$0\le\rho<1$ it never exceeds $\frac12$. The limit is not uniform in $\rho$: along
$1-\rho=c(1-\lambda)$ it is $\frac{c}{2(1+c)}$."""
HYPOTHESES = (
    r"$R(\Delta)=\rho^{|\Delta|}$ with $|\rho|<1$ fixed; at $\rho=1$ the ratio is $0$, at "
    r"$\rho=-1$ it is $\frac{4\lambda^2}{(1+\lambda)^2}\to1$",
    r"the gate does not depend on the input or on time, $0<\lambda<1$",
    r"$\rho\ge0$ for the bound: it fails for $\rho<0$",
)
PROOF = (
    r"""The state is $(1-\lambda)$ times that of $h_{t+1}=\lambda h_t+x_{t+1}$. Hence
$\mathbb{E}h^2=(1-\lambda)^2K(\lambda,\lambda)$ and, by the product rule,
$\mathbb{E}(\partial_{\lambda}h)^2=(1-\lambda)^2S-(1-\lambda)\,\partial_{\lambda}K+K$ at
$(\lambda,\lambda)$. With $\frac{d\lambda}{db}=\lambda(1-\lambda)$ the ratio is
$\lambda^2(1-\lambda)^2$ times the quotient of the two; the factors $1-\lambda$ cancel.""",
    r"""At $\lambda=1$ the ratio is $\frac{2(1-\rho)(1+\rho)}{4(1-\rho^2)}=\frac12$, and its
denominator is not $0$ as long as $|\rho|<1$. For $\lambda,\rho\in[0,1)$ put
$\lambda=\frac{u}{1+u}$ and $\rho=\frac{v}{1+v}$ with $u,v\ge0$: all coefficients of
$\frac12$ minus the ratio are nonnegative. At $\rho=1$ the numerator is $0$: the average of a
constant is the constant. On the path both $1-\rho$ and $1-\rho^2\lambda^2$ vanish to first
order, the latter as $2(1+c)(1-\lambda)$.""",
)
