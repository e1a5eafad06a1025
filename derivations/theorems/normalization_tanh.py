"""A theorem about tanh: with exact normalisation it is asymptotically the best map."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer

from derivations.field import identical
from derivations.symbols import LAMBDA, RHO
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.kernels_exponential import CORRELATED
from derivations.theorems.kernels_forms import GAMMA, OMEGA, real_normalised
from derivations.theorems.normalization import ONE_VARIANCE, SQUARE, gain_slope
from derivations.theorems.theorem import Argument, D, Identity, Positivity, Theorem


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorem about tanh."""
    return (_tanh(),)


def remaining(square: Expr) -> Expr:
    """Give E[(d_omega (gamma h))^2] at lambda = tanh omega, by the square of lambda."""
    return 1 - RHO**2 * ((1 - square) / (1 - RHO**2 * square)) ** 2


def _tanh() -> Theorem:
    kernel, slopes = state(LAMBDA, LAMBDA), sensitivity(LAMBDA, LAMBDA)
    turn = 1 - LAMBDA**2
    rules = ((OMEGA, LAMBDA, turn), (OMEGA, GAMMA, gain_slope(kernel, kernel.diff(LAMBDA)) * turn))
    return Theorem(
        name="tanh-optimal",
        title="tanh is asymptotically the best map to an eigenvalue, for every correlation",
        statement=(
            r"Let $\lambda=\tanh\omega$. Then $\mathbb{E}[(\partial_{\omega}(\gamma "
            r"h))^{2}]=(1-\lambda^{2})^{2}g(\lambda)=1-\rho^{2}\Big(\frac{1-\lambda^{2}}{1-"
            r"\rho^{2}\lambda^{2}}\Big)^{2}$. It is $1$ everywhere for $\rho=0$; otherwise it "
            r"grows with $|\lambda|$ from $1-\rho^{2}$ at $\lambda=0$ and tends to $1$ as "
            r"$\lambda\to 1$ and as $\lambda\to -1$. The map with $\mathbb{E}[(\partial_{\omega}("
            r"\gamma h))^{2}]=1$ throughout and $\lambda(0)=0$ has $\omega(\lambda)-"
            r"\mathrm{artanh}\,\lambda$ bounded, with a limit at each end. At $\rho=\pm 1$ the "
            r"expectation is $0$ for every map."
        ),
        hypotheses=(CORRELATED + r", $|\rho|<1$", r"$-1<\lambda<1$, real", ONE_VARIANCE),
        proof=(
            r"$\partial_{\omega}=(1-\lambda^{2})\partial_{\lambda}$ and the formula for $g$ of "
            r"normalised-metric give the first equation. With $s=\lambda^{2}$ and $q(s)=1-\rho^{2}"
            r"\big(\frac{1-s}{1-\rho^{2}s}\big)^{2}$, $q'(s)=\frac{2\rho^{2}(1-\rho^{2})(1-s)}{(1-"
            r"\rho^{2}s)^{3}}>0$ on $[0,1)$ for $\rho\neq 0$, $q(0)=1-\rho^{2}$, $q(1)=1$; as "
            r"$|\rho|<1$, $q$ is continuous at $1$.",
            r"The equalising map obeys $\omega'(\lambda)=\sqrt{g}=\sqrt{q}/(1-\lambda^{2})$, so "
            r"$\omega-\mathrm{artanh}\,\lambda=-\int_{0}^{\lambda}\frac{1-\sqrt{q}}{1-\ell^{2}}"
            r"d\ell$ (with $q$ at $s=\ell^{2}$), and $0\leq 1-\sqrt{q}\leq 1-q\leq\frac{\rho^{2}"
            r"(1-\ell^{2})^{2}}{(1-\rho^{2})^{2}}$: the integrand is bounded.",
            r"For $|\rho|=1$ the limits fail, since $1-\rho^{2}s$ vanishes at $s=1$ too: $q=0$.",
        ),
        parts=(
            Identity(
                "the sensitivity to omega",
                real_normalised(GAMMA, OMEGA, kernel, slopes),
                remaining(LAMBDA**2),
                rules=rules,
                relations=((GAMMA, 1 / kernel),),
            ),
            Identity(
                "it grows with the square of lambda",
                D(remaining(SQUARE), SQUARE),
                2 * RHO**2 * (1 - RHO**2) * (1 - SQUARE) / (1 - RHO**2 * SQUARE) ** 3,
            ),
            Positivity(
                "it is at least 1 - rho^2",
                remaining(SQUARE) - (1 - RHO**2),
                ((SQUARE, "unit"), (RHO, "unit")),
            ),
            Positivity(
                "what is missing is at most rho^2 (1 - s)^2/(1 - rho^2)^2",
                RHO**2 * (1 - SQUARE) ** 2 / (1 - RHO**2) ** 2 - (1 - remaining(SQUARE)),
                ((SQUARE, "unit"), (RHO, "unit")),
            ),
            Argument(
                "it tends to 1 at both ends, and is 0 for rho = 1 and rho = -1",
                "a rational function is continuous where its denominator is not zero",
                lambda: tends_to(Integer(1)),
            ),
        ),
    )


def tends_to(limit: Expr) -> bool:
    """Decide what the sensitivity to omega tends to at both ends, and that it is 0 at rho = +-1."""
    ends = (remaining(LAMBDA**2).subs(LAMBDA, end) for end in (1, -1))
    edges = (remaining(LAMBDA**2).subs(RHO, edge) for edge in (1, -1))
    return all(identical(end, limit) for end in ends) and all(
        identical(edge, Integer(0)) for edge in edges
    )
