"""A theorem: the spectrum of the input at the eigenvalue's own frequency decides the growth."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Rational, together
from sympy import I as IMAGINARY

from derivations.field import value
from derivations.general import A, B
from derivations.symbols import NU, RHO
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.kernels_forms import LINE
from derivations.theorems.theorem import Argument, D, Identity, Theorem


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorem about growth under any input."""
    density = (1 - RHO**2) / ((1 - RHO * A) * (1 - RHO / A))
    white = 1 / (1 - A * B)
    return (
        Theorem(
            name="spectral-growth",
            title="the input's spectrum at the eigenvalue's frequency decides the growth",
            statement=(
                r"Let $F$ be the spectral measure of the input, $\mathbb{E}[x_{t+k}\bar{x}_{t}]="
                r"\int e^{ik\phi}\,dF(\phi)$, and let $\lambda=\nu e^{i\theta}$ with $\nu\to 1$ at "
                r"fixed $\theta$. (i) $(1-\nu)^{2}\,\mathbb{E}|h|^{2}\to F(\{\theta\})$ and "
                r"$(1-\nu)^{4}\,\mathbb{E}|\partial_{\lambda}h|^{2}\to F(\{\theta\})$. (ii) If $F$ "
                r"has near $\theta$ a density $f/2\pi$ that is continuous at $\theta$, then "
                r"$(1-\nu^{2})\,\mathbb{E}|h|^{2}\to f(\theta)$ and $(1-\nu^{2})^{3}\,\mathbb{E}|"
                r"\partial_{\lambda}h|^{2}\to 2f(\theta)$. So the sensitivity grows with exponent "
                r"$4$ if and only if the input has a line at the eigenvalue's frequency, and with "
                r"exponent $3$ under (ii) if $f(\theta)>0$. For $R(\Delta)=\rho^{|\Delta|}$ and "
                r"$|\rho|<1$, $f(\theta)=\frac{1-\rho^{2}}{|1-\rho e^{i\theta}|^{2}}$."
            ),
            hypotheses=(
                r"$\mathbb{E}[x_{s}\bar{x}_{t}]$ depends on $s-t$ alone and is finite",
                r"$\theta$ is fixed while $\nu\to 1$",
            ),
            proof=(
                r"With $w=e^{i(\theta-\phi)}$, $\mathbb{E}|h|^{2}=\int|1-\nu w|^{-2}dF$ and "
                r"$\mathbb{E}|\partial_{\lambda}h|^{2}=\int|1-\nu w|^{-4}dF$.",
                r"(i) $\frac{1-\nu}{|1-\nu w|}\leq 1$, and it tends to $1$ for $w=1$ and to $0$ "
                r"for every other $w$; use dominated convergence.",
                r"(ii) $P=\frac{1-\nu^{2}}{|1-\nu w|^{2}}$ and $Q=\frac{(1-\nu^{2})^{3}}{(1+"
                r"\nu^{2})|1-\nu w|^{4}}$ are positive and have mean $1$ over the circle, since "
                r"$\frac{1}{1-\nu w}$ and its derivative have the coefficients $\nu^{n}$ and "
                r"$n\nu^{n-1}$; away from $w=1$ both tend to $0$ uniformly. So they are "
                r"approximate identities, and $1+\nu^{2}\to 2$.",
                r"The exponential input has the density $f(\phi)=\sum_{k}\rho^{|k|}e^{-ik\phi}$. "
                r"Without continuity (ii) can fail: at a jump of $f$ the limit is the mean of "
                r"both sides. A fixed angle is needed: on a path with $\theta\to\theta_{0}$ the "
                r"limit in (i) can be $0$ though $F(\{\theta_{0}\})>0$.",
            ),
            parts=(
                Identity(
                    "the exponential input: the variance on the circle, b = 1/a put in",
                    _on_circle((1 - A * B) * state(A, B)),
                    density,
                ),
                Identity(
                    "the exponential input: the sensitivity on the circle, b = 1/a put in",
                    _on_circle((1 - A * B) ** 3 * sensitivity(A, B)),
                    2 * density,
                ),
                Identity(
                    "the mean of |1 - nu w|^(-4), by white input",
                    D(D(white, A), B),
                    (1 + A * B) / (1 - A * B) ** 3,
                ),
                Argument(
                    "(1 - nu)/(1 - nu w) tends to 1 at w = 1 and to 0 elsewhere on the circle",
                    "a rational function at nu = 1",
                    lambda: all(_filtered(w) == Integer(w == 1) for w in circle()),
                    cases=f"{len(circle())} exact points of the circle",
                ),
            ),
            published=("paper/2.2-diverges",),
        ),
    )


def _on_circle(expression: Expr) -> Expr:
    return together(expression).cancel().xreplace({B: 1 / A})


def circle() -> tuple[Expr, ...]:
    """List some exact points of the unit circle."""
    turns = (Rational(p, q) for p, q in ((0, 1), (1, 1), (1, 2), (-3, 4), (5, 2)))
    return tuple(((1 + IMAGINARY * t) ** 2 / (1 + t**2)).expand() for t in turns)


def _filtered(w: Expr) -> Expr:
    reduced = ((1 - NU) / (1 - NU * LINE)).subs(LINE, w).cancel()
    return value(reduced, {NU: Integer(1)})
