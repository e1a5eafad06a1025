"""A theorem: how fast variance and sensitivity grow as lambda and rho reach their ends."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Poly, Rational, Symbol, fraction, together

from derivations.field import identical
from derivations.symbols import LAMBDA, RHO
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.kernels_exponential import CORRELATED
from derivations.theorems.theorem import Argument, Identity, Positivity, Theorem

EPSILON, DELTA = 1 - LAMBDA, 1 - RHO
SMALL, RATE = Symbol("s"), Symbol("c")
BOTH = ((LAMBDA, "unit"), (RHO, "unit"))
NEGATIVE = ((LAMBDA, "unit"), (RHO, "minus_unit"))
PATHS = ((1, 2), (2, 3), (1, 1), (3, 2), (2, 1))  # p as a fraction


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorem about growth exponents under the exponential input."""
    kernel, slopes = state(LAMBDA, LAMBDA), sensitivity(LAMBDA, LAMBDA)
    both = EPSILON + DELTA
    plain = 1 / (EPSILON * both)
    steep = (2 * EPSILON + DELTA) / (2 * EPSILON**3 * both**2)
    cap = 1 / (1 - RHO * LAMBDA) ** 2 - EPSILON**3 * slopes
    return (
        Theorem(
            name="exponents",
            title="how fast variance and sensitivity grow near the unit circle",
            statement=STATEMENT,
            hypotheses=(
                CORRELATED + r", $|\rho|\leq 1$",
                r"$-1<\lambda<1$, real; (iii) $0\leq\lambda<1$ and $0\leq\rho\leq 1$",
            ),
            proof=PROOF,
            parts=(
                Positivity("(iii): S from above", steep * (1 + both) - slopes, BOTH),
                Positivity("(iii): S from below", slopes - steep * (1 - both), BOTH),
                Positivity("(iii): K from above", plain * (1 + both / 2) - kernel, BOTH),
                Positivity("(iii): K from below", kernel - plain * (1 - both / 2), BOTH),
                Positivity("(iv): positive rho", cap, BOTH),
                Positivity("(iv): negative rho", cap, NEGATIVE),
                Identity("(ii): K at rho = 1", kernel.xreplace({RHO: Integer(1)}), EPSILON**-2),
                Identity("(ii): S at rho = 1", slopes.xreplace({RHO: Integer(1)}), EPSILON**-4),
                Identity(
                    "(ii): S at rho = -1", slopes.xreplace({RHO: Integer(-1)}), (1 + LAMBDA) ** -4
                ),
                Argument(
                    "(i): both limits at fixed rho",
                    "rational functions are continuous where their denominator is not zero",
                    lambda: limits_are(Rational(1, 2), Rational(1, 4)),
                ),
                Argument(
                    "(iii): the limits along 1 - rho = c (1 - lambda)^p",
                    "the lowest powers of rational functions, for p below, at and above 1",
                    lambda: all(path_leads(p, q) for p, q in PATHS),
                    cases="p = " + ", ".join(str(Rational(p, q)) for p, q in PATHS),
                ),
            ),
            published=("paper/2.2-diverges",),
        ),
    )


