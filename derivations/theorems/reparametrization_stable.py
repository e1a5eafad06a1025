"""StableSSM's map, which equalises the sensitivity of a state without a gain."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Rational, Symbol

from derivations.symbols import LAMBDA, RHO
from derivations.theorems.blocks import sensitivity, vanishes
from derivations.theorems.theorem import Argument, D, Identity, Positivity, Theorem

OMEGA = Symbol("omega")


def at_omega() -> Expr:
    """Give StableSSM's map, lambda as a function of omega."""
    return 1 - 1 / (OMEGA**2 + Rational(1, 2))


def _limits() -> bool:
    ratio = ratio_at(LAMBDA).cancel()
    there = ratio.subs(LAMBDA, 1)
    at_one = ratio.subs(RHO, 1).cancel()
    return (
        vanishes(there - (1 + RHO) / (1 - RHO), {})
        and at_one.as_numer_denom()[1].subs(LAMBDA, 1) == 0
    )


def ratio_at(at: Expr) -> Expr:
    """Give E (dh/domega)^2 in closed form, at an expression for lambda."""
    above = (1 + at**2) * (1 - RHO**2 * at**2) + 2 * RHO * at * (1 - at**2)
    return 2 * above / ((1 + at) ** 2 * (1 - RHO * at) ** 2)


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        It alone.
    """
    at = at_omega()
    white = 2 * (1 + LAMBDA**2) / (1 + LAMBDA) ** 2
    unit = ((LAMBDA, "unit"),)
    theorem = Theorem(
        name="stable-ssm",
        title="the map 1 - 1/(omega^2 + 1/2) equalises the state without a gain",
        statement=STABLE,
        hypotheses=(
            r"$R(\Delta)=\rho^{|\Delta|}$ with $|\rho|<1$; no gain, $\gamma=1$",
            r"$\omega>0$, so that $-1<\lambda<1$; $\omega\ge1/\sqrt2$, that is $\lambda\ge0$, and "
            r"$\rho=0$ for the bounds",
        ),
        proof=STABLE_PROOF,
        parts=(
            Identity(
                "E (d_omega h)^2 at any rho",
                D(at, OMEGA) ** 2 * sensitivity(at, at),
                ratio_at(at),
            ),
            Identity(
                "lambda'^2 = 2 (1 - lambda)^3 (1 + lambda)",
                D(at, OMEGA) ** 2,
                2 * (1 - at) ** 3 * (1 + at),
            ),
            Identity("white input", ratio_at(LAMBDA).subs(RHO, 0), white),
            Identity("above 1", white - 1, (1 - LAMBDA) ** 2 / (1 + LAMBDA) ** 2),
            Identity("below 2", 2 - white, 4 * LAMBDA / (1 + LAMBDA) ** 2),
            Positivity("at least 1", white - 1, unit),
            Positivity("at most 2", 2 - white, unit),
            Argument(
                "it tends to (1 + rho)/(1 - rho) as lambda -> 1, and to infinity at rho = 1",
                "a rational function without a pole at lambda = 1 for |rho| < 1, put in",
                _limits,
            ),
        ),
    )
    return (theorem,)


STABLE = r"""For $\lambda=1-\frac{1}{\omega^2+1/2}$ and $h_{t+1}=\lambda h_t+x_{t+1}$,
\[\lambda'^2=2(1-\lambda)^3(1+\lambda),\qquad\mathbb{E}(\partial_{\omega}h)^2
=\frac{2\bigl[(1+\lambda^2)(1-\rho^2\lambda^2)+2\rho\lambda(1-\lambda^2)\bigr]}
{(1+\lambda)^2(1-\rho\lambda)^2}.\]
For white input it is $\frac{2(1+\lambda^2)}{(1+\lambda)^2}$, which lies in $[1,2]$ if and only if
$0\le\lambda<1$; for every $|\rho|<1$ it tends to $\frac{1+\rho}{1-\rho}$ as
$\lambda\to1$."""
STABLE_PROOF = (
    r"""$\lambda'=2\omega(1-\lambda)^2$ and $\omega^2=\frac{1}{1-\lambda}-\frac12
=\frac{1+\lambda}{2(1-\lambda)}$ give $\lambda'^2$, and $\mathbb{E}(\partial_{\omega}h)^2
=\lambda'^2S(\lambda,\lambda)$.""",
    r"""At $\rho=0$, $\frac{2(1+\lambda^2)}{(1+\lambda)^2}-1=\frac{(1-\lambda)^2}{(1+\lambda)^2}>0$
and $2-\frac{2(1+\lambda^2)}{(1+\lambda)^2}=\frac{4\lambda}{(1+\lambda)^2}$, which has the sign of
$\lambda$. At $\lambda=1$ the bracket is $2(1-\rho^2)$; at $\rho=1$ the quotient is
$\frac{2(1+\lambda)}{1-\lambda}$, unbounded.""",
)
