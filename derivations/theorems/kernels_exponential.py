"""Theorems about the kernels of the exponential input: gain and metric, and what has no phase."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sympy import Add, Expr, Integer, Symbol

from derivations.field import identical
from derivations.general import A, B
from derivations.symbols import LAMBDA, LAMBDA_BAR, NU, RHO, U
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.kernels_forms import THETA, I
from derivations.theorems.theorem import Argument, D, Identity, Positivity, Theorem

CORRELATED = r"$x$ real with $\mathbb{E}[x_{s}x_{t}]=\rho^{|s-t|}$"
PRODUCT = Symbol("p")
ORDERS = 6


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorems about the kernels of the exponential input."""
    return _split(), _phase_free()


def gain(a: Expr, b: Expr) -> Expr:
    """Give d_a log K(a, b) of the exponential input."""
    return b * (1 - RHO**2) / ((1 - a * b) * (1 - RHO**2 * a * b)) + RHO / (1 - RHO * a)


def metric(product: Expr) -> Expr:
    """Give d_a d_b log K of the exponential input, which depends on ab alone."""
    below = (1 - product) ** 2 * (1 - RHO**2 * product) ** 2
    return (1 - RHO**2) * (1 - RHO**2 * product**2) / below


def _split() -> Theorem:
    kernel = state(A, B)
    return Theorem(
        name="log-derivative-split",
        title="sensitivity is change of gain and change of shape",
        statement=(
            r"$S=K\,(L_{a}L_{b}+L_{ab})$ with the derivatives of $\log K$, $L_{a}=\frac{(1-"
            r"\rho^{2})\,b}{(1-ab)(1-\rho^{2}ab)}+\frac{\rho}{1-\rho a}$, $L_{b}$ the same with "
            r"$a$ and $b$ exchanged, and $L_{ab}=\frac{(1-\rho^{2})(1-\rho^{2}a^{2}b^{2})}"
            r"{(1-ab)^{2}(1-\rho^{2}ab)^{2}}$, which depends on $ab$ alone. At $a=\lambda$, "
            r"$b=\bar{\lambda}$: $\mathbb{E}|\partial_{\lambda}h|^{2}=\mathbb{E}|h|^{2}\,(|L_{a}|"
            r"^{2}+L_{ab})$, where $L_{ab}>0$ for $|\rho|<1$ and $L_{ab}=0$ for $|\rho|=1$."
        ),
        hypotheses=(CORRELATED, r"$|\rho|\leq 1$, $|a|<1$ and $|b|<1$"),
        proof=(
            r"$K=\frac{1-\rho^{2}ab}{(1-ab)(1-\rho a)(1-\rho b)}$ has no zero, so $L_{a}=K_{a}/K$ "
            r"is defined, and $\partial_{b}L_{a}=K_{ab}/K-K_{a}K_{b}/K^{2}$ gives the split with "
            r"$S=K_{ab}$. Differentiate $\log K$, a sum of logarithms; the factors of $a$ alone "
            r"vanish from $L_{ab}=\frac{1}{(1-ab)^{2}}-\frac{\rho^{2}}{(1-\rho^{2}ab)^{2}}$.",
            r"At $b=\bar{a}$ both terms mean something under any input: $\mathbb{E}[\partial h\,"
            r"\bar{h}]=K\,L_{a}$, so $K|L_{a}|^{2}$ is the variance of the projection of "
            r"$\partial h$ on $h$, and $K\,L_{ab}$ that of the rest; hence $L_{ab}\geq 0$. With "
            r"$ab=|\lambda|^{2}$ each factor of $L_{ab}$ is positive unless $\rho^{2}=1$.",
        ),
        parts=(
            Identity(
                "the split of S",
                D(D(kernel, A), B),
                kernel * (gain(A, B) * gain(B, A) + metric(A * B)),
            ),
            Identity("the gain", D(kernel, A) / kernel, gain(A, B)),
            Identity("the metric", D(D(kernel, A) / kernel, B), metric(A * B)),
            Identity(
                "the metric as a difference of two Poincare metrics",
                1 / (1 - A * B) ** 2 - RHO**2 / (1 - RHO**2 * A * B) ** 2,
                metric(A * B),
            ),
            Identity(
                "S from the tangents' equations",
                sensitivity(A, B),
                kernel * (gain(A, B) * gain(B, A) + metric(A * B)),
            ),
            Positivity(
                "the metric is positive at p = |lambda|^2, and even in rho",
                metric(PRODUCT),
                ((PRODUCT, "unit"), (RHO, "unit")),
                strict=True,
            ),
        ),
        published=("paper/B.2.2-exponential", "paper/C.2.2-S"),
    )