STATEMENT = (
    r"Write $\varepsilon=1-\lambda$, $\delta=1-\rho$, $K=\mathbb{E}[h^{2}]$, $S=\mathbb{E}[("
    r"\partial_{\lambda}h)^{2}]$. (i) For fixed $|\rho|<1$, as $\lambda\to 1$: $\varepsilon K\to"
    r"\frac{1+\rho}{2(1-\rho)}$ and $\varepsilon^{3}S\to\frac{1+\rho}{4(1-\rho)}$; as $\lambda\to"
    r"-1$ the same holds with $1+\lambda$ for $\varepsilon$ and $-\rho$ for $\rho$. (ii) At $\rho="
    r"1$, $K=(1-\lambda)^{-2}$ and $S=(1-\lambda)^{-4}$; at $\rho=-1$, $K=(1+\lambda)^{-2}$ and "
    r"$S=(1+\lambda)^{-4}$. So at $\rho=1$ both are bounded as $\lambda\to-1$, and at $\rho=-1$ as "
    r"$\lambda\to 1$. (iii) In the corner, $\big|K\,\varepsilon(\varepsilon+\delta)-1\big|\leq"
    r"\frac{\varepsilon+\delta}{2}$ and $\Big|S\,\frac{2\varepsilon^{3}(\varepsilon+\delta)^{2}}{2"
    r"\varepsilon+\delta}-1\Big|\leq\varepsilon+\delta$. Along $\delta=c\,\varepsilon^{p}$ with "
    r"$c>0$, as $\varepsilon\to 0$: for $0<p<1$, $\varepsilon^{1+p}K\to\frac{1}{c}$ and "
    r"$\varepsilon^{3+p}S\to\frac{1}{2c}$; for $p=1$, $\varepsilon^{2}K\to\frac{1}{1+c}$ and "
    r"$\varepsilon^{4}S\to\frac{2+c}{2(1+c)^{2}}$; for $p>1$, $\varepsilon^{2}K\to 1$ and "
    r"$\varepsilon^{4}S\to 1$. The exponent of $S$ is $3+\min(p,1)$. (iv) $(1-|\lambda|)^{3}S\leq"
    r"\frac{1}{(1-\rho\lambda)^{2}}$: an exponent above $3$ needs $\lambda$ and $\rho$ to tend "
    r"together to $1$, or together to $-1$."
)
PROOF = (
    r"(i) $\varepsilon K=\frac{1+\rho\lambda}{(1+\lambda)(1-\rho\lambda)}$ and $\varepsilon^{3}S="
    r"\frac{(1+\lambda^{2})(1-\rho^{2}\lambda^{2})+2\rho\lambda(1-\lambda^{2})}{(1+\lambda)^{3}(1-"
    r"\rho\lambda)^{2}}$ are continuous at $\lambda=1$ for $|\rho|<1$. For $\lambda\to-1$ change "
    r"the signs of $\lambda$ and $\rho$ (monotone, (iii)).",
    r"(ii) The input is constant, $h=x/(1-\lambda)$, or alternating, $h=x/(1+\lambda)$.",
    r"(iii) The four differences of the two-sided bounds are rational functions with coefficients "
    r"of one sign once $\lambda=x/(1+x)$, $\rho=z/(1+z)$ is put in; at $\rho=1$ they hold by "
    r"continuity. Along a path $\varepsilon+\delta\to 0$, so $K$ and $S$ have the limits of $\frac"
    r"{1}{\varepsilon(\varepsilon+\delta)}$ and $\frac{2\varepsilon+\delta}{2\varepsilon^{3}("
    r"\varepsilon+\delta)^{2}}$, for every real $p>0$.",
    r"(iv) $(1-\lambda^{2})^{3}(1-\rho\lambda)^{2}S=(1+\lambda^{2})(1-\rho^{2}\lambda^{2})+2\rho"
    r"\lambda(1-\lambda^{2})\leq 1+\lambda^{2}+2|\lambda|=(1+|\lambda|)^{2}\leq(1+|\lambda|)^{3}$. "
    r"$1-\rho\lambda$ tends to $0$ only if $\rho\lambda\to 1$.",
    r"Against the literature: that variance and sensitivity diverge as $|\lambda|\to 1$ holds for "
    r"$|\rho|<1$ and fails at $\rho=\pm 1$, where they stay bounded at one end.",
)


def limits_are(variance: Expr, sensitive: Expr) -> bool:
    """Decide whether (1 - lambda) K and (1 - lambda)^3 S tend to multiples of (1 + rho)/(1 - rho).

    Args:
        variance: the multiple for K.
        sensitive: the multiple for S.

    Returns:
        Whether both are right.
    """
    unit = (1 + RHO) / (1 - RHO)
    ends = ((state, 1, variance), (sensitivity, 3, sensitive))
    return all(
        identical(_at_one(EPSILON**power * form(LAMBDA, LAMBDA)), factor * unit)
        for form, power, factor in ends
    )


def _at_one(expression: Expr) -> Expr:
    return together(expression).cancel().subs(LAMBDA, 1)


def path_leads(p: int, q: int) -> bool:
    """Decide whether the limits along 1 - rho = c (1 - lambda)^(p/q) are those stated."""
    if p < q:
        stated = (q + p, 1 / RATE), (3 * q + p, 1 / (2 * RATE))
    elif p == q:
        corner = (2 + RATE) / (2 * (1 + RATE) ** 2)
        stated = (2 * q, 1 / (1 + RATE)), (4 * q, corner)
    else:
        stated = (2 * q, Integer(1)), (4 * q, Integer(1))
    return all(
        identical(_limit(SMALL**power * form(LAMBDA, LAMBDA), p, q), limit)
        for form, (power, limit) in zip((state, sensitivity), stated, strict=True)
    )


def _limit(expression: Expr, p: int, q: int) -> Expr:
    """Take the limit s -> 0 at lambda = 1 - s^q, rho = 1 - c s^p by the lowest powers."""
    there = expression.xreplace({LAMBDA: 1 - SMALL**q, RHO: 1 - RATE * SMALL**p})
    above, below = (Poly(part, SMALL) for part in fraction(together(there).cancel()))
    (low,), least = above.monoms()[-1], above.coeffs()[-1]
    (deep,), deepest = below.monoms()[-1], below.coeffs()[-1]
    return Integer(0) if low > deep else least / deepest * SMALL ** (low - deep)
