"""The geometry of the normalised loss under white input: hyperbolic secant and Poincare disc."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from sympy import Expr, I, Integer, Rational, Symbol

from derivations.field import value
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, U
from derivations.theorems.blocks import kernel
from derivations.theorems.theorem import Argument, D, Identity, Theorem

ZERO, HALF = Integer(0), Rational(1, 2)
E, E_0, U_0 = Symbol("e"), Symbol("e_0"), Symbol("u_0")  # e^omega, e^omega_0, the teacher's phase
LOG = Symbol("l")


def modulus(e: Expr) -> Expr:
    """Give tanh(omega) in e = exp(omega)."""
    return (e**2 - 1) / (e**2 + 1)


def gain(e: Expr) -> Expr:
    """Give sqrt(1 - tanh(omega)^2) = 1/cosh(omega) in e = exp(omega)."""
    return 2 * e / (e**2 + 1)


def normalised(e: Expr, e_0: Expr, u: Expr, u_0: Expr, rho: Expr = ZERO) -> Expr:
    """Write E|gamma h - gamma_0 h_0|^2 / 2 out at lambda = tanh(omega) u.

    Args:
        e: exp(omega) of the student.
        e_0: exp(omega_0) of the teacher.
        u: the student's phase, on the unit circle.
        u_0: the teacher's.
        rho: correlation of the input over one step.

    Returns:
        The loss.
    """
    at, bar = modulus(e) * u, modulus(e) / u
    at_0, bar_0 = modulus(e_0) * u_0, modulus(e_0) / u_0
    own = gain(e) ** 2 * kernel(at, bar, rho) + gain(e_0) ** 2 * kernel(at_0, bar_0, rho)
    cross = kernel(at, bar_0, rho) + kernel(at_0, bar, rho)
    return HALF * (own - gain(e) * gain(e_0) * cross)


def coherence() -> Expr:
    """Write |E h conj(h_0)|^2 / (E|h|^2 E|h_0|^2) out under white input."""
    cross = kernel(LAMBDA, LAMBDA_0_BAR, ZERO) * kernel(LAMBDA_0, LAMBDA_BAR, ZERO)
    own = kernel(LAMBDA, LAMBDA_BAR, ZERO) * kernel(LAMBDA_0, LAMBDA_0_BAR, ZERO)
    return cross / own


def cosh_distance() -> Expr:
    """Give cosh of the Poincare distance of lambda and lambda_0, of curvature -1."""
    gap = (LAMBDA - LAMBDA_0) * (LAMBDA_BAR - LAMBDA_0_BAR)
    return 1 + 2 * gap / ((1 - LAMBDA * LAMBDA_BAR) * (1 - LAMBDA_0 * LAMBDA_0_BAR))


def _numbers() -> Iterator[tuple[Expr, Expr, Expr]]:
    """List pairs of exp(omega) and common factors exp(shift), the simplest first."""
    few = [Rational(p, q) for p in range(1, 4) for q in range(1, 4) if p != q]
    yield from product(few, few, few)


def is_invariant(u: Expr, u_0: Expr, rho: Expr) -> bool:
    """Search for two losses that differ although omega - omega_0 is the same.

    Args:
        u: the student's phase.
        u_0: the teacher's.
        rho: correlation of the input over one step.

    Returns:
        True when none was found.
    """
    return all(
        value(normalised(a, b, u, u_0, rho), {}) == value(normalised(a * k, b * k, u, u_0, rho), {})
        for a, b, k in _numbers()
    )


def _needed() -> bool:
    one = Integer(1)
    return (
        is_invariant(one, one, ZERO)
        and not any(is_invariant(one, phase, ZERO) for phase in (-one, I))
        and not any(is_invariant(one, one, rho) for rho in (HALF, -HALF))
    )


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorems.

    Returns:
        The law of the hyperbolic secant, and the Poincare distance.
    """
    return _sech(), _poincare()


def _sech() -> Theorem:
    return Theorem(
        name="sech-law",
        title="the normalised loss depends on the distance of omega alone",
        statement=SECH,
        hypotheses=(
            r"$x$ is white with unit variance",
            r"$\lambda=\tanh(\omega)u$ and $\lambda_0=\tanh(\omega_0)u$ with one phase $|u|=1$; "
            r"$\omega,\omega_0$ real",
            r"$\gamma=\sqrt{1-|\lambda|^2}$ and $\gamma_0=\sqrt{1-|\lambda_0|^2}$ in both units",
        ),
        proof=SECH_PROOF,
        parts=(
            Identity(
                "the loss, with e = exp(omega) and e_0 = exp(omega_0)",
                normalised(E, E_0, U, U),
                1 - 2 / (E / E_0 + E_0 / E),
            ),
            Argument(
                "neither unequal phase nor correlated input leaves the loss a function of the gap",
                "search over small fractions for equal gaps with unequal losses; none at rho = 0",
                _needed,
            ),
        ),
        published=(
            "paper/C.1.2-loss-first",
            "paper/C.1.2-loss-second",
        ),
    )


