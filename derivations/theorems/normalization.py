"""Theorems about states of unit variance: their metric, real and polar."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Symbol

from derivations.symbols import LAMBDA, LAMBDA_BAR, NU, RHO
from derivations.system import Rule
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.kernels_exponential import CORRELATED, metric
from derivations.theorems.kernels_forms import (
    GAMMA,
    MODULUS,
    THETA,
    TURNING,
    I,
    normalised,
    real_normalised,
)
from derivations.theorems.theorem import Argument, Identity, Positivity, Theorem

K, K_1, K_2, K_12 = (Symbol(name) for name in ("K", "K_1", "K_2", "K_12"))
SQUARE = Symbol("s")
UNITY = (I, Integer(-1))
ANY_KERNEL: tuple[Rule, ...] = (
    (LAMBDA, K, K_1),
    (LAMBDA_BAR, K, K_2),
    (LAMBDA, K_2, K_12),
    (LAMBDA_BAR, K_1, K_12),
    (NU, K, (LAMBDA * K_1 + LAMBDA_BAR * K_2) / NU),
    (THETA, K, I * (LAMBDA * K_1 - LAMBDA_BAR * K_2)),
)
ONE_VARIANCE = r"$\gamma=(\mathbb{E}|h|^{2})^{-1/2}$, differentiated"


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorems about normalised states."""
    return _real(), _polar()


def _real() -> Theorem:
    kernel, slopes = state(LAMBDA, LAMBDA), sensitivity(LAMBDA, LAMBDA)
    left = real_normalised(GAMMA, LAMBDA, kernel, slopes)
    rules = ((LAMBDA, GAMMA, gain_slope(kernel, kernel.diff(LAMBDA))),)
    return Theorem(
        name="normalised-metric",
        title="how fast a state of unit variance changes with a real eigenvalue",
        statement=(
            r"$\mathbb{E}[(\partial_{\lambda}(\gamma h))^{2}]=\partial_{a}\partial_{b}\log K(a,b)|"
            r"_{a=b=\lambda}$, for any input. For $R(\Delta)=\rho^{|\Delta|}$ this is $g(\lambda)="
            r"\frac{1}{(1-\lambda^{2})^{2}}-\frac{\rho^{2}}{(1-\rho^{2}\lambda^{2})^{2}}=\frac{(1-"
            r"\rho^{2})(1-\rho^{2}\lambda^{4})}{(1-\lambda^{2})^{2}(1-\rho^{2}\lambda^{2})^{2}}$, "
            r"positive for $|\rho|<1$ and $0$ for $|\rho|=1$."
        ),
        hypotheses=(
            r"$x$ real and stationary with $\mathbb{E}[h^{2}]>0$; for the closed form, "
            + CORRELATED,
            r"$-1<\lambda<1$, real",
            ONE_VARIANCE,
        ),
        proof=(
            r"As $\mathbb{E}[(\gamma h)^{2}]=1$, $\gamma h$ and its derivative are uncorrelated, "
            r"so the derivative is $\gamma$ times what remains of $\partial h$ after projection "
            r"on $h$, whose variance is $S-K_{a}^{2}/K$. Times $\gamma^{2}=1/K$ this is "
            r"$K_{ab}/K-K_{a}K_{b}/K^{2}$ on the diagonal.",
            r"In moments: $\mathbb{E}[(\partial(\gamma h))^{2}]=\gamma'^{2}K+\gamma\gamma'K'+"
            r"\gamma^{2}S$ with $K(\lambda)=\mathbb{E}[h^{2}]$, $K'=2\,\mathbb{E}[h\,\partial h]$ "
            r"and $\gamma'=-\gamma K'/(2K)$. Put the closed forms of $K$ and $S$ in.",
            r"At $\rho=\pm 1$ the state is $h=x/(1\mp\lambda)$: normalised, it does not depend on "
            r"$\lambda$. At complex $\lambda$ a phase is left over, see normalised-metric-complex.",
        ),
        parts=(
            Identity(
                "the metric, from moments",
                left,
                metric(LAMBDA**2),
                rules=rules,
                relations=((GAMMA, 1 / kernel),),
            ),
            Identity(
                "the difference of two Poincare metrics",
                left,
                1 / (1 - LAMBDA**2) ** 2 - RHO**2 / (1 - RHO**2 * LAMBDA**2) ** 2,
                rules=rules,
                relations=((GAMMA, 1 / kernel),),
            ),
            Positivity(
                "the metric is positive at s = lambda^2; it is even in rho",
                metric(SQUARE),
                ((SQUARE, "unit"), (RHO, "unit")),
                strict=True,
            ),
            Argument(
                "it vanishes at rho = 1 and rho = -1",
                "the closed form has the factor 1 - rho^2",
                lambda: all(metric(LAMBDA**2).subs(RHO, r).is_zero for r in (1, -1)),
            ),
        ),
    )


def gain_slope(kernel: Expr, by: Expr) -> Expr:
    """Give the derivative of gamma = K^(-1/2), `by` being that of K."""
    return -GAMMA * by / (2 * kernel)


