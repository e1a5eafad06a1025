"""The loss of one unit against another, without the difference of large numbers."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Rational

from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, RHO
from derivations.theorems.blocks import kernel, vanishes
from derivations.theorems.theorem import Argument, D, Identity, Theorem

ZERO, HALF = Integer(0), Rational(1, 2)
POINTS = (LAMBDA, LAMBDA_0, LAMBDA_BAR, LAMBDA_0_BAR)


def divided(a: Expr, b: Expr, c: Expr, d: Expr, rho: Expr = RHO) -> Expr:
    """Give D_2(a, b; c, d), the divided difference K[a, b; c, d] of the kernel.

    Args:
        a: first argument of the first pair.
        b: second argument of the first pair.
        c: first argument of the second pair.
        d: second argument of the second pair.
        rho: correlation of the input over one step.

    Returns:
        A fraction without a pole at a = b or c = d.
    """
    e_1, e_4 = a + b + c + d, a * b * c * d
    e_3 = a * b * c + a * b * d + a * c * d + b * c * d
    pairs = (1 - a * c) * (1 - a * d) * (1 - b * c) * (1 - b * d)
    inner = 1 - e_4 - rho * e_3 + rho * e_4 * e_1 + rho**2 * e_4 * (1 - e_4)
    singles = (1 - rho * a) * (1 - rho * b) * (1 - rho * c) * (1 - rho * d)
    return ((1 - rho**2) * inner + rho**2 * pairs) / (pairs * singles)


def loss(rho: Expr = RHO) -> Expr:
    """Write E|h(lambda) - h(lambda_0)|^2 / 2 out.

    Args:
        rho: correlation of the input over one step.

    Returns:
        Half the sum of two moments less two cross moments.
    """
    own = kernel(LAMBDA, LAMBDA_BAR, rho) + kernel(LAMBDA_0, LAMBDA_0_BAR, rho)
    cross = kernel(LAMBDA, LAMBDA_0_BAR, rho) + kernel(LAMBDA_0, LAMBDA_BAR, rho)
    return HALF * (own - cross)


def _at_the_ends() -> bool:
    """Decide D_2 at rho = 1 and -1: the product of the four values of h, which never vanishes."""
    return all(vanishes(divided(*POINTS, Integer(end)) * _product(end) - 1, {}) for end in (1, -1))


def _product(end: int) -> Expr:
    answer: Expr = Integer(1)
    for point in POINTS:
        answer *= 1 - end * point
    return answer


def white() -> Expr:
    """Give the loss under white input.

    Returns:
        One fraction.
    """
    gap = (LAMBDA - LAMBDA_0) * (LAMBDA_BAR - LAMBDA_0_BAR)
    moduli = LAMBDA * LAMBDA_BAR * LAMBDA_0 * LAMBDA_0_BAR
    own = (1 - LAMBDA * LAMBDA_BAR) * (1 - LAMBDA_0 * LAMBDA_0_BAR)
    return (
        gap * (1 - moduli) / (2 * own * (1 - LAMBDA_BAR * LAMBDA_0) * (1 - LAMBDA * LAMBDA_0_BAR))
    )


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        It alone.
    """
    gap = (LAMBDA - LAMBDA_0) * (LAMBDA_BAR - LAMBDA_0_BAR)
    theorem = Theorem(
        name="cancellation-free-loss",
        title="the loss of one unit against another, free of cancellation",
        statement=STATEMENT,
        hypotheses=HYPOTHESES,
        proof=PROOF,
        parts=(
            Identity("the loss", loss(), HALF * gap * divided(*POINTS)),
            Identity(
                "at a = b, A = B it is the sensitivity kernel",
                D(D(kernel(LAMBDA, LAMBDA_0), LAMBDA), LAMBDA_0),
                divided(LAMBDA, LAMBDA, LAMBDA_0, LAMBDA_0),
            ),
            Identity("white input", loss(ZERO), white()),
            Argument(
                "at rho = 1 and -1 it is 1 over the product of the (1 - rho z), so not zero",
                "both ends put in",
                _at_the_ends,
            ),
        ),
        published=(
            "paper/C.1.1-rho-0",
            "paper/C.1.1-rho-1",
        ),
    )
    return (theorem,)


STATEMENT = r"""Let $h$ and $h_0$ be the states of $h_{t+1}=\lambda h_t+x_{t+1}$ and of the same
with $\lambda_0$. Then
\[L=\tfrac12\mathbb{E}|h-h_0|^2=\tfrac12|\lambda-\lambda_0|^2\,
D_2(\lambda,\lambda_0;\bar\lambda,\bar\lambda_0),\]
\[D_2(a,b;A,B)=\frac{K(a,A)-K(a,B)-K(b,A)+K(b,B)}{(a-b)(A-B)}\]
\[\phantom{D_2(a,b;A,B)}
=\frac{(1-\rho^2)X+\rho^2\Pi}{\Pi\,(1-\rho a)(1-\rho b)(1-\rho A)(1-\rho B)}\]
with $\Pi=(1-aA)(1-aB)(1-bA)(1-bB)$,
$X=1-e_4-\rho e_3+\rho e_4e_1+\rho^2e_4(1-e_4)$ and the elementary symmetric polynomials
$e_1,e_3,e_4$ of $a,b,A,B$. There is no pole at $a=b$ or $A=B$, and $D_2(a,a;A,A)=S(a,A)$. The
factor $D_2(\lambda,\lambda_0;\bar\lambda,\bar\lambda_0)$ is positive, so $L=0$ only at
$\lambda=\lambda_0$, and near it nothing is lost by subtraction. For white input
\[L=\frac{|\lambda-\lambda_0|^2(1-|\lambda|^2|\lambda_0|^2)}
{2(1-|\lambda|^2)(1-|\lambda_0|^2)|1-\bar\lambda\lambda_0|^2}.\]"""
HYPOTHESES = (
    r"$x$ is real with $R(\Delta)=\rho^{|\Delta|}$ and $|\rho|\le1$",
    r"$|\lambda|<1$ and $|\lambda_0|<1$, complex; both states are stationary and driven by the "
    r"same $x$",
)
PROOF = (
    r"""Since $x$ is real, $\mathbb{E}[h(a)\overline{h(b)}]=K(a,\bar b)$, so
$2L=K(\lambda,\bar\lambda)-K(\lambda,\bar\lambda_0)-K(\lambda_0,\bar\lambda)
+K(\lambda_0,\bar\lambda_0)$: the numerator of the divided difference at
$(a,b;A,B)=(\lambda,\lambda_0;\bar\lambda,\bar\lambda_0)$. Put the closed form of $K$ in, and
$(a-b)(A-B)$ divides the sum; the quotient is the second form of $D_2$. Letting $b\to a$ and
$B\to A$ in the first form gives $\partial_a\partial_AK(a,A)=S(a,A)$, which is the second form at
these arguments.""",
    r"""$h(\lambda)-h(\lambda_0)=(\lambda-\lambda_0)g$ with
$g_{t+1}=\lambda g_t+h_t(\lambda_0)$: subtract the two recurrences. So
$D_2=\mathbb{E}|g|^2=\int\frac{f(w)\,dw}{2\pi|1-\lambda e^{-iw}|^2|1-\lambda_0e^{-iw}|^2}$, with the
spectral density $f$, or measure, of the input: positive, as the input is not zero. This much holds
for every stationary input.""",
    r"""The form is free of the cancellation at $\lambda\to\lambda_0$ alone; where $|\lambda|$,
$|\lambda_0|$ and $|\rho|$ are all near $1$, the differences $1-aA$, $1-\rho a$ and $X$ have to be
formed with care.""",
)
