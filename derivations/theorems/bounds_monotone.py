"""A theorem: more correlation makes states larger and more sensitive where lambda is positive."""

from __future__ import annotations

from functools import cache
from itertools import product

from sympy import Expr, Integer, Rational
from sympy import I as IMAGINARY

from derivations.field import value
from derivations.general import A, B
from derivations.symbols import LAMBDA, RHO
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.kernels_forms import G_A, G_B, pick
from derivations.theorems.theorem import Argument, D, Identity, Positivity, Theorem

BOX = ((A, "unit"), (B, "unit"), (RHO, "unit"))
FLIPPED = {A: -A, B: -B, RHO: -RHO}
ORDERS = 5


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorem about growth with the correlation."""
    kernel, slopes = state(LAMBDA, LAMBDA), sensitivity(LAMBDA, LAMBDA)
    near, both = 1 - RHO * LAMBDA, 1 - LAMBDA**2
    return (
        Theorem(
            name="monotone",
            title="how both moments grow with the correlation of the input",
            statement=(
                r"(i) Let $a,b\geq 0$. If two inputs have $R_{1}(k)\leq R_{2}(k)$ for all $k$, "
                r"then $K_{1}(a,b)\leq K_{2}(a,b)$ and $S_{1}(a,b)\leq S_{2}(a,b)$. If no $R(k)$ "
                r"is negative, $K$ and $S$ do not decrease with $a$ or $b$. (ii) For "
                r"$R(\Delta)=\rho^{|\Delta|}$ and real $\lambda$: $\partial_{\rho}"
                r"\mathbb{E}[h^{2}]=\frac{2\lambda}{(1-\lambda^{2})(1-\rho\lambda)^{2}}$ and "
                r"$\partial_{\rho}\mathbb{E}[(\partial_{\lambda}h)^{2}]=\frac{4\lambda(1-\rho"
                r"\lambda^{3})}{(1-\lambda^{2})^{3}(1-\rho\lambda)^{3}}$. So both strictly "
                r"increase with $\rho$ on all of $[-1,1]$ for $\lambda>0$, and strictly decrease "
                r"for $\lambda<0$. (iii) $K$ and $S$ do not change when $a$, $b$ and $\rho$ "
                r"change sign together; for any input, when $a$ and $b$ change sign and $R(k)$ "
                r"becomes $(-1)^{k}R(k)$."
            ),
            hypotheses=(
                r"real stationary inputs; $|a|<1$, $|b|<1$",
                r"(i) $a,b\geq 0$, real",
                r"(ii) $R(\Delta)=\rho^{|\Delta|}$, $|\rho|\leq 1$, $-1<\lambda<1$, real",
            ),
            proof=(
                r"(i) $K=\sum_{n,m\geq 0}a^{n}b^{m}R(n-m)$ and $S=\sum_{n,m\geq 1}nm\,a^{n-1}"
                r"b^{m-1}R(n-m)$ converge absolutely, and $R$ has coefficients that are not "
                r"negative.",
                r"(ii) Differentiate the closed forms. For $|\rho|\leq 1$ and $|\lambda|<1$ every "
                r"factor of the right sides but $\lambda$ is positive.",
                r"(iii) Give $x_{t}$ the sign $(-1)^{t}$: $R(k)$ becomes $(-1)^{k}R(k)$, and "
                r"$a^{n}b^{m}(-1)^{n+m}(-1)^{n-m}=a^{n}b^{m}$; for $S$ the two derivatives bring "
                r"two signs more.",
                r"(ii) needs equal real eigenvalues: with $a$ and $b$ of opposite sign, or complex "
                r"$\lambda$ of positive real part, both moments can decrease with $\rho$. That the "
                r"increase extends to negative $\rho$ is more than (i) gives.",
            ),
            parts=(
                Identity(
                    "(ii): the variance by rho", D(kernel, RHO), 2 * LAMBDA / (both * near**2)
                ),
                Identity(
                    "(ii): the sensitivity by rho",
                    D(slopes, RHO),
                    4 * LAMBDA * (1 - RHO * LAMBDA**3) / (both**3 * near**3),
                ),
                Identity("(iii): K keeps, as a Pick kernel", _flipped_pick(), state(A, B)),
                Identity(
                    "(iii): S keeps, as a derivative of K",
                    D(D(state(A, B).xreplace(FLIPPED), A), B),
                    sensitivity(A, B),
                ),
                Positivity("(i): K is positive", state(A, B), BOX, strict=True),
                Positivity("(i): S is positive", sensitivity(A, B), BOX, strict=True),
                Positivity("(i): K increases with rho", state(A, B).diff(RHO), BOX),
                Positivity("(i): S increases with rho", sensitivity(A, B).diff(RHO), BOX),
                Positivity("(i): S increases with a", sensitivity(A, B).diff(A), BOX),
                Argument(
                    "both moments can decrease with rho at complex lambda of positive real part",
                    "a point is found by search over exact complex numbers",
                    lambda: decreases(complex_too=True),
                ),
                Argument(
                    "both can decrease for a and b of opposite sign",
                    "a point is found by search over exact numbers",
                    lambda: decreases(complex_too=False),
                ),
            ),
        ),
    )


def _flipped_pick() -> Expr:
    """Give (G(-a) + G(-b)) / (1 - ab) with the function G of correlation -rho."""
    half = Rational(1, 2)
    first, second = (half + RHO * z / (1 - RHO * z) for z in (A, B))
    return pick().xreplace({G_A: first.xreplace(FLIPPED), G_B: second.xreplace(FLIPPED)})


def decreases(*, complex_too: bool) -> bool:
    """Search for points where K, and where S, falls with rho though one eigenvalue is positive.

    Args:
        complex_too: whether to look at conjugate pairs, or at real ones of opposite sign.

    Returns:
        True if a point was found for each.
    """
    steps = [Rational(k, ORDERS) for k in range(1, ORDERS)]
    if complex_too:
        turned = [x + IMAGINARY * y for x, y in product(steps, repeat=2) if x**2 + y**2 < 1]
        pairs = [(z, z.conjugate()) for z in turned]
    else:
        pairs = [(x, -y) for x, y in product(steps, repeat=2)]
    places = [{A: a, B: b, RHO: rho} for (a, b), rho in product(pairs, steps)]
    slopes = (state(A, B).diff(RHO), sensitivity(A, B).diff(RHO))
    return all(any(_negative(slope, place) for place in places) for slope in slopes)


def _negative(slope: Expr, place: dict[Expr, Expr]) -> bool:
    found = value(slope, place)
    return bool(found.is_real and found < Integer(0))
