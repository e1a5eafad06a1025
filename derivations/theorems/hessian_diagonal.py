"""The Hessian of a diagonal complex network with real output, in two kinds of coordinates."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Rational, Symbol

from derivations.symbols import NU, U
from derivations.system import Rule
from derivations.theorems.blocks import TURN, UNIT
from derivations.theorems.theorem import D, Identity, Theorem

ONE, QUARTER = Integer(1), Rational(1, 4)
M, M_BAR, M_0, M_0_BAR = (Symbol(name) for name in ("m", "m_bar", "m_0", "m_0_bar"))
RE, IM, RE_0, IM_0 = (Symbol(name) for name in ("x", "y", "x_0", "y_0"))
ANGLE, ANGLE_0, NU_0, U_0 = (Symbol(name) for name in ("theta", "theta_0", "nu_0", "u_0"))
PAIRS = ("a_b", "a_b_bar", "a_bar_b", "a_bar_b_bar")  # arguments a = lambda_i, b = lambda_j
KERNEL, SLOPE, S = (tuple(Symbol(f"{k}_{pair}") for pair in PAIRS) for k in ("K", "dK", "S"))
WEIGHTS = (M * M_0, M * M_0_BAR, M_BAR * M_0, M_BAR * M_0_BAR)


def outputs() -> Expr:
    """Write E[y_i y_j] out, y = Re[m h(lambda)] with m = c b."""
    return QUARTER * sum((w * k for w, k in zip(WEIGHTS, KERNEL, strict=True)), Integer(0))


def chain(first: Symbol, second: Symbol) -> tuple[Rule, ...]:
    """Differentiate K by a parameter of its first argument, then by one of its second.

    Args:
        first: a coordinate of lambda_i.
        second: a coordinate of lambda_j.

    Returns:
        The chain rule at each pair of arguments, conjugates or not.
    """
    one, two = _rates(first), _rates(second)
    return tuple(
        rule
        for k in range(len(PAIRS))
        for rule in (
            (first, KERNEL[k], one[k // 2] * SLOPE[k]),
            (second, SLOPE[k], two[k % 2] * S[k]),
        )
    )


def _rates(coordinate: Symbol) -> tuple[Expr, Expr]:
    """Give the derivatives of an eigenvalue and of its conjugate by a coordinate of it."""
    rates: dict[Symbol, tuple[Expr, Expr]] = {}
    for x, y, nu, angle, u in ((RE, IM, NU, ANGLE, U), (RE_0, IM_0, NU_0, ANGLE_0, U_0)):
        rates |= {x: (ONE, ONE), y: (UNIT, -UNIT)}
        rates |= {nu: (u, 1 / u), angle: (UNIT * nu * u, -UNIT * nu / u)}
    return rates[coordinate]


def real_part(a: int, b: int, turn: Expr = ONE, turn_0: Expr = ONE) -> Expr:
    """Give Re(a e e_0 A + b e conj(e_0) B) / 2.

    Args:
        a: sign of A = m m_0 S(lambda_i, lambda_j).
        b: sign of B = m conj(m_0) S(lambda_i, conj lambda_j).
        turn: e, on the unit circle.
        turn_0: e_0, on the unit circle.

    Returns:
        The real part, through the conjugates' own symbols.
    """
    first, second = _both(turn, turn_0)
    return QUARTER * (a * sum(first) + b * sum(second))


def imaginary_part(a: int, b: int, turn: Expr = ONE, turn_0: Expr = ONE) -> Expr:
    """Give Im(a e e_0 A + b e conj(e_0) B) / 2; the arguments are those of `real_part`."""
    first, second = _both(turn, turn_0)
    return -UNIT * QUARTER * (a * (first[0] - first[1]) + b * (second[0] - second[1]))


def _both(turn: Expr, turn_0: Expr) -> tuple[tuple[Expr, Expr], tuple[Expr, Expr]]:
    """Give e e_0 A and e conj(e_0) B, each with its conjugate."""
    a, b, b_bar, a_bar = (w * s for w, s in zip(WEIGHTS, S, strict=True))
    together, apart = turn * turn_0, turn / turn_0
    return (together * a, a_bar / together), (apart * b, b_bar / apart)


def _entry(says: str, first: Symbol, second: Symbol, right: Expr) -> Identity:
    return Identity(says, D(D(outputs(), first), second), right, chain(first, second), (TURN,))


def _trace() -> Identity:
    left = D(D(outputs(), RE), RE_0) + D(D(outputs(), IM), IM_0)
    b, b_bar = (WEIGHTS[k] * S[k] for k in (1, 2))
    rules = (*chain(RE, RE_0), *chain(IM, IM_0))
    return Identity("the trace of a block is Re B", left, (b + b_bar) / 2, rules, (TURN,))


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        It alone.
    """
    theorem = Theorem(
        name="diagonal-hessian",
        title="the Hessian of a diagonal complex network with real output",
        statement=STATEMENT,
        hypotheses=HYPOTHESES,
        proof=PROOF,
        parts=(
            _entry("real-real", RE, RE_0, real_part(1, 1)),
            _entry("real-imaginary", RE, IM_0, imaginary_part(-1, 1)),
            _entry("imaginary-real", IM, RE_0, imaginary_part(-1, -1)),
            _entry("imaginary-imaginary", IM, IM_0, real_part(-1, 1)),
            _entry("radius-radius", NU, NU_0, real_part(1, 1, U, U_0)),
            _entry("radius-angle", NU, ANGLE_0, NU_0 * imaginary_part(-1, 1, U, U_0)),
            _entry("angle-radius", ANGLE, NU_0, NU * imaginary_part(-1, -1, U, U_0)),
            _entry("angle-angle", ANGLE, ANGLE_0, NU * NU_0 * real_part(-1, 1, U, U_0)),
            _trace(),
        ),
        published=(
            "paper/eq-143-re-re",
            "paper/eq-143-re-im",
            "paper/eq-143-im-re",
            "paper/eq-143-im-im",
            "paper/C.2.3-trace",
            "paper/eq-152",
            "paper/eq-153",
            "paper/eq-154",
            "paper/eq-155",
        ),
    )
    return (theorem,)


