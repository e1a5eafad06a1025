"""Theorems about the two kernels: their form under any input."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from sympy import Expr, Integer, Rational, Symbol
from sympy import I as IMAGINARY

from derivations.field import value
from derivations.general import A, B
from derivations.symbols import R_0, RHO
from derivations.theorems.blocks import kernel as state
from derivations.theorems.kernels_forms import ABSTRACT, G_A, G_B, SLOPE_A, SLOPE_B, abstract, pick
from derivations.theorems.theorem import Argument, D, Identity, Theorem

B_BAR, G_B_BAR = Symbol("b_bar"), Symbol("G_b_bar")
STATIONARY = r"$\mathbb{E}[x_{s}x_{t}]=R(s-t)$ for all $s,t$, with $\mathbb{E}|x_{t}|^{2}$ bounded"
INSIDE = r"$|a|<1$ and $|b|<1$"


@cache
def theorems() -> tuple[Theorem, ...]:
    """List the theorems about the kernels."""
    return _pick_kernel(), _sensitivity()


def _pick_kernel() -> Theorem:
    kernel = pick()
    conjugate = (G_A + G_B_BAR) / (1 - A * B_BAR)
    atoms = {G_A: _exponential(A), G_B: _exponential(B)}
    return Theorem(
        name="pick-kernel",
        title="one function of the input carries the covariance of all states",
        statement=(
            r"Let $h(z)=\sum_{n\geq 0}z^{n}x_{-n}$ and $G(z)=\tfrac{1}{2}R(0)+\sum_{k\geq 1}R(k)"
            r"z^{k}$. Then $K(a,b)=\mathbb{E}[h(a)h(b)]=\frac{G(a)+G(b)}{1-ab}$. If instead "
            r"$\mathbb{E}[x_{s}\bar{x}_{t}]=R(s-t)$, so that $R(-k)=\overline{R(k)}$, and $G(z)="
            r"\tfrac{1}{2}R(0)+\sum_{k\geq 1}R(-k)z^{k}$, then $\mathbb{E}[h(a)\overline{h(b)}]="
            r"\frac{G(a)+\overline{G(b)}}{1-a\bar{b}}$. For real $x$ the two agree, as "
            r"$\overline{h(b)}=h(\bar{b})$."
        ),
        hypotheses=(STATIONARY, INSIDE),
        proof=(
            r"By Cauchy's and Schwarz's inequality $R$ is bounded, so $h(z)$ converges in $L^{2}$ "
            r"and all sums below converge absolutely. Write $h'=zh+x'$ for one step. With "
            r"$L(z)=z\,\mathbb{E}[h(z)x']=\sum_{k\geq 1}z^{k}R(k)=G(z)-\tfrac{1}{2}R(0)$, "
            r"stationarity of products gives $K=\mathbb{E}[(a h(a)+x')(b h(b)+x')]=ab\,K+L(a)+"
            r"L(b)+R(0)$. As $|ab|<1$, this has one solution.",
            r"With a conjugate, $\mathbb{E}[h(a)\overline{h(b)}]$ obeys the same equation with "
            r"$\bar{b}$ for $b$, $L(a)=a\,\mathbb{E}[h(a)\bar{x}']=\sum_{k\geq 1}a^{k}R(-k)$ and "
            r"$\overline{L(b)}$ for $L(b)$; and $R(0)$ is real.",
            r"The first formula needs no realness: it needs that $\mathbb{E}[x_{s}x_{t}]$, without "
            r"conjugate, depends on $s-t$; that it depends on $|s-t|$ follows. The function $G$ of "
            r"the second formula does not serve the first: for $x_{t}=c\,u^{t}$ with $|u|=1$, "
            r"$\mathbb{E}|c|^{2}=1$ and $\mathbb{E}[c^{2}]=0$ the left side is $0$.",
        ),
        parts=(
            Identity(
                "the Pick kernel solves the moment equation",
                A * B * kernel + (G_A - R_0 / 2) + (G_B - R_0 / 2) + R_0,
                kernel,
            ),
            Identity(
                "the Pick kernel with a conjugate solves its own",
                A * B_BAR * conjugate + (G_A - R_0 / 2) + (G_B_BAR - R_0 / 2) + R_0,
                conjugate,
            ),
            Identity("the exponential input", state(A, B), kernel.xreplace(atoms)),
            Argument(
                "a circular complex input obeys the form with the conjugate, not the one without",
                "both sides are compared at exact points for a single spectral line",
                lambda: any(_line_needs_conjugate(*point) for point in _lines()),
            ),
        ),
        published=("paper/lemma-1", "paper/B.2.1-general", "paper/eq-5"),
    )


def _exponential(z: Expr) -> Expr:
    return Rational(1, 2) + RHO * z / (1 - RHO * z)


def _lines() -> Iterator[tuple[Expr, Expr, Expr]]:
    """Go through exact a, b inside the disk and u on the circle."""
    small = [Rational(p, 3) + IMAGINARY * Rational(q, 3) for p, q in product((-1, 0, 1), repeat=2)]
    turns = [Rational(3, 5) + IMAGINARY * Rational(4, 5), -IMAGINARY, Integer(1)]
    return product(small, small, turns)


def _line_needs_conjugate(a: Expr, b: Expr, u: Expr) -> bool:
    """Compare the forms for x_t = c u^t, whose state is c / (1 - a / u)."""
    z, w = Symbol("z"), Symbol("w")
    series = Rational(1, 2) + z / w / (1 - z / w)

    def at(form: Expr, there: Expr, turn: Expr) -> Expr:
        return value(form, {z: there, w: turn})

    b_bar, back = b.conjugate(), 1 / u
    back = value(1 / w, {w: u})
    true = at(1 / (1 - z / w), a, u) * at(1 / (1 - z / w), b_bar, back)
    right = (at(series, a, u) + at(series, b_bar, back)) / (1 - a * b_bar)
    wrong = (at(series, a, u) + at(series, b, u)) / (1 - a * b)
    return bool(value(true - right, {}) == 0 and value(wrong, {}) != 0)


def _sensitivity() -> Theorem:
    kernel, slopes = abstract()
    closed = (A * SLOPE_A + B * SLOPE_B) / (1 - A * B) ** 2 + (G_A + G_B) * (1 + A * B) / (
        1 - A * B
    ) ** 3
    return Theorem(
        name="sensitivity-general",
        title="the covariance of sensitivities under any input",
        statement=(
            r"With $G$ as in the Pick kernel, $S(a,b)=\mathbb{E}[\partial_{a}h(a)\,\partial_{b}"
            r"h(b)]=\frac{aG'(a)+bG'(b)}{(1-ab)^{2}}+\frac{(G(a)+G(b))(1+ab)}{(1-ab)^{3}}$. For "
            r"$R(\Delta)=\rho^{|\Delta|}$ this is $\frac{(1-\rho^{2})P+\rho^{2}(1-ab)^{3}}"
            r"{(1-ab)^{3}(1-\rho a)^{2}(1-\rho b)^{2}}$ with $P=1+ab-2\rho ab(a+b)+\rho^{2}a^{2}"
            r"b^{2}(1+ab)$. For complex inputs $\mathbb{E}[\partial h(a)\,\overline{\partial h(b)}]"
            r"$ is the first formula with $\bar{b}$ for $b$ and $\overline{G(b)}$, "
            r"$\overline{G'(b)}$ for $G(b)$, $G'(b)$."
        ),
        hypotheses=(STATIONARY, INSIDE),
        proof=(
            r"The map $z\mapsto h(z)$ is a power series that converges in $L^{2}$ for $|z|<1$, so "
            r"it is holomorphic there with derivative $\sum_{n\geq 1}nz^{n-1}x_{-n}$, and "
            r"$\partial_{a}\partial_{b}$ may be taken out of the expectation: $S=\partial_{a}"
            r"\partial_{b}K$. Differentiate $\frac{G(a)+G(b)}{1-ab}$.",
            r"A road that differentiates no fraction: the tangents obey $\partial h'=z\,\partial h"
            r"+h$. With $K_{a}=\mathbb{E}[\partial h(a)\,h(b)]$, stationarity reads $K_{a}=ab\,"
            r"K_{a}+b\,K+G'(a)$, as $\mathbb{E}[(z\,\partial h(z)+h(z))x']=L'(z)=G'(z)$; likewise "
            r"for $K_{b}$; and $S=ab\,S+a\,K_{a}+b\,K_{b}+K$. Each has one solution as $|ab|<1$.",
            r"The form printed in the literature for $R(\Delta)=\rho^{|\Delta|}$ has $(1-\rho)P$ "
            r"in place of $(1-\rho^{2})P$; the difference of the numerators is $\rho(1-\rho)P$.",
        ),
        parts=(
            Identity(
                "the mixed derivative of the kernel", D(D(pick(), A), B), closed, rules=ABSTRACT
            ),
            Identity("the tangents' own moment equations", slopes, closed),
            Identity(
                "stationarity of states and tangents",
                A * B * closed + A * D(kernel, A) + B * D(kernel, B) + kernel,
                closed,
                rules=ABSTRACT,
            ),
            Identity("the exponential input", D(D(state(A, B), A), B), _boxed()),
        ),
        published=(
            *("paper/eq-6", "paper/B.2.2-general", "paper/B.2.2-tangent"),
            *("paper/B.2.2-exponential", "paper/C.2.2-S"),
        ),
    )


def _boxed() -> Expr:
    bracket = 1 + A * B - 2 * RHO * A * B * (A + B) + RHO**2 * A**2 * B**2 * (1 + A * B)
    below = (1 - A * B) ** 3 * (1 - RHO * A) ** 2 * (1 - RHO * B) ** 2
    return ((1 - RHO**2) * bracket + RHO**2 * (1 - A * B) ** 3) / below
