"""The Gram matrix of a diagonal network's features: its determinant in closed form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from math import prod
from typing import Any

from sympy import QQ, Expr, Integer, Rational
from sympy.polys.matrices import DomainMatrix

from derivations.field import value
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from derivations.theorems.blocks import kernel, sensitivity
from derivations.theorems.theorem import Argument, D, Identity, Theorem

ZERO, ONE = Integer(0), Integer(1)
SPECTRA = ((1,), (-2, 3), (1, -3, 4))  # in fifths
Entry = tuple[Expr, int]


def gram(eigenvalues: Sequence[Expr], rho: Expr) -> DomainMatrix:
    """Fill the Gram matrix of x and of h, dh for each eigenvalue.

    Args:
        eigenvalues: rational.
        rho: correlation of the input over one step.

    Returns:
        The matrix, of size 2n + 1; x is the state with eigenvalue 0.
    """
    nodes: list[Entry] = [(ZERO, 0), *((e, order) for e in eigenvalues for order in (0, 1))]
    rows = [[_moment(a, b, rho) for b in nodes] for a in nodes]
    return DomainMatrix(rows, (len(nodes), len(nodes)), QQ)


def _moment(first: Entry, second: Entry, rho: Expr) -> Any:
    point = {LAMBDA: first[0], LAMBDA_0: second[0], RHO: rho}
    return QQ.from_sympy(value(_derivatives()[first[1], second[1]], point))


@cache
def _derivatives() -> dict[tuple[int, int], Expr]:
    state = kernel(LAMBDA, LAMBDA_0)
    return {
        (0, 0): state,
        (1, 0): state.diff(LAMBDA),
        (0, 1): state.diff(LAMBDA_0),
        (1, 1): sensitivity(LAMBDA, LAMBDA_0),
    }


def determinant(eigenvalues: Sequence[Expr], rho: Expr) -> Expr:
    """Give the determinant of that matrix in closed form.

    Args:
        eigenvalues: symbols or numbers.
        rho: correlation of the input over one step.

    Returns:
        The determinant.
    """
    count = len(eigenvalues)
    gaps = (eigenvalues[i] - eigenvalues[j] for i in range(count) for j in range(i))
    powers = prod((e**4 for e in eigenvalues), start=ONE) * prod((g**8 for g in gaps), start=ONE)
    pairs = prod(((1 - a * b) ** 4 for a, b in product(eigenvalues, eigenvalues)), start=ONE)
    singles = prod(((1 - rho * e) ** 4 for e in eigenvalues), start=ONE)
    return (1 - rho**2) ** (2 * count) * powers / (pairs * singles)


def _cases() -> Iterator[tuple[tuple[Expr, ...], Expr]]:
    for spectrum, rho in product(SPECTRA, (Rational(-3, 7), ZERO, Rational(2, 7), ONE)):
        yield tuple(Rational(e, 5) for e in spectrum), rho


def determinants_agree() -> bool:
    """Compare both at rational points, for one to three eigenvalues."""
    return all(
        QQ.to_sympy(gram(spectrum, rho).det()) == determinant(spectrum, rho)
        for spectrum, rho in _cases()
    )


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        It alone.
    """
    state, with_input = kernel(LAMBDA, LAMBDA), kernel(LAMBDA, ZERO)
    slope, cross = D(with_input, LAMBDA), D(state, LAMBDA) / 2
    both = sensitivity(LAMBDA, LAMBDA)
    leibniz = (
        state * both
        + 2 * with_input * slope * cross
        - cross**2
        - with_input**2 * both
        - slope**2 * state
    )
    theorem = Theorem(
        name="gram-determinant",
        title="the determinant of a diagonal network's Gram matrix of features",
        statement=STATEMENT,
        hypotheses=HYPOTHESES,
        proof=PROOF,
        parts=(
            Identity("one eigenvalue", leibniz, determinant((LAMBDA,), RHO)),
            Argument(
                "one to three eigenvalues",
                "exact determinants, rho of both signs, 0 and 1",
                determinants_agree,
                cases="rational points",
            ),
        ),
    )
    return (theorem,)


STATEMENT = r"""Let $h_i$ be the states of $h_{t+1}=\lambda_ih_t+x_{t+1}$, $i=1,\dots,n$. The matrix
of the moments $\mathbb{E}[uv]$, with $u$ and $v$ among
$x,h_1,\partial h_1,\dots,h_n,\partial h_n$, has the determinant
\[\frac{(1-\rho^2)^{2n}\,\prod_i\lambda_i^4\,\prod_{i<j}(\lambda_i-\lambda_j)^8}
{\prod_{i,j}(1-\lambda_i\lambda_j)^4\,\prod_i(1-\rho\lambda_i)^4}.\]
It vanishes exactly if an eigenvalue is $0$, two coincide, or $|\rho|=1$; with two eigenvalues at
distance $\delta$ it is of order $\delta^8$."""
HYPOTHESES = (
    r"$x$ is real with $R(\Delta)=\rho^{|\Delta|}$, $|\rho|\le1$",
    r"$|\lambda_i|<1$, complex; the moments are taken without conjugate, which for real or "
    r"conjugate eigenvalues is the Gram matrix up to a fixed linear map",
)
PROOF = (
    r"""First take distinct nodes $\mu_0=0,\mu_1,\dots,\mu_m$ and the states $h(\mu_k)$, with
$h(0)=x$. Their moments are
$K(\mu_k,\mu_l)=\frac{1}{(1-\rho\mu_k)(1-\rho\mu_l)}\Bigl(\rho^2+
\frac{1-\rho^2}{1-\mu_k\mu_l}\Bigr)$. With the Cauchy matrix
$C_{kl}=\frac{1}{1-\mu_k\mu_l}$, whose column at $\mu_0$ is $\mathbf{1}=Ce_0$, the bracket is
$C\bigl((1-\rho^2)I+\rho^2e_0\mathbf{1}^{\top}\bigr)$, of determinant $\det C\,(1-\rho^2)^m$. And
$\det C=\prod_{k<l}(\mu_k-\mu_l)^2\big/\prod_{k,l}(1-\mu_k\mu_l)$ is Cauchy's determinant.""",
    r"""Now let $m=2n$ and the nodes meet in pairs, $\mu_{2i-1},\mu_{2i}\to\lambda_i$. Replacing
$h(\mu_{2i})$ by $\frac{h(\mu_{2i})-h(\mu_{2i-1})}{\mu_{2i}-\mu_{2i-1}}\to\partial h_i$ divides the
determinant by the squares of these gaps, which cancels them; what is left is the formula: the
node $0$ meets each $\lambda_i$ twice, and each pair $i<j$ meets four times.""",
)
