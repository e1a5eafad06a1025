"""Theorems about averages over eigenvalues: over the phase, and over a ring of the disk."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from functools import cache

from sympy import Expr, Integer, Symbol

from derivations.symbols import LAMBDA, LAMBDA_BAR, NU, R_0, RHO, U
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.theorem import Argument, D, Identity, Theorem

L_A, L_B, SLOPE_A, SLOPE_B = (Symbol(name) for name in ("L_a", "L_b", "dL_a", "dL_b"))
TABLE = ((LAMBDA, L_A, SLOPE_A), (LAMBDA_BAR, L_B, SLOPE_B))
S, S_0, LOG, LOG_0 = (Symbol(name) for name in ("s", "s_0", "ell", "ell_0"))
VARIANCE = r"$\mathbb{E}|x_{t}|^{2}=R(0)$ for every $t$"
LENGTH = 6  # of the sequences in the finite core


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorems about averages over eigenvalues."""
    return _phase(), _ring()


def _phase() -> Theorem:
    white = {RHO: Integer(0)}
    kernel = (R_0 + L_A + L_B) / (1 - LAMBDA * LAMBDA_BAR)
    below = 1 - LAMBDA * LAMBDA_BAR
    terms = (
        R_0 * (1 + LAMBDA * LAMBDA_BAR) / below**3
        + (LAMBDA * SLOPE_A + L_A * (1 + LAMBDA * LAMBDA_BAR) / below) / below**2
        + (LAMBDA_BAR * SLOPE_B + L_B * (1 + LAMBDA * LAMBDA_BAR) / below) / below**2
    )
    return Theorem(
        name="uniform-phase",
        title="averaged over the phase of the eigenvalue, all correlation is lost",
        statement=(
            r"Let $\lambda=re^{i\theta}$ with $\theta$ uniform on $[0,2\pi)$. Then $\mathbb{E}_{"
            r"\theta}\mathbb{E}|h|^{2}=\frac{R(0)}{1-r^{2}}$ and $\mathbb{E}_{\theta}\mathbb{E}|"
            r"\partial_{\lambda}h|^{2}=R(0)\frac{1+r^{2}}{(1-r^{2})^{3}}$: what white input gives. "
            r"For $h=\sum_{n<T}\lambda^{n}x_{-n}$ of finite length the mean over any $N\geq T$ "
            r"equidistant phases is already $R(0)\sum_{n<T}r^{2n}$."
        ),
        hypotheses=(VARIANCE + r", $x$ real or complex; no stationarity", r"$0\leq r<1$"),
        proof=(
            r"$\mathbb{E}|h|^{2}=\sum_{n,m\geq 0}r^{n+m}e^{i(n-m)\theta}\,\mathbb{E}[x_{-n}"
            r"\bar{x}_{-m}]$ converges uniformly in $\theta$, as $|\mathbb{E}[x_{-n}"
            r"\bar{x}_{-m}]|\leq R(0)$. The mean over $\theta$ keeps $n=m$: $R(0)\sum_{n}r^{2n}$. "
            r"In the same way $\mathbb{E}|\partial_{\lambda}h|^{2}$ has the mean "
            r"$R(0)\sum_{n}n^{2}r^{2n-2}$. With $N$ equidistant phases the terms with $N\mid n-m$ "
            r"are kept, for $|n-m|<N$ those with $n=m$.",
            r"For a stationary input the same by the mean value property: with $L(z)=\sum_{k\geq "
            r"1}R(-k)z^{k}$, $(1-r^{2})\,\mathbb{E}|h|^{2}=R(0)+L(\lambda)+\overline{L("
            r"\lambda)}$, and $\mathbb{E}|\partial_{\lambda}h|^{2}$ is $R(0)"
            r"\frac{1+r^{2}}{(1-r^{2})^{3}}$ and functions of $r$ times $L(\lambda)$, $\lambda "
            r"L'(\lambda)$ and their conjugates, power series without constant term. $L_{a}$ and "
            r"$L_{b}$ below are $L(\lambda)$ and $\overline{L(\lambda)}$.",
            r"A variance that changes in time is seen: the mean is then $\sum_{n}r^{2n}\,"
            r"\mathbb{E}|x_{-n}|^{2}$.",
        ),
        parts=(
            Identity(
                "the mean of the variance: what white input gives",
                R_0 * state(NU * U, NU / U).xreplace(white),
                R_0 / (1 - NU**2),
            ),
            Identity(
                "the mean of the sensitivity: what white input gives",
                R_0 * sensitivity(NU * U, NU / U).xreplace(white),
                R_0 * (1 + NU**2) / (1 - NU**2) ** 3,
            ),
            Identity(
                "any stationary input: the mean, and powers of lambda or of its conjugate",
                D(D(kernel, LAMBDA), LAMBDA_BAR),
                terms,
                rules=TABLE,
            ),
            Argument(
                "the mean over N phases, any moments of constant variance",
                "multiplication of Laurent polynomials modulo u^N - 1",
                lambda: mean_is(lambda _: Fraction(1), LENGTH, LENGTH),
                cases=f"N = {LENGTH}",
            ),
            Argument(
                "it fails if the variance changes, or with fewer phases",
                "the same, for drawn moments",
                lambda: (
                    not mean_is(lambda n: Fraction(1, n + 1), LENGTH, LENGTH)
                    and not mean_is(lambda _: Fraction(1), LENGTH, LENGTH - 1)
                ),
            ),
        ),
    )


