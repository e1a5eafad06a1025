"""A theorem: between which multiples of the state's variance its sensitivity lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product

from sympy import Expr, Rational, Symbol
from sympy import I as IMAGINARY

from derivations.field import value
from derivations.symbols import LAMBDA, LAMBDA_BAR, NU, R_0, RHO
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.kernels_exponential import gain, metric
from derivations.theorems.theorem import Argument, D, Identity, Positivity, Theorem

Numbers = tuple[Expr, Expr]
SINE = Symbol("t")  # the squared tangent of half an angle: its cosine is (1 - t)/(1 + t)
LAGGED, SLOPE = Symbol("L"), Symbol("dL")  # L = sum of R(k) lambda^k over k >= 1, and dL/dlambda
BOTH = ((LAMBDA, "unit"), (RHO, "unit"))
WHITE_ENOUGH = 1 / (1 - LAMBDA**2) ** 2
ALIGNED = 1 / (1 - LAMBDA) ** 2
EIGHTHS = tuple(Rational(k, 8) for k in range(-7, 8))


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorem about bounds of the sensitivity."""
    kernel, slopes = state(LAMBDA, LAMBDA), sensitivity(LAMBDA, LAMBDA)
    relative = 1 + LAMBDA**2 + 2 * RHO * LAMBDA * (1 - LAMBDA**2) / (1 - RHO**2 * LAMBDA**2)
    above = 2 * LAMBDA * (1 - RHO) * (1 + RHO * LAMBDA**2) * WHITE_ENOUGH
    return (
        Theorem(
            name="sensitivity-bounds",
            title="between which multiples of the state's variance its sensitivity lies",
            statement=STATEMENT,
            hypotheses=(
                r"(i) $\mathbb{E}[x_{s}\bar{x}_{t}]$ finite, depending on $s-t$ alone; "
                r"$|\lambda|<1$",
                r"(ii) $x$ real and stationary with $R(k)\geq 0$ for all $k$; $0\leq\lambda<1$",
                r"(iii) $R(\Delta)=\rho^{|\Delta|}$, $|\rho|\leq 1$, real $\lambda$, $|\lambda|<1$",
                r"(iv) $R(\Delta)=\rho^{|\Delta|}$, $|\rho|\leq 1$, complex $\lambda$, "
                r"$|\lambda|<1$",
            ),
            proof=PROOF,
            parts=(
                Identity("(iii): the exact ratio", slopes / kernel, relative * WHITE_ENOUGH),
                Identity(
                    "(iii): the distance to the upper bound",
                    kernel * ALIGNED - slopes,
                    kernel * above / (1 - RHO**2 * LAMBDA**2),
                ),
                Positivity("(iii): the lower bound", slopes - kernel * WHITE_ENOUGH, BOTH),
                Positivity("(iii): the upper bound", kernel * ALIGNED - slopes, BOTH),
                Positivity(
                    "(iii): the upper bound for negative rho",
                    kernel * ALIGNED - slopes,
                    ((LAMBDA, "unit"), (RHO, "minus_unit")),
                ),
                Positivity(
                    "(i): the lower bound at a single frequency",
                    _power() - 1 / (1 + NU) ** 2,
                    ((NU, "unit"), (SINE, "ray")),
                ),
                Positivity(
                    "(i): the upper bound at a single frequency",
                    1 / (1 - NU) ** 2 - _power(),
                    ((NU, "unit"), (SINE, "ray")),
                ),
                Identity(
                    "(ii): what lies above the lower bound",
                    D(LAMBDA * _variance(), LAMBDA) / (1 - LAMBDA**2)
                    - (1 + LAMBDA**2) * WHITE_ENOUGH * _variance(),
                    2 * LAMBDA * SLOPE * WHITE_ENOUGH,
                    rules=((LAMBDA, LAGGED, SLOPE),),
                ),
                Identity(
                    "(iv): what lies above the metric",
                    sensitivity(LAMBDA, LAMBDA_BAR)
                    - state(LAMBDA, LAMBDA_BAR) * metric(LAMBDA * LAMBDA_BAR),
                    state(LAMBDA, LAMBDA_BAR) * gain(LAMBDA, LAMBDA_BAR) * gain(LAMBDA_BAR, LAMBDA),
                ),
                Argument(
                    "(iii): the upper bound of positive lambda fails for negative lambda",
                    "a counterexample is found by search",
                    lambda: found(lambda l, r: bool(ratio(l, r) > at(ALIGNED, l, r))),
                ),
                Argument(
                    "(iii): the lower bound fails where lambda and rho differ in sign",
                    "counterexamples of both signs are found by search",
                    lambda: found(_low_at_positive) and found(_low_at_negative),
                ),
                Argument(
                    "(iv): K/(1 - nu^2)^2 is no lower bound, even where Re(rho lambda) > 0",
                    "a counterexample is found by search over exact complex numbers",
                    lambda: any(map(_below, _complex_points())),
                ),
            ),
            published=("companion/1D-case.dh_dlamb",),
        ),
    )


