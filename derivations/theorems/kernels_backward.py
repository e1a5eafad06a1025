"""A theorem about signals that run backwards in time: the forward kernels, of the errors."""

from __future__ import annotations

from functools import cache
from itertools import product

from sympy import Expr, Rational

from derivations.field import value
from derivations.symbols import LAMBDA, LAMBDA_BAR, RHO
from derivations.theorems.blocks import kernel as state
from derivations.theorems.kernels_forms import G_A, G_B, GAMMA
from derivations.theorems.theorem import Argument, Identity, Theorem

TENTHS = tuple(Rational(k, 10) for k in range(1, 10))


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorem about backward signals."""
    one, two = (z * RHO / (1 - RHO * z) for z in (LAMBDA, LAMBDA_BAR))
    kernel = (G_A + G_B) / (1 - LAMBDA * LAMBDA_BAR)
    return (
        Theorem(
            name="backward-signals",
            title="gradients by the inputs have the variance of a state driven by the errors",
            statement=(
                r"Let $h_{t+1}=\lambda h_{t}+\gamma x_{t+1}$, let $e_{t}$ be the derivative of "
                r"the loss of time $t$ by $h_{t}$, and $\delta_{t}=\lambda\,\delta_{t+1}+e_{t}$ "
                r"that of the whole loss. Then $\mathrm{d}L/\mathrm{d}x_{t}=\gamma\,\delta_{t}$, "
                r"and with $R_{e}(k)=\mathbb{E}[e_{t+k}\bar{e}_{t}]$ and "
                r"$G_{e}(z)=\tfrac{1}{2}R_{e}(0)+\sum_{k\geq 1}R_{e}(k)z^{k}$: "
                r"$\mathbb{E}|\mathrm{d}L/\mathrm{d}x_{t}|^{2}=\gamma^{2}\,\frac{G_{e}(\lambda)+"
                r"\overline{G_{e}(\lambda)}}{1-|\lambda|^{2}}$. For real $e$ this is "
                r"$\gamma^{2}\,\mathbb{E}|h|^{2}$ of a unit driven by $e$ in place of $\gamma x$. "
                r"One $\gamma(\lambda)$ gives both passes a variance that does not depend on "
                r"$\lambda$ if and only if $R_{e}$ is a multiple of $\overline{R_{x}}$."
            ),
            hypotheses=(
                r"time runs from $-\infty$ to $\infty$; $|\lambda|<1$, $\gamma\neq 0$ real",
                r"$e$ is stationary, $R_{e}(k)$ finite, $R_{e}(0)>0$; for the last sentence $x$ is "
                r"stationary too with $R_{x}(0)>0$, and it is meant for all $\lambda$ of the disk",
            ),
            proof=(
                r"By the chain rule $\delta_{t}=\sum_{n\geq 0}\lambda^{n}e_{t+n}$: the state of a "
                r"unit driven by $e$ in reversed time, whose autocovariance is "
                r"$R_{e}(-k)=\overline{R_{e}(k)}$. Now use pick-kernel. Directly, "
                r"$\mathbb{E}|\delta|^{2}=|\lambda|^{2}\,\mathbb{E}|\delta|^{2}+2\,\mathrm{Re}\,"
                r"\lambda\,\mathbb{E}[\delta_{t+1}\bar{e}_{t}]+R_{e}(0)$ with "
                r"$\lambda\,\mathbb{E}[\delta_{t+1}\bar{e}_{t}]=G_{e}(\lambda)-"
                r"\tfrac{1}{2}R_{e}(0)$.",
                r"Constant variance of both passes means $\gamma^{-2}\propto\mathbb{E}|h|^{2}/"
                r"\gamma^{2}\propto\mathbb{E}|\delta|^{2}$, so $\mathrm{Re}\,G_{e}=c\,\mathrm{Re}"
                r"\,G_{x}$ on the disk with $G_{x}(z)=\tfrac{1}{2}R_{x}(0)+\sum_{k\geq "
                r"1}\overline{R_{x}(k)}z^{k}$; a power series is determined by its real part up "
                r"to an imaginary constant, and $R(0)$ is real. Hence $R_{e}=c\,"
                r"\overline{R_{x}}$; the converse is clear.",
                r"The recursion must run on $\delta$. If $\mathrm{d}L/\mathrm{d}x$ is fed back, "
                r"$d_{t}=\gamma(\lambda d_{t+1}+e_{t})$, the eigenvalue becomes $\gamma\lambda$ "
                r"and the variance another.",
            ),
            parts=(
                Identity(
                    "errors with an exponential autocovariance",
                    GAMMA**2 * (one + two + 1) / (1 - LAMBDA * LAMBDA_BAR),
                    GAMMA**2 * state(LAMBDA, LAMBDA_BAR),
                ),
                Identity(
                    "any errors: the variance is stationary",
                    LAMBDA * LAMBDA_BAR * kernel + G_A + G_B,
                    kernel,
                ),
                Argument(
                    "feeding the input's gradient back gives another variance",
                    "a counterexample is found by search",
                    lambda: any(fed_back(*point) for point in product(TENTHS, repeat=3)),
                ),
            ),
        ),
    )


def fed_back(eigenvalue: Expr, rho: Expr, gain: Expr) -> bool:
    """Decide whether d = gamma (lambda d + e) has another variance than gamma delta."""
    right = value(state(LAMBDA, LAMBDA), {LAMBDA: eigenvalue, RHO: rho})
    wrong = value(state(LAMBDA, LAMBDA), {LAMBDA: gain * eigenvalue, RHO: rho})
    return bool(right != wrong)
