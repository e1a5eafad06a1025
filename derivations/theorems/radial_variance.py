"""A theorem: the variance of the state, along a ray of eigenvalues, determines its sensitivity."""

from __future__ import annotations

from functools import cache

from derivations.symbols import LAMBDA, LAMBDA_BAR, NU
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.kernels_forms import G_A, G_B, LINE, MODULUS, SLOPE_A, SLOPE_B, TURNING
from derivations.theorems.theorem import D, Identity, Theorem

ANY_INPUT = ((LAMBDA, G_A, SLOPE_A), (LAMBDA_BAR, G_B, SLOPE_B))
ALONG = ((NU, G_A, SLOPE_A * LAMBDA / NU), (NU, G_B, SLOPE_B * LAMBDA_BAR / NU))
POWER = 1 / ((1 - NU * LINE) * (1 - NU / LINE))


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorem about variance and sensitivity along a ray."""
    kernel = (G_A + G_B) / (1 - LAMBDA * LAMBDA_BAR)
    concrete = state(LAMBDA, LAMBDA_BAR)
    return (
        Theorem(
            name="sensitivity-from-variance",
            title="the variance of the state along a ray determines its sensitivity",
            statement=(
                r"Let $\lambda=\nu u$ with $|u|=1$ fixed. For every stationary input, real or "
                r"complex, $(1-\nu^{2})\,\mathbb{E}|\partial_{\lambda}h|^{2}=\partial_{\nu}\big("
                r"\nu\,\mathbb{E}|h|^{2}\big)$. Equivalently $\frac{\mathbb{E}|\partial_{\lambda}h|"
                r"^{2}}{\mathbb{E}|h|^{2}}=\frac{1+\nu\,\partial_{\nu}\log\mathbb{E}|h|^{2}}{1-"
                r"\nu^{2}}$ where $\mathbb{E}|h|^{2}>0$."
            ),
            hypotheses=(
                r"$\mathbb{E}[x_{s}\bar{x}_{t}]$ depends on $s-t$ alone and is finite",
                r"$0\leq\nu<1$, $|u|=1$",
            ),
            proof=(
                r"At a single frequency $\phi$, with $w=ue^{-i\phi}$, $h$ has the power $p=|1-\nu "
                r"w|^{-2}$ and $\partial_{\lambda}h$ the power $p^{2}$. As "
                r"$\partial_{\nu}p^{-1}=2\nu-2\,\mathrm{Re}\,w$, $\partial_{\nu}(\nu "
                r"p)=p^{2}\,(p^{-1}-\nu\,\partial_{\nu}p^{-1})=p^{2}(1-\nu^{2})$. Integrate "
                r"against the spectral measure of the input; the integrand and its derivative are "
                r"bounded for $\nu$ in compact subsets of $[0,1)$, so the derivative may be taken "
                r"out.",
                r"Without spectra: differentiate $\nu\,\mathbb{E}|h|^{2}=\nu P/(1-\nu^{2})$ with "
                r"$P=G(\lambda)+\overline{G(\lambda)}$ and compare with the general form of the "
                r"sensitivity.",
                r"The measure must be one of frequencies, that is the input stationary: for an "
                r"impulse $x_{0}$ alone, seen at time $n$, $h=\lambda^{n}x_{0}$ and the two sides "
                r"are $n^{2}\nu^{2n-2}(1-\nu^{2})$ and $(2n+1)\nu^{2n}$, times $\mathbb{E}|x_{0}|"
                r"^{2}$. Stationary input with an empty start fails too.",
            ),
            parts=(
                Identity(
                    "any input, through its function G",
                    (1 - NU**2) * D(D(kernel, LAMBDA), LAMBDA_BAR),
                    kernel + NU * D(kernel, NU),
                    rules=(*TURNING[:2], *ANY_INPUT, *ALONG),
                    relations=(MODULUS,),
                ),
                Identity("at a single frequency", (1 - NU**2) * POWER**2, D(NU * POWER, NU)),
                Identity(
                    "the exponential input",
                    (1 - NU**2) * sensitivity(LAMBDA, LAMBDA_BAR),
                    concrete + NU * D(concrete, NU),
                    rules=TURNING[:2],
                    relations=(MODULUS,),
                ),
            ),
        ),
    )