def _polar() -> Theorem:
    one, two, mixed = (NU, NU), (THETA, THETA), (NU, THETA)
    kernel, g = state(LAMBDA, LAMBDA_BAR), metric(LAMBDA * LAMBDA_BAR)
    below = (1 - RHO * LAMBDA) * (1 - RHO * LAMBDA_BAR)
    radial = -I * RHO * (LAMBDA - LAMBDA_BAR) / (2 * NU) / below
    half = RHO * LAMBDA / (1 - RHO * LAMBDA) + RHO * LAMBDA_BAR / (1 - RHO * LAMBDA_BAR)
    square = LAMBDA * LAMBDA_BAR
    shrunk = RHO**2 * square / (1 - RHO**2 * square)
    angular = square / (1 - square) - shrunk + half / 2
    any_g = K_12 / K - K_1 * K_2 / K**2
    any_radial = -I * (LAMBDA * K_1 - LAMBDA_BAR * K_2) / (2 * NU * K)
    any_angular = (LAMBDA * K_1 + LAMBDA_BAR * K_2) / (2 * K)
    return Theorem(
        name="normalised-metric-complex",
        title="how fast a state of unit variance changes with modulus and phase",
        statement=(
            r"Let $\lambda=\nu e^{i\theta}$ and $y=\gamma h$. With $g=\partial_{\lambda}\partial_{"
            r"\bar{\lambda}}\log K(\lambda,\bar{\lambda})$, $A_{\nu}=\mathrm{Im}(e^{i\theta}"
            r"\partial_{\lambda}\log K)$ and $A_{\theta}=\mathrm{Re}(\lambda\,\partial_{\lambda}"
            r"\log K)$: $\mathbb{E}|\partial_{\nu}y|^{2}=g+A_{\nu}^{2}$, $\mathbb{E}|\partial_{"
            r"\theta}y|^{2}=\nu^{2}g+A_{\theta}^{2}$, $\mathbb{E}[\partial_{\nu}y\,\overline{"
            r"\partial_{\theta}y}]=A_{\nu}A_{\theta}-i\nu g$. For $R(\Delta)=\rho^{|\Delta|}$: "
            r"$g=\frac{1}{(1-\nu^{2})^{2}}-\frac{\rho^{2}}{(1-\rho^{2}\nu^{2})^{2}}$, $A_{\nu}="
            r"\frac{\rho\sin\theta}{|1-\rho\lambda|^{2}}$, $A_{\theta}=\frac{\nu^{2}}{1-\nu^{2}}-"
            r"\frac{\rho^{2}\nu^{2}}{1-\rho^{2}\nu^{2}}+\mathrm{Re}\frac{\rho\lambda}{1-\rho"
            r"\lambda}$."
        ),
        hypotheses=(
            r"$x$ stationary, real or complex, with $\mathbb{E}|h|^{2}>0$; for the closed forms, "
            + CORRELATED,
            r"$0<\nu<1$",
            ONE_VARIANCE,
        ),
        proof=(
            r"For coordinates $j,k\in\{\nu,\theta\}$, $\mathbb{E}|y|^{2}=1$ makes $\mathbb{E}["
            r"\partial_{j}y\,\bar{y}]=iA_{j}$ imaginary. So $\partial_{j}y=iA_{j}y+r_{j}$ with "
            r"$r_{j}$ uncorrelated with $y$, and $\mathbb{E}[\partial_{j}y\,\overline{\partial_{k}"
            r"y}]=A_{j}A_{k}+\mathbb{E}[r_{j}\bar{r}_{k}]$.",
            r"As $h$ is holomorphic in $\lambda$ and $\gamma$ is real, $r_{j}=\gamma\,("
            r"\partial_{j}\lambda)\,(\partial_{\lambda}h)_{\perp}$, where $\perp$ takes the "
            r"projection on $h$ away, and $\gamma^{2}\,\mathbb{E}|(\partial_{\lambda}h)_{"
            r"\perp}|^{2}=g$. Hence $\mathbb{E}[r_{j}\bar{r}_{k}]=(\partial_{j}\lambda)("
            r"\overline{\partial_{k}\lambda})g$ with $\partial_{\nu}\lambda=e^{i\theta}$, "
            r"$\partial_{\theta}\lambda=i\lambda$, and $A_{j}=\mathrm{Im}((\partial_{j}\lambda)\,"
            r"\partial_{\lambda}\log K)$.",
            r"For the exponential input $\lambda\,\partial_{\lambda}\log K=\frac{\nu^{2}}{1-"
            r"\nu^{2}}-\frac{\rho^{2}\nu^{2}}{1-\rho^{2}\nu^{2}}+\frac{\rho\lambda}{1-\rho"
            r"\lambda}$; the first two terms are real.",
            r"$A_{\nu}$ vanishes for real $\lambda$ and at $\rho=0$, and there only: elsewhere the "
            r"formula for real $\lambda$ misses $A_{\nu}^{2}$. The cross term as often written, "
            r"$A_{\nu}A_{\theta}$, is its real part.",
        ),
        parts=(
            _polar_part("by the modulus", one, kernel, g + radial**2),
            _polar_part("by the phase", two, kernel, NU**2 * g + angular**2),
            _polar_part("by both", mixed, kernel, radial * angular - I * NU * g),
            _polar_part("by the modulus, any input", one, K, any_g + any_radial**2),
            _polar_part("by the phase, any input", two, K, NU**2 * any_g + any_angular**2),
            _polar_part("by both, any input", mixed, K, any_radial * any_angular - I * NU * any_g),
        ),
    )


def _polar_part(says: str, by: tuple[Symbol, Symbol], kernel: Expr, right: Expr) -> Identity:
    table = ANY_KERNEL if kernel == K else ()
    by_lambda = K_1 if kernel == K else kernel.diff(LAMBDA)
    by_bar = K_2 if kernel == K else kernel.diff(LAMBDA_BAR)
    radial = (LAMBDA * by_lambda + LAMBDA_BAR * by_bar) / NU
    angular = I * (LAMBDA * by_lambda - LAMBDA_BAR * by_bar)
    gains = ((NU, GAMMA, gain_slope(kernel, radial)), (THETA, GAMMA, gain_slope(kernel, angular)))
    return Identity(
        says,
        normalised(GAMMA, *by, kernel),
        right,
        rules=(*TURNING, *table, *gains),
        relations=(MODULUS, UNITY, (GAMMA, 1 / kernel)),
    )