def mean_is(variance: Callable[[int], Fraction], length: int, phases: int) -> bool:
    """Decide whether the mean of E|h|^2 over N phases is sum r^2n, for drawn moments.

    Args:
        variance: E|x_{-n}|^2 by n.
        length: T, how many inputs h has.
        phases: N.

    Returns:
        Whether the constant terms modulo u^N - 1, polynomials in r, agree.
    """
    draw = random.Random(length)
    kept = dict.fromkeys(range(2 * length - 1), Fraction(0))
    for n in range(length):
        for m in range(length):
            moment = variance(n) if n == m else Fraction(draw.randint(1, 9), 10)
            if (n - m) % phases == 0:
                kept[n + m] += moment
    return all(kept[k] == (k % 2 == 0) for k in kept)


def _ring() -> Theorem:
    antiderivative = S / (1 - S) ** 2
    difference = antiderivative - antiderivative.xreplace({S: S_0})
    sensitive = R_0 * (1 - S * S_0) / ((1 - S) ** 2 * (1 - S_0) ** 2)
    variance = R_0 * (LOG_0 - LOG) / (S - S_0)
    inside = {LAMBDA_BAR: S / LAMBDA, RHO: Integer(0)}
    return Theorem(
        name="ring-average",
        title="averaged over a ring of eigenvalues",
        statement=(
            r"Let $\lambda$ be uniform by area on $r_{0}\leq|\lambda|\leq r_{1}$. Then the mean "
            r"of $\mathbb{E}|h|^{2}$ is $\frac{R(0)}{r_{1}^{2}-r_{0}^{2}}\log"
            r"\frac{1-r_{0}^{2}}{1-r_{1}^{2}}$, and that of $\mathbb{E}|\partial_{\lambda}h|^{2}$ "
            r"is $\frac{R(0)\,(1-r_{0}^{2}r_{1}^{2})}{(1-r_{0}^{2})^{2}(1-r_{1}^{2})^{2}}$, "
            r"whatever the correlation of the input."
        ),
        hypotheses=(VARIANCE + r", $x$ real or complex", r"$0\leq r_{0}<r_{1}<1$"),
        proof=(
            r"By area, $s=|\lambda|^{2}$ is uniform on $[s_{0},s_{1}]$, $s_{k}=r_{k}^{2}$, and "
            r"the phase is uniform and independent of it. By uniform-phase the means are "
            r"$\frac{1}{s_{1}-s_{0}}\int_{s_{0}}^{s_{1}}\frac{R(0)\,ds}{1-s}$ and "
            r"$\frac{1}{s_{1}-s_{0}}\int_{s_{0}}^{s_{1}}R(0)\frac{1+s}{(1-s)^{3}}ds$, with the "
            r"antiderivatives $-\log(1-s)$ and $\frac{s}{(1-s)^{2}}$. The mean of the sensitivity "
            r"is the divided difference of the second.",
            r"The first formula is known for white and for constant input; nothing about the "
            r"correlation is needed. Drawn uniformly in $|\lambda|$ instead of by area, the mean "
            r"of the variance is $R(0)\frac{\mathrm{artanh}\,r_{1}-\mathrm{artanh}"
            r"\,r_{0}}{r_{1}-r_{0}}$.",
        ),
        parts=(
            Identity(
                "the mean of the sensitivity, a divided difference",
                R_0 * difference / (S - S_0),
                sensitive,
            ),
            Identity(
                "its antiderivative: s-derivative of the integral, and white input",
                D((S - S_0) * sensitive, S),
                R_0 * sensitivity(LAMBDA, LAMBDA_BAR).xreplace(inside),
            ),
            Identity(
                "the antiderivative of the variance, ell = log(1 - s)",
                D((S - S_0) * variance, S),
                R_0 * state(LAMBDA, LAMBDA_BAR).xreplace(inside),
                rules=((S, LOG, -1 / (1 - S)),),
            ),
            Argument(
                "both integrals vanish at s = s_0",
                "substitution",
                lambda: _vanishes(difference) and _vanishes(LOG_0 - LOG),
            ),
        ),
    )


def _vanishes(integral: Expr) -> bool:
    return bool(integral.xreplace({S: S_0, LOG: LOG_0}).cancel() == 0)