STATEMENT = (
    r"Let $K=\mathbb{E}|h|^{2}$, $S=\mathbb{E}|\partial_{\lambda}h|^{2}$ and $\nu=|\lambda|$. (i) "
    r"Under every stationary input $\frac{K}{(1+\nu)^{2}}\leq S\leq\frac{K}{(1-\nu)^{2}}$; both "
    r"bounds are attained. (ii) If no correlation is negative and $0\leq\lambda<1$, then "
    r"$S\geq\frac{1+\lambda^{2}}{(1-\lambda^{2})^{2}}K$, with equality for white input. (iii) For "
    r"$R(\Delta)=\rho^{|\Delta|}$ and real $\lambda$: $\frac{S}{K}=\frac{1}{(1-\lambda^{2})^{2}}"
    r"\Big(1+\lambda^{2}+\frac{2\rho\lambda(1-\lambda^{2})}{1-\rho^{2}\lambda^{2}}\Big)$; hence "
    r"$S\leq\frac{K}{(1-\lambda)^{2}}$ if and only if $\lambda\geq 0$ or $\rho=1$, and $S\geq\frac{"
    r"K}{(1-\lambda^{2})^{2}}$ if and only if $\lambda^{2}(1-\rho^{2}\lambda^{2})+2\rho\lambda(1-"
    r"\lambda^{2})\geq 0$, as whenever $\rho\lambda\geq 0$. (iv) For $R(\Delta)=\rho^{|\Delta|}$ "
    r"and complex $\lambda$: $S\geq\Big(\frac{1}{(1-\nu^{2})^{2}}-\frac{\rho^{2}}{(1-\rho^{2}"
    r"\nu^{2})^{2}}\Big)K$, but not in general $S\geq\frac{K}{(1-\nu^{2})^{2}}$."
)
PROOF = (
    r"(i) At a frequency $\phi$, $\partial_{\lambda}h$ has $|1-\lambda e^{-i\phi}|^{-2}$ times "
    r"the power of $h$, and $1-\nu\leq|1-\lambda e^{-i\phi}|\leq 1+\nu$; integrate against the "
    r"spectral measure. Equality holds for $x_{t}=c\,e^{it\phi}$ with $\lambda e^{-i\phi}=\nu$ "
    r"and $-\nu$: for real $\lambda$, constant and alternating input.",
    r"(ii) By sensitivity-from-variance $S=\partial_{\lambda}(\lambda K)/(1-\lambda^{2})$ for "
    r"$\lambda\geq 0$. With $L=\sum_{k\geq 1}R(k)\lambda^{k}$, $K=(R(0)+2L)/(1-\lambda^{2})$ and "
    r"$S-\frac{1+\lambda^{2}}{(1-\lambda^{2})^{2}}K=\frac{2\lambda L'}{(1-\lambda^{2})^{2}}\geq "
    r"0$, as $\lambda L'=\sum_{k\geq 1}kR(k)\lambda^{k}$ has no negative term.",
    r"(iii) The ratio is that of the closed forms. From it $\frac{K}{(1-\lambda)^{2}}-S=\frac{2"
    r"\lambda(1-\rho)(1+\rho\lambda^{2})K}{(1-\lambda^{2})^{2}(1-\rho^{2}\lambda^{2})}$, where all "
    r"factors but $\lambda$ and $1-\rho$ are positive; and $S-\frac{K}{(1-\lambda^{2})^{2}}$ has "
    r"the sign of $\lambda^{2}+\frac{2\rho\lambda(1-\lambda^{2})}{1-\rho^{2}\lambda^{2}}$. For "
    r"negative $\lambda$ the upper bound is $K/(1-|\lambda|)^{2}$, by (i).",
    r"(iv) is the split $S=K(|L_{a}|^{2}+L_{ab})$ of log-derivative-split without its first term. "
    r"It is the best of its kind for real $\lambda$: $L_{a}$ vanishes where $K$ is smallest along "
    r"the real line.",
)


def _power() -> Expr:
    """Give |1 - lambda e^(-i phi)|^(-2) by the tangent of half the angle between them."""
    return 1 / (1 - 2 * NU * (1 - SINE) / (1 + SINE) + NU**2)


def _variance() -> Expr:
    return (R_0 + 2 * LAGGED) / (1 - LAMBDA**2)


def at(expression: Expr, eigenvalue: Expr, rho: Expr) -> Expr:
    """Evaluate an expression in lambda and rho at real exact numbers."""
    return value(expression, {LAMBDA: eigenvalue, RHO: rho})


def ratio(eigenvalue: Expr, rho: Expr) -> Expr:
    """Give S/K of the exponential input at a real point."""
    both = (at(f(LAMBDA, LAMBDA), eigenvalue, rho) for f in (sensitivity, state))
    return next(both) / next(both)


def found(fails: Callable[[Expr, Expr], bool]) -> bool:
    """Search real lambda and rho for a point where something fails."""
    return any(fails(*point) for point in product(EIGHTHS, repeat=2))


def _complex_points() -> Iterator[Numbers]:
    parts = EIGHTHS[1::3]
    grid = product(parts, parts, EIGHTHS)
    return ((x + IMAGINARY * y, r) for x, y, r in grid if x**2 + y**2 < 1 and x * r > 0)


def _below(point: Numbers) -> bool:
    eigenvalue, rho = point
    there = {LAMBDA: eigenvalue, LAMBDA_BAR: eigenvalue.conjugate(), RHO: rho}
    bound = state(LAMBDA, LAMBDA_BAR) / (1 - LAMBDA * LAMBDA_BAR) ** 2
    return bool(value(sensitivity(LAMBDA, LAMBDA_BAR) - bound, there) < 0)


def _low_at_positive(eigenvalue: Expr, rho: Expr) -> bool:
    return bool(eigenvalue > 0 > rho and _low(eigenvalue, rho))


def _low_at_negative(eigenvalue: Expr, rho: Expr) -> bool:
    return bool(eigenvalue < 0 < rho and _low(eigenvalue, rho))


def _low(eigenvalue: Expr, rho: Expr) -> bool:
    return bool(ratio(eigenvalue, rho) < at(WHITE_ENOUGH, eigenvalue, rho))
