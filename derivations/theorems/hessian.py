"""The Hessian of one unit's loss where the student equals the teacher."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Rational, Symbol

from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, NU, RHO, U
from derivations.system import Rule
from derivations.theorems.blocks import TURN, UNIT, kernel, sensitivity, vanishes
from derivations.theorems.loss import loss
from derivations.theorems.theorem import Argument, D, Identity, Positivity, Theorem, expanded

ZERO, HALF, ONE = Integer(0), Rational(1, 2), Integer(1)
RE, IM, ANGLE, WEIGHT, WEIGHT_0 = (Symbol(name) for name in ("x", "y", "theta", "c", "c_0"))
GAIN, GAIN_0, NU_0, U_0 = Symbol("gamma"), Symbol("gamma_0"), Symbol("nu_0"), Symbol("u_0")
PLANE: tuple[Rule, ...] = (
    (RE, LAMBDA, ONE),
    (RE, LAMBDA_BAR, ONE),
    (IM, LAMBDA, UNIT),
    (IM, LAMBDA_BAR, -UNIT),
)
POLAR: tuple[Rule, ...] = ((ANGLE, U, UNIT * U), (NU, GAIN, -NU / GAIN))
OPTIMUM = {
    LAMBDA_0: LAMBDA,
    LAMBDA_0_BAR: LAMBDA_BAR,
    NU_0: NU,
    U_0: U,
    GAIN_0: GAIN,
    WEIGHT_0: WEIGHT,
}
POINT = {LAMBDA: NU * U, LAMBDA_BAR: NU / U, LAMBDA_0: NU_0 * U_0, LAMBDA_0_BAR: NU_0 / U_0}


def at_optimum(value: Expr, first: Symbol, second: Symbol, rules: tuple[Rule, ...]) -> Expr:
    """Differentiate a loss twice by the student's parameters, then let the teacher equal it.

    Args:
        value: the loss.
        first: a parameter.
        second: another, or the same.
        rules: how the loss's symbols depend on them.

    Returns:
        The entry of the Hessian, carried out: the teacher's symbols are constant until the end.
    """
    slopes = Identity("", D(D(value, first), second), ZERO, rules)
    return expanded(slopes)[0].xreplace(OPTIMUM)


def normalised() -> Expr:
    """Write the loss of two normalised units under white input, in polar form.

    Returns:
        E|gamma h - gamma_0 h_0|^2 / 2.
    """
    at, bar, at_0, bar_0 = (POINT[s] for s in (LAMBDA, LAMBDA_BAR, LAMBDA_0, LAMBDA_0_BAR))
    own = GAIN**2 * kernel(at, bar, ZERO) + GAIN_0**2 * kernel(at_0, bar_0, ZERO)
    cross = kernel(at, bar_0, ZERO) + kernel(at_0, bar, ZERO)
    return HALF * (own - GAIN * GAIN_0 * cross)


def readout() -> Expr:
    """Write the loss of c h(lambda) against c_0 h(lambda_0), all real."""
    own = WEIGHT**2 * kernel(LAMBDA, LAMBDA) + WEIGHT_0**2 * kernel(LAMBDA_0, LAMBDA_0)
    return HALF * (own - 2 * WEIGHT * WEIGHT_0 * kernel(LAMBDA, LAMBDA_0))


def _entry(says: str, left: Expr, right: Expr, *more: tuple[Symbol, Expr]) -> Identity:
    return Identity(f"{says}; derivatives carried out first", left, right, (), (TURN, *more))


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorems.

    Returns:
        The Hessian of a unit alone, and with its read-out.
    """
    return _unit(), _neuron()