def _phase_free() -> Theorem:
    kernel = state(NU * U, NU / U)
    modulus = (1 - RHO * NU * U) * (1 - RHO * NU / U)
    return Theorem(
        name="phase-free",
        title="where the phase of an eigenvalue enters its state's variance",
        statement=(
            r"For $R(\Delta)=\rho^{|\Delta|}$ and $|\lambda|=\nu$: $|1-\rho\lambda|^{2}\,"
            r"\mathbb{E}|h|^{2}=\frac{1-\rho^{2}\nu^{2}}{1-\nu^{2}}$, whatever the phase. "
            r"Conversely, if for some real $\rho$ the product $|1-\rho\lambda|^{2}\,\mathbb{E}|h|"
            r"^{2}$ depends on $|\lambda|$ alone near $\lambda=0$, then $R(\Delta)=R(0)\rho^{|"
            r"\Delta|}$: no other real input has this property."
        ),
        hypotheses=(
            r"$x$ real and stationary with $R(0)>0$",
            r"$|\lambda|<1$, $-1\leq\rho\leq 1$",
        ),
        proof=(
            r"Multiply $\mathbb{E}|h|^{2}=K(\lambda,\bar{\lambda})$ by $(1-\rho\lambda)(1-\rho\bar{"
            r"\lambda})$.",
            r"Conversely, $(1-|\lambda|^{2})\,\mathbb{E}|h|^{2}=R(0)+\sum_{k\geq 1}R(k)(\lambda^{k}"
            r"+\bar{\lambda}^{k})$ for any real input. Multiplied by $|1-\rho\lambda|^{2}$ it must "
            r"depend on $\lambda\bar{\lambda}$ alone, so for $k\geq 1$ the coefficient of "
            r"$\lambda^{k}\bar{\lambda}^{0}$ in the double power series vanishes; it is $R(k)-\rho "
            r"R(k-1)$. Hence $R(k)=\rho^{k}R(0)$, and $|\rho|\leq 1$ as $|R(1)|\leq R(0)$.",
        ),
        parts=(
            Identity(
                "the product depends on the modulus alone: lambda = nu u",
                modulus * kernel,
                (1 - RHO**2 * NU**2) / (1 - NU**2),
            ),
            Identity(
                "its derivative by the phase vanishes",
                D(modulus * kernel, THETA),
                Integer(0),
                rules=((THETA, U, I * U),),
                relations=((I, Integer(-1)),),
            ),
            Argument(
                "the coefficients of pure powers of lambda are R(k) - rho R(k - 1)",
                "multiplication of power series",
                lambda: coefficients_are(lambda k: _lag(k) - RHO * _lag(k - 1)),
                cases=f"k up to {ORDERS}",
            ),
        ),
        published=("paper/B.2.1-exponential",),
    )


def _lag(k: int) -> Symbol:
    return Symbol(f"R_{k}")


def coefficients_are(expected: Callable[[int], Expr]) -> bool:
    """Compare the coefficients of lambda^k in |1 - rho lambda|^2 (1 - |lambda|^2) E|h|^2.

    Args:
        expected: what they should be, by k.

    Returns:
        True if they agree for k = 1, ..., `ORDERS`.
    """
    terms = (_lag(k) * (LAMBDA**k + LAMBDA_BAR**k) for k in range(1, ORDERS + 1))
    series = _lag(0) + Add(*terms)
    product = ((1 - RHO * LAMBDA) * (1 - RHO * LAMBDA_BAR) * series).expand()
    pure = product.coeff(LAMBDA_BAR, 0)
    return all(identical(pure.coeff(LAMBDA, k), expected(k)) for k in range(1, ORDERS + 1))