def _poincare() -> Theorem:
    gap = (LAMBDA - LAMBDA_0) * (LAMBDA_BAR - LAMBDA_0_BAR)
    cross = (1 - LAMBDA * LAMBDA_0_BAR) * (1 - LAMBDA_0 * LAMBDA_BAR)
    density = 1 - LAMBDA * LAMBDA_BAR
    table = ((LAMBDA, LOG, -LAMBDA_BAR / density), (LAMBDA_BAR, LOG, -LAMBDA / density))
    return Theorem(
        name="poincare",
        title="the correlation of two states is a function of their hyperbolic distance",
        statement=POINCARE,
        hypotheses=(
            r"$x$ is white with unit variance",
            r"$|\lambda|<1$ and $|\lambda_0|<1$, complex",
        ),
        proof=POINCARE_PROOF,
        parts=(
            Identity(
                "the squared correlation is sech(d/2)^2 = 2/(1 + cosh d)",
                coherence(),
                2 / (1 + cosh_distance()),
            ),
            Identity("what is missing to 1 is tanh(d/2)^2", 1 - coherence(), gap / cross),
            Identity(
                "the metric 4 |d lambda|^2/(1 - |lambda|^2)^2 has curvature -1",
                D(D(LOG, LAMBDA), LAMBDA_BAR) * density**2,
                Integer(-1),
                table,
            ),
        ),
    )


SECH = r"""Let $y=\gamma h$ and $y_0=\gamma_0h_0$ be the normalised states of two units with
eigenvalues $\lambda=\tanh(\omega)u$ and $\lambda_0=\tanh(\omega_0)u$. Then
\[\tfrac12\mathbb{E}|y-y_0|^2=1-\operatorname{sech}(\omega-\omega_0)
=\frac{2\sinh^2\frac{\omega-\omega_0}{2}}{\cosh(\omega-\omega_0)}.\]
The loss is invariant under a common shift of $\omega$ and $\omega_0$: all teachers of one phase are
equally hard to learn, however long their memory. Its second derivative at the optimum is $1$."""
SECH_PROOF = (
    r"""$\gamma^2\mathbb{E}|h|^2=1$, so the loss is
$1-\operatorname{Re}\frac{\gamma\gamma_0}{1-\lambda\bar\lambda_0}$. With one phase
$\lambda\bar\lambda_0=\tanh\omega\tanh\omega_0$ is real, $\gamma=\operatorname{sech}\omega$, and
$(1-\tanh\omega\tanh\omega_0)\cosh\omega\cosh\omega_0=\cosh(\omega-\omega_0)$. In $e=e^{\omega}$
all of this is rational: $\tanh\omega=\frac{e^2-1}{e^2+1}$, $\gamma=\frac{2e}{e^2+1}$ and
$\operatorname{sech}(\omega-\omega_0)=\frac{2}{e/e_0+e_0/e}$.""",
    r"""Each hypothesis is needed. With phases $u\neq u_0$ the real part of
$\frac{\gamma\gamma_0}{1-\tanh\omega\tanh\omega_0\,u\bar u_0}$ changes under a common shift; at
$u=-u_0$ it is $\operatorname{sech}(\omega+\omega_0)$. With $\rho\neq0$ and these gains even
$\gamma^2\mathbb{E}|h|^2$ changes.""",
)
POINCARE = r"""Let $d$ be the distance of $\lambda$ and $\lambda_0$ in the unit disc with the metric
$\frac{4|d\lambda|^2}{(1-|\lambda|^2)^2}$, of curvature $-1$. Then
\[\frac{|\mathbb{E}[h\bar h_0]|}{\sqrt{\mathbb{E}|h|^2\,\mathbb{E}|h_0|^2}}
=\Bigl|\frac{\gamma\gamma_0}{1-\bar\lambda\lambda_0}\Bigr|=\operatorname{sech}\frac d2,
\qquad\gamma=\sqrt{1-|\lambda|^2},\ \gamma_0=\sqrt{1-|\lambda_0|^2}.\]
Hence every conformal map of the disc onto itself leaves the modulus of the correlation of all
pairs of states as it is."""
POINCARE_PROOF = (
    r"""Under white input $\mathbb{E}[h\bar h_0]=\frac{1}{1-\lambda\bar\lambda_0}$, so the squared
modulus of the correlation is $\frac{(1-|\lambda|^2)(1-|\lambda_0|^2)}{|1-\bar\lambda\lambda_0|^2}$.
The distance in this metric is $\cosh d=1+\frac{2|\lambda-\lambda_0|^2}
{(1-|\lambda|^2)(1-|\lambda_0|^2)}$, and $\operatorname{sech}^2\frac d2=\frac{2}{1+\cosh d}$ is
the same fraction because $|1-\bar\lambda\lambda_0|^2=|\lambda-\lambda_0|^2
+(1-|\lambda|^2)(1-|\lambda_0|^2)$.""",
    r"""The formula for $d$: both sides are invariant under the maps
$z\mapsto\frac{z-\lambda_0}{1-\bar\lambda_0z}$, which are isometries of the metric, so take
$\lambda_0=0$, where radii are geodesics: $d=\int_0^{|\lambda|}\frac{2\,dr}{1-r^2}
=2\operatorname{artanh}|\lambda|$ and $\cosh d=\frac{1+|\lambda|^2}{1-|\lambda|^2}$. A metric
$e^{2\phi}|d\lambda|^2$ has curvature $-4e^{-2\phi}\partial_{\lambda}\partial_{\bar\lambda}\phi$;
with $\phi=\log2-\log(1-|\lambda|^2)$ this is $-1$. For one phase $d=2|\omega-\omega_0|$, which is
the law of the hyperbolic secant.""",
)