def _unit() -> Theorem:
    true = sensitivity(LAMBDA, LAMBDA_BAR)
    polar = loss().xreplace(POINT)
    there = true.xreplace(POINT)
    gain = (GAIN, 1 - NU**2)
    metric, white = (1 - NU**2) ** -2, normalised()
    plane = [at_optimum(loss(), a, b, PLANE) for a, b in ((RE, RE), (IM, IM), (RE, IM))]
    turned = [at_optimum(polar, a, b, POLAR) for a, b in ((NU, NU), (ANGLE, ANGLE), (NU, ANGLE))]
    even = [at_optimum(white, a, b, POLAR) for a, b in ((NU, NU), (ANGLE, ANGLE), (NU, ANGLE))]
    return Theorem(
        name="hessian-at-optimum",
        title="the Hessian of one unit's loss at the optimum",
        statement=UNIT_STATEMENT,
        hypotheses=UNIT_HYPOTHESES,
        proof=UNIT_PROOF,
        parts=(
            _entry("real-real", plane[0], true),
            _entry("imaginary-imaginary", plane[1], true),
            _entry("real-imaginary", plane[2], ZERO),
            _entry("radius-radius", turned[0], there),
            _entry("angle-angle", turned[1], NU**2 * there),
            _entry("radius-angle", turned[2], ZERO),
            _entry("radius-radius, normalised, white", even[0], metric, gain),
            _entry("angle-angle, normalised, white", even[1], NU**2 * (1 + NU**2) * metric, gain),
            _entry("radius-angle, normalised, white", even[2], ZERO, gain),
        ),
        published=(
            "paper/C.1.2-nu",
            "paper/C.1.2-theta",
        ),
    )


def determinant() -> Expr:
    """Give the determinant of the one-neuron Hessian in closed form."""
    above = WEIGHT**2 * (1 - RHO**2) * (1 - RHO**2 * LAMBDA**4)
    return above / ((1 - LAMBDA**2) ** 4 * (1 - RHO * LAMBDA) ** 4)


def _singular_at_one() -> bool:
    return all(vanishes(determinant().subs(RHO, end), {}) for end in (1, -1))


def _neuron() -> Theorem:
    state, slope = kernel(LAMBDA, LAMBDA), sensitivity(LAMBDA, LAMBDA)
    cross = D(state, LAMBDA) / 2
    entries = [
        at_optimum(readout(), a, b, ())
        for a, b in ((LAMBDA, LAMBDA), (LAMBDA, WEIGHT), (WEIGHT, WEIGHT))
    ]
    return Theorem(
        name="one-neuron-determinant",
        title="the determinant of one neuron's Hessian",
        statement=NEURON_STATEMENT,
        hypotheses=(
            r"$R(\Delta)=\rho^{|\Delta|}$ with $|\rho|<1$",
            r"$\lambda$ real with $-1<\lambda<1$, and $c\neq0$ real",
            r"the student equals the teacher, $\lambda=\lambda_0$ and $c=c_0$",
        ),
        proof=NEURON_PROOF,
        parts=(
            Identity(
                "the determinant",
                entries[0] * entries[2] - entries[1] ** 2,
                determinant(),
            ),
            Identity("by lambda twice", entries[0], WEIGHT**2 * slope),
            Identity("by lambda and c", entries[1], WEIGHT * cross),
            Identity("by c twice", entries[2], state),
            Positivity(
                "it is positive",
                (1 - RHO**2) * (1 - RHO**2 * LAMBDA**4),
                ((LAMBDA, "unit"), (RHO, "unit")),
                strict=True,
            ),
            Argument("it is zero at rho = 1 and -1", "both ends put in", _singular_at_one),
        ),
    )


