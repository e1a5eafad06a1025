"""The averaging unit with a sigmoid gate: how sensitive it is to the gate's bias."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Poly, Rational, Symbol, sqrt

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


def lacking() -> Expr:
    """Give p of 1/2 - ratio = (1 - lambda) p / (2 (1 + lambda)^2 (1 - rho^2 lambda^2))."""
    square, cube = RHO * (4 - RHO), RHO * (4 - 3 * RHO)
    return 1 + 3 * LAMBDA + square * LAMBDA**2 + cube * LAMBDA**3


def _concave() -> bool:
    found = Poly(lacking(), LAMBDA)
    signs = all(
        (coefficient / RHO).cancel().subs(RHO, end) > 0  # linear in rho, so positive in between
        for coefficient in (found.nth(2), found.nth(3))
        for end in (1, -1)
    )
    last = lacking().subs(LAMBDA, 1) / 4
    at_edge, at_minus_one, at_zero = (last.subs(RHO, rho) for rho in (1 - sqrt(2), -1, 0))
    return bool(signs and at_edge.expand() == 0 and at_minus_one < 0 < at_zero)


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
            Identity(
                "what the ratio lacks to one half, in factors",
                HALF - relative(),
                (1 - LAMBDA) * lacking() / (2 * (1 + LAMBDA) ** 2 * (1 - RHO**2 * LAMBDA**2)),
            ),
            Argument(
                "the factor is nonnegative on 0 <= lambda <= 1 exactly for rho >= 1 - sqrt(2)",
                "it is 1 at 0, concave for rho < 0, and 4 (1 + 2 rho - rho^2) at 1",
                _concave,
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
For every $|\rho|<1$ the ratio tends to $\frac12$ as $\lambda\to1$, whatever $\rho$. It
stays below $\frac12$ for all $0<\lambda<1$ if and only if $\rho\ge1-\sqrt2$. The limit is not
uniform in $\rho$: along $1-\rho=c(1-\lambda)$ it is $\frac{c}{2(1+c)}$."""
HYPOTHESES = (
    r"$R(\Delta)=\rho^{|\Delta|}$ with $|\rho|<1$ fixed; at $\rho=1$ the ratio is $0$, at "
    r"$\rho=-1$ it is $\frac{4\lambda^2}{(1+\lambda)^2}\to1$",
    r"the gate does not depend on the input or on time, $0<\lambda<1$",
    r"$\rho\ge1-\sqrt2$ for the bound: below, it fails near $\lambda=1$",
)
PROOF = (
    r"""The state is $(1-\lambda)$ times that of $h_{t+1}=\lambda h_t+x_{t+1}$. Hence
$\mathbb{E}h^2=(1-\lambda)^2K(\lambda,\lambda)$ and, by the product rule,
$\mathbb{E}(\partial_{\lambda}h)^2=(1-\lambda)^2S-(1-\lambda)\,\partial_{\lambda}K+K$ at
$(\lambda,\lambda)$. With $\frac{d\lambda}{db}=\lambda(1-\lambda)$ the ratio is
$\lambda^2(1-\lambda)^2$ times the quotient of the two; the factors $1-\lambda$ cancel.""",
    r"""At $\lambda=1$ the ratio is $\frac{2(1-\rho)(1+\rho)}{4(1-\rho^2)}=\frac12$, and its
denominator is not $0$ as long as $|\rho|<1$. And
\[\frac12-\frac{\mathbb{E}(\partial_bh)^2}{\mathbb{E}h^2}
=\frac{(1-\lambda)\,p(\lambda)}{2(1+\lambda)^2(1-\rho^2\lambda^2)},\qquad
p(\lambda)=1+3\lambda+\rho(4-\rho)\lambda^2+\rho(4-3\rho)\lambda^3.\]
For $\rho\ge0$ all coefficients of $p$ are nonnegative. For $\rho<0$ the last two are negative, so
$p$ is concave on $[0,1]$ and positive inside if $p(0)=1$ and $p(1)=4(1+2\rho-\rho^2)$ are
nonnegative, that is $\rho\ge1-\sqrt2$; for smaller $\rho$ it is negative near $1$.""",
    r"""At $\rho=1$ the numerator is $0$: the average of a
constant is the constant. On the path both $1-\rho$ and $1-\rho^2\lambda^2$ vanish to first
order, the latter as $2(1+c)(1-\lambda)$.""",
)