STATEMENT = r"""Let $h_{i,t+1}=\lambda_ih_{i,t}+b_ix_{t+1}$ with complex $\lambda_i$, $b_i$,
$y=\operatorname{Re}\sum_ic_ih_i+dx$, and $L=\frac12\mathbb{E}(y-y_0)^2$. With
$A_{ij}=b_ib_jc_ic_jS(\lambda_i,\lambda_j)$ and
$B_{ij}=b_i\bar b_jc_i\bar c_jS(\lambda_i,\bar\lambda_j)$ the Hessian in
$(\operatorname{Re}\lambda,\operatorname{Im}\lambda)$ at an optimum has the blocks
\[H_{ij}=\frac12\begin{pmatrix}\operatorname{Re}(A+B)&\operatorname{Im}(-A+B)\\
\operatorname{Im}(-A-B)&\operatorname{Re}(-A+B)\end{pmatrix}_{ij},\qquad
\operatorname{Tr}H=\sum_i|b_i|^2|c_i|^2S(\lambda_i,\bar\lambda_i).\]
In polar coordinates $\lambda_i=\nu_ie_i$, $e_i=e^{i\theta_i}$, they are
\[\frac12\begin{pmatrix}\operatorname{Re}[e_ie_jA_{ij}+e_i\bar e_jB_{ij}]&
\nu_j\operatorname{Im}[-e_ie_jA_{ij}+e_i\bar e_jB_{ij}]\\
\nu_i\operatorname{Im}[-e_ie_jA_{ij}-e_i\bar e_jB_{ij}]&
\nu_i\nu_j\operatorname{Re}[-e_ie_jA_{ij}+e_i\bar e_jB_{ij}]\end{pmatrix}.\]
If $\nu_i$ and $\theta_i$ are functions of parameters, rows and columns are multiplied by their
derivatives."""
HYPOTHESES = (
    r"$x$ is real and stationary, with any autocovariance for which the moments are finite",
    r"$|\lambda_i|<1$; the $\lambda_i$ are independent parameters, without conjugate partners",
    r"the student's output is the target, or differs from it by noise uncorrelated with $x$",
)
PROOF = (
    r"""At the optimum $H=\mathbb{E}[\nabla y\,\nabla y^{\top}]$. So the entry for two parameters,
one
of $\lambda_i$ and one of $\lambda_j$, is the mixed derivative of $\mathbb{E}[y_iy_j]$ with
$y_i=\operatorname{Re}[m_ih(\lambda_i)]$ and $m_i=b_ic_i$; for $i=j$ the two copies of
$\lambda_i$ are differentiated separately and put equal afterwards. Since
$4\,\mathbb{E}[y_iy_j]=m_im_jK(\lambda_i,\lambda_j)+m_i\bar m_jK(\lambda_i,\bar\lambda_j)$ plus
the conjugate, and $\partial_a\partial_bK(a,b)=S(a,b)$, the rules
$\partial_{\operatorname{Re}\lambda}\lambda=\partial_{\operatorname{Re}\lambda}\bar\lambda=1$ and
$\partial_{\operatorname{Im}\lambda}\lambda=i=-\partial_{\operatorname{Im}\lambda}\bar\lambda$ give
the four entries; $\partial_{\nu}\lambda=e$ and $\partial_{\theta}\lambda=i\nu e$ give the polar
ones.""",
    r"""The diagonal entries of one unit's block add up to $\operatorname{Re}B_{ii}=B_{ii}$, the
contributions of $A_{ii}$ cancelling.""",
    r"""$H$ is symmetric as a whole: $H_{\theta_i\nu_j}=H_{\nu_j\theta_i}$ because $A$ is symmetric
and $B_{ji}=\bar B_{ij}$. The sign of $B$ in the lower left entry follows from the one in the
upper right by this conjugation; equal signs in both would not be symmetric.""",
)