UNIT_STATEMENT = r"""Let $L=\frac12\mathbb{E}|h-h_0|^2$ with the complex states of
$h_{t+1}=\lambda h_t+x_{t+1}$ and of the same with $\lambda_0$. At $\lambda=\lambda_0$ its gradient
is $0$ and its Hessian is
\[S(\lambda,\bar\lambda)\begin{pmatrix}1&0\\0&1\end{pmatrix}\ \text{in}\
(\operatorname{Re}\lambda,\operatorname{Im}\lambda),\qquad
\begin{pmatrix}S(\lambda,\bar\lambda)&0\\0&\nu^2S(\lambda,\bar\lambda)\end{pmatrix}\ \text{in}\
(\nu,\theta),\ \lambda=\nu e^{i\theta}.\]
For white input and the normalised states $\gamma h$, $\gamma=\sqrt{1-\nu^2}$ differentiated, it is
\[\begin{pmatrix}\frac{1}{(1-\nu^2)^2}&0\\0&\frac{\nu^2(1+\nu^2)}{(1-\nu^2)^2}\end{pmatrix}
\ \text{in}\ (\nu,\theta).\]"""
UNIT_HYPOTHESES = (
    r"$x$ is real with $R(\Delta)=\rho^{|\Delta|}$, $|\rho|\le1$; the last formula: $\rho=0$",
    r"$|\lambda|<1$, and $\lambda=\lambda_0$",
    r"the loss compares complex states; comparing real parts gives another matrix",
)
UNIT_PROOF = (
    r"""$2L=K(\lambda,\bar\lambda)+K(\lambda_0,\bar\lambda_0)-K(\lambda,\bar\lambda_0)
-K(\lambda_0,\bar\lambda)$ is a rational function of $\lambda$ and $\bar\lambda$, which are
differentiated as two variables, the teacher's being constant. At $\lambda=\lambda_0$ the
derivatives $\partial_{\lambda}L$ and $\partial_{\lambda}^2L$ are differences of equal terms, hence
$0$, and $\partial_{\lambda}\partial_{\bar\lambda}L=\frac12S(\lambda,\bar\lambda)$. With
$\partial_{\operatorname{Re}\lambda}=\partial_{\lambda}+\partial_{\bar\lambda}$ and
$\partial_{\operatorname{Im}\lambda}=i(\partial_{\lambda}-\partial_{\bar\lambda})$ the first matrix
follows. The Jacobian from $(\nu,\theta)$ to the plane is a rotation times
$\operatorname{diag}(1,\nu)$, and the gradient vanishes, so the second follows.""",
    r"""The same without formulas, for every stationary input, real or not:
$h(\lambda_0+\delta)-h(\lambda_0)=\delta\,\partial_{\lambda}h+O(\delta^2)$ because $h$ is
holomorphic in $\lambda$, so
$L=\frac12|\delta|^2\,\mathbb{E}|\partial_{\lambda}h|^2+O(|\delta|^3)$.""",
    r"""With $\gamma$ the state is no longer holomorphic. The loss under white input,
$1-\operatorname{Re}\frac{\gamma\gamma_0}{1-\lambda\bar\lambda_0}$, is differentiated with
$\gamma'=-\nu/\gamma$ and $\partial_{\theta}u=iu$, and the teacher is put equal to the student at
the end.""",
)
NEURON_STATEMENT = r"""Let $y=ch$ with $h_{t+1}=\lambda h_t+x_{t+1}$ be fitted to
$y_0=c_0h_0$ by $L=\frac12\mathbb{E}(y-y_0)^2$. At the optimum the Hessian in $(\lambda,c)$ and its
determinant are
\[H=\begin{pmatrix}c^2S&c\,\mathbb{E}[h\,\partial_{\lambda}h]\\
c\,\mathbb{E}[h\,\partial_{\lambda}h]&K\end{pmatrix},\qquad
\det H=\frac{c^2(1-\rho^2)(1-\rho^2\lambda^4)}{(1-\lambda^2)^4(1-\rho\lambda)^4},\]
with $K$ and $S$ at $(\lambda,\lambda)$. So $H$ is positive definite."""
NEURON_PROOF = (
    r"""At the optimum $H=\mathbb{E}[\nabla y\,\nabla y^{\top}]$ with
$\nabla y=(c\,\partial_{\lambda}h,h)$; the terms with second derivatives of $y$ are multiplied by
$y-y_0=0$. The entries are $c^2S$, $\frac c2\partial_{\lambda}K(\lambda,\lambda)$ and $K$, and
the determinant follows from their closed forms. It equals $c^2K^2\,
\partial_a\partial_b\log K(a,b)$ at $a=b=\lambda$, because
$KS-K_aK_b=K^2\,\partial_a\partial_b\log K$.""",
    r"""For $|\rho|<1$ and $|\lambda|<1$ every factor is positive. At $\rho=\pm1$ it is $0$: the
state
is $h=\frac{x}{1\mp\lambda}$, and $c$ can undo what $\lambda$ does. At
$c=0$ the loss does not depend on $\lambda$.""",
)
