"""A theorem about the modulus of an eigenvalue: what normalisation for white input does to any."""

from __future__ import annotations

from functools import cache

from derivations.symbols import LAMBDA, LAMBDA_BAR, NU
from derivations.theorems.kernels_forms import (
    G_A,
    G_B,
    GAMMA,
    LINE,
    MODULUS,
    OMEGA,
    SLOPE_A,
    SLOPE_B,
    TURNING,
    normalised,
)
from derivations.theorems.theorem import D, Identity, Theorem

WHITE_GAIN = (GAMMA, 1 - LAMBDA * LAMBDA_BAR)
RESPONSE, ANSWER = GAMMA / (1 - NU * LINE), GAMMA / (1 - NU / LINE)


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorem about the modulus of an eigenvalue."""
    kernel = (G_A + G_B) / (1 - LAMBDA * LAMBDA_BAR)
    table = ((LAMBDA, G_A, SLOPE_A), (LAMBDA_BAR, G_B, SLOPE_B), (NU, GAMMA, -NU / GAMMA))
    return (
        Theorem(
            name="radial-sensitivity",
            title="the relative sensitivity to the modulus is the same under every input",
            statement=(
                r"Let $\lambda=\nu u$ with $|u|=1$ fixed and $\gamma=\sqrt{1-\nu^{2}}$. Then "
                r"$\mathbb{E}|\partial_{\nu}(\gamma h)|^{2}=\frac{\mathbb{E}|h|^{2}}{1-\nu^{2}}="
                r"\frac{\mathbb{E}|\gamma h|^{2}}{(1-\nu^{2})^{2}}$ for every stationary input, "
                r"real or complex, whatever its spectrum. Hence with $\nu=\tanh\omega$, "
                r"$\mathbb{E}|\partial_{\omega}(\gamma h)|^{2}=\mathbb{E}|\gamma h|^{2}$."
            ),
            hypotheses=(
                r"$\mathbb{E}[x_{s}\bar{x}_{t}]$ depends on $s-t$ alone and is finite",
                r"$0\leq\nu<1$, $|u|=1$; $\gamma$ is differentiated",
            ),
            proof=(
                r"The spectral representation $x_{t}=\int e^{it\phi}\,dZ(\phi)$ turns "
                r"expectations into integrals against a positive measure: $\gamma h=\int f\,dZ$ "
                r"with $f=\frac{\gamma}{1-\nu w}$, $w=ue^{-i\phi}$, $|w|=1$. Now "
                r"$\frac{\partial_{\nu}f}{f}=-\frac{\nu}{1-\nu^{2}}+\frac{w}{1-\nu "
                r"w}=\frac{w-\nu}{(1-\nu^{2})(1-\nu w)}$, and $|w-\nu|=|1-\nu w|$ on the circle. "
                r"So $|\partial_{\nu}f|=\frac{|f|}{1-\nu^{2}}$ at every single frequency; square "
                r"and integrate. As $f$ and its derivative are continuous on the circle, "
                r"differentiation and integral commute.",
                r"Without spectra: with $P=G(\lambda)+\overline{G(\lambda)}$ and $Q=\lambda "
                r"G'(\lambda)+\overline{\lambda G'(\lambda)}=\nu\,\partial_{\nu}P$, "
                r"$\mathbb{E}|h|^{2}=P/(1-\nu^{2})$ and $\mathbb{E}|\partial_{"
                r"\lambda}h|^{2}=Q/(1-\nu^{2})^{2}+P(1+\nu^{2})/(1-\nu^{2})^{3}$; in "
                r"$\gamma'^{2}\,\mathbb{E}|h|^{2}+\gamma\gamma'\,\partial_{\nu}\mathbb{E}|h|^{2}+"
                r"\gamma^{2}\,\mathbb{E}|\partial_{\lambda}h|^{2}$, with $\gamma'=-\nu/\gamma$, "
                r"all that is not $P/(1-\nu^{2})^{2}$ cancels.",
                r"The symbols $G_{a}$, $G_{b}$ below are $G(\lambda)$ and $\overline{G(\lambda)}$; "
                r"they are independent, so complex inputs are included. The angle has no such law: "
                r"$\mathbb{E}|\partial_{\theta}(\gamma h)|^{2}=\nu^{2}(1-\nu^{2})\,\mathbb{E}|"
                r"\partial_{\lambda}h|^{2}$ depends on the input.",
            ),
            parts=(
                Identity(
                    "any input, through its function G",
                    normalised(GAMMA, NU, NU, kernel),
                    kernel / (1 - LAMBDA * LAMBDA_BAR),
                    rules=(*TURNING, *table),
                    relations=(MODULUS, WHITE_GAIN),
                ),
                Identity(
                    "at a single frequency",
                    D(RESPONSE, NU) * D(ANSWER, NU),
                    RESPONSE * ANSWER / (1 - NU**2) ** 2,
                    rules=((NU, GAMMA, -NU / GAMMA),),
                    relations=((GAMMA, 1 - NU**2),),
                ),
                Identity(
                    "at a single frequency, with nu = tanh omega",
                    D(RESPONSE, OMEGA) * D(ANSWER, OMEGA),
                    RESPONSE * ANSWER,
                    rules=((OMEGA, NU, 1 - NU**2), (OMEGA, GAMMA, -NU * GAMMA)),
                    relations=((GAMMA, 1 - NU**2),),
                ),
            ),
        ),
    )
