"""The rank of a linear network's Hessian at the optimum, for any network and any input."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import prod

from sympy import Expr, Integer, Symbol

from derivations.symbols import LAMBDA, RHO
from derivations.theorems.blocks import kernel, sensitivity
from derivations.theorems.hessian_gram import determinant
from derivations.theorems.hessian_networks import lines_agree, minimal_ranks, ranks_agree
from derivations.theorems.theorem import Argument, D, Identity, Theorem

DRIVE, READOUT = Symbol("b"), Symbol("c")
SIGNED = (
    *((1, order) for order in ((0, 1, 2), (1, 2, 0), (2, 0, 1))),
    *((-1, order) for order in ((0, 2, 1), (1, 0, 2), (2, 1, 0))),
)


def one_state() -> Expr:
    """Add up the principal minors of order three of the Hessian in (A, B, C, D) for n = 1.

    Returns:
        Their sum in the moments of dh, h and x, weighted by C B, C, B and 1.
    """
    state, with_input = kernel(LAMBDA, LAMBDA), kernel(LAMBDA, Integer(0))
    slope, cross = D(with_input, LAMBDA), D(state, LAMBDA) / 2
    moments = (
        (sensitivity(LAMBDA, LAMBDA), cross, slope),
        (cross, state, with_input),
        (slope, with_input, Integer(1)),
    )
    weights = ((0, READOUT * DRIVE), (1, READOUT), (1, DRIVE), (2, Integer(1)))
    hessian = [[p * q * moments[i][j] for j, q in weights] for i, p in weights]
    minors = (
        sum(
            (
                signature * prod((hessian[kept[k]][kept[m]] for k, m in enumerate(order)))
                for signature, order in SIGNED
            ),
            Integer(0),
        )
        for kept in combinations(range(4), 3)
    )
    return sum(minors, Integer(0))


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        It alone.
    """
    theorem = Theorem(
        name="hessian-rank",
        title="the rank of a linear network's Hessian at the optimum",
        statement=STATEMENT,
        hypotheses=HYPOTHESES,
        proof=PROOF,
        parts=(
            Identity(
                "one state: the principal minors of order 3 add up to what vanishes at lambda = 0",
                one_state(),
                (DRIVE * READOUT) ** 2 * (DRIVE**2 + READOUT**2) * determinant((LAMBDA,), RHO),
            ),
            Argument(
                "the span of dy/dtheta has dimension n_o + n_c, or one more",
                "exact ranks on 2n + 1 lags, which determine p/a^2",
                ranks_agree,
                cases="networks drawn from small fractions, defective, singular and not minimal "
                "ones among them",
            ),
            Argument(
                "minimal networks: 2n + 1 if A is invertible, 2n if it is not",
                "the same",
                minimal_ranks,
                cases="minimal networks drawn with one to four states, of both kinds",
            ),
            Argument(
                "an input of N frequencies leaves rank min(N, dimension); a constant leaves 1",
                "exact ranks at rational points of the unit circle",
                lines_agree,
                cases="networks and frequencies drawn",
            ),
        ),
    )
    return (theorem,)


STATEMENT = r"""Let $h_{t+1}=Ah_t+Bx_{t+1}$, $y=Ch+Dx$ with $n$ states, one input and one output,
and let $H$ be the Hessian of $L=\frac12\mathbb{E}(y-y_0)^2$ in all entries of $A$, $B$, $C$ and $D$
at an optimum. Let $n_o$ and $n_c$ be the ranks of the matrices of observability and
controllability, and $N\le\infty$ the number of points of the unit circle that carry the spectral
measure of the input. Then
\[\operatorname{rank}H=\min(N,\,n_o+n_c+\varepsilon),\]
where $\varepsilon=1$ if $A$ is invertible on the observable quotient and on the controllable
subspace, else $\varepsilon=0$. In particular, under $R(\Delta)=\rho^{|\Delta|}$ a minimal
network has rank exactly $2n+1$ of its $n^2+2n+1$ parameters if $A$ is invertible and $|\rho|<1$,
rank $2n$ if $A$ is singular and $|\rho|<1$, and rank $1$ at $\rho=\pm1$."""
HYPOTHESES = (
    r"$A$, $B$, $C$, $D$ and $x$ are real; the spectral radius of $A$ is below $1$",
    r"one input and one output",
    r"the student's output is the target, or differs from it by noise uncorrelated with $x$",
    r"for rank $2n+1$: $(A,B,C)$ controllable and observable, $A$ invertible, and $N\ge2n+1$; the "
    r"eigenvalues need be neither distinct nor semisimple",
)
PROOF = (
    r"""At the optimum $H=\mathbb{E}[\nabla y\,\nabla y^{\top}]$, so its rank is the dimension of
the
span of the partial derivatives of $y$ as random variables, that is, of their transfer functions in
$L^2$ of the spectral measure. With $r(z)=C(I-zA)^{-1}$ and $q(z)=(I-zA)^{-1}B$ the derivatives are
$z\,r_iq_j$ by $A_{ij}$, $r_i$ by $B_i$, $q_j$ by $C_j$, and $1$ by $D$.""",
    r"""Let $P_k$ be the polynomials of degree at most $k$, and $a_o$, $a_c$ the determinants of
$I-zA$ on the observable quotient and on the controllable subspace; both are $1$ at $z=0$.
$\sum_iw_ir_i=0$ means $CA^pw=0$ for all $p$, so the $r_i$ span a space of dimension $n_o$, and it
consists of fractions $p/a_o$ with $p\in P_{n_o-1}$: it is all of them. Likewise the $q_j$ span
$P_{n_c-1}/a_c$. If $n_o,n_c\ge1$, the numerators over $a_oa_c$ span
$zP_{n_o+n_c-2}+a_cP_{n_o-1}+a_oP_{n_c-1}+\mathbb{R}a_oa_c$. The first three terms add up to
$P_{n_o+n_c-1}$: they lie in it, contain $zP_{n_o+n_c-2}$, and $a_c\cdot1$ is not $0$ at $z=0$. The
last adds a dimension exactly if $a_oa_c$ has degree $n_o+n_c$, that is $\varepsilon=1$. If
$n_o=0$ or $n_c=0$, the last term and at most one of the two before it are left, with the same
count.""",
    r"""So the span is $P_{M-1}/(a_oa_c)$ with $M=n_o+n_c+\varepsilon$. The denominator has no zero
on
the unit circle, and a polynomial of degree below $M$ is determined by its values at $M$ points, so
on $N$ points the dimension is $\min(N,M)$, over $\mathbb{C}$ and hence over $\mathbb{R}$, the
functions being real at real $z$. For $|\rho|<1$ the spectral density is positive and
$N=\infty$; at $\rho=\pm1$ the measure is the point $z=\pm1$.""",
    r"""For $n=1$ the principal minors of order three add up to $(bc)^2(b^2+c^2)$ times the
determinant of the Gram matrix of $x,h,\partial h$, and the determinant of the whole is $0$.""",
    r"""Each hypothesis is needed: a network that is not controllable or not observable, a singular
$A$ (whose state at eigenvalue $0$ does what $D$ does), or an input with few frequencies has lower
rank. Distinct eigenvalues are not needed. If the input enters one step later,
$h_{t+1}=Ah_t+Bx_t$, then $D$ is not redundant and a singular $A$ costs nothing.""",
)
