"""The Hessian of a fully connected linear network: a divided difference of the kernel."""

from __future__ import annotations

from functools import cache
from itertools import product

from flint import fmpq, fmpq_mat
from sympy import Expr, Integer, Symbol

from derivations.symbols import RHO
from derivations.theorems.blocks import kernel, sensitivity
from derivations.theorems.loss import divided
from derivations.theorems.theorem import Argument, Identity, Theorem

A, B, C, E = (Symbol(name) for name in ("lambda_i", "lambda_j", "lambda_k", "lambda_l"))
ZERO = Integer(0)
SPECTRA = (((1, 2), (-1, 3)), ((1, 2), (-1, 3), (2, 5)), ((1, 2), (1, 2), (-3, 4)))
BASES = ([[1, 2], [-1, 3]], [[1, 2, 0], [-1, 3, 1], [2, 0, 1]], [[2, 1, 0], [1, -1, 1], [0, 3, 1]])


def tangents(a: Expr, b: Expr, c: Expr, d: Expr) -> Expr:
    """Solve the moment equations of g' = a g + h(b) against g~' = c g~ + h(d).

    Each has the form M = k M + rest; x' = rho x + noise closes them.

    Args:
        a: eigenvalue of the first.
        b: of the state that drives it.
        c: eigenvalue of the second.
        d: of the state that drives it.

    Returns:
        E[g g~].
    """
    rest = a * _with_state(a, b, d) + c * _with_state(c, d, b) + kernel(b, d)
    return rest / (1 - a * c)


def _with_state(a: Expr, b: Expr, d: Expr) -> Expr:
    with_input = RHO * kernel(b, ZERO) / (1 - RHO * a)  # E[g x], from E[h(b) x] = K(b, 0)
    return (d * kernel(b, d) + with_input) / (1 - a * d)


def _difference() -> Expr:
    total = kernel(A, C) - kernel(A, E) - kernel(B, C) + kernel(B, E)
    return total / ((A - B) * (C - E))


def features_agree(spectrum: tuple[tuple[int, int], ...], basis: list[list[int]]) -> bool:
    """Compare dy/dA at each lag, by products of matrices and in the eigenbasis.

    Args:
        spectrum: the eigenvalues as fractions, equal ones allowed.
        basis: the eigenvectors, as columns.

    Returns:
        True when they agree at every entry and lag; both sides obey one recurrence of order 2n.
    """
    size, values = len(spectrum), [fmpq(*pair) for pair in spectrum]
    columns = fmpq_mat(basis)
    back = columns.inv()
    matrix = columns * _diagonal(values) * back
    readout, drive = fmpq_mat([[1] * size]), fmpq_mat([[k + 1] for k in range(size)])
    out, into = readout * columns, back * drive
    places = range(size)
    for row, column, lag in product(places, places, range(2 * size)):
        splits = [(p, lag - 1 - p) for p in range(lag)]
        direct = [(readout * matrix**p)[0, row] * (matrix**q * drive)[column, 0] for p, q in splits]
        spectral = [
            out[0, i]
            * back[i, row]
            * columns[column, j]
            * into[j, 0]
            * values[i] ** p
            * values[j] ** q
            for i, j in product(places, places)
            for p, q in splits
        ]
        if sum(direct, fmpq(0)) != sum(spectral, fmpq(0)):
            return False
    return True


def _diagonal(values: list[fmpq]) -> fmpq_mat:
    size = len(values)
    return fmpq_mat([[values[i] if i == j else fmpq(0) for j in range(size)] for i in range(size)])


def _all_agree() -> bool:
    return all(features_agree(s, b) for s, b in zip(SPECTRA, BASES, strict=True))


@cache
def theorems() -> tuple[Theorem, ...]:
    """State the theorem.

    Returns:
        It alone.
    """
    theorem = Theorem(
        name="dense-hessian",
        title="the Hessian of a fully connected linear network at the optimum",
        statement=STATEMENT,
        hypotheses=HYPOTHESES,
        proof=PROOF,
        parts=(
            Identity(
                "E[g_ij g_kl] from its moment equations", tangents(A, B, C, E), divided(A, B, C, E)
            ),
            Identity("it is the divided difference of K", _difference(), divided(A, B, C, E)),
            Identity(
                "equal eigenvalues give the sensitivity kernel",
                tangents(A, A, C, C),
                sensitivity(A, C),
            ),
            Argument(
                "dy/dA in the eigenbasis, equal eigenvalues included",
                "coefficients of the input at 2n lags, over rational numbers",
                _all_agree,
                cases=f"{len(BASES)} networks with n = 2 and 3",
            ),
        ),
    )
    return (theorem,)


STATEMENT = r"""Let $h_{t+1}=Ah_t+Bx_{t+1}$, $y=Ch+Dx$ with one input and one output, and
$A=P\Lambda P^{-1}$. With $b=P^{-1}B$, $c=P^{\top}C^{\top}$, the states
$\tilde h_i$ of $h_{t+1}=\lambda_ih_t+x_{t+1}$ and $d\tilde A=P^{-1}\,dA\,P$,
\[dy=\sum_{ij}c_i\,d\tilde A_{ij}\,b_j\,g_{ij},\qquad g_{ij}=\frac{\tilde h_i-\tilde h_j}
{\lambda_i-\lambda_j}\ (\lambda_i\neq\lambda_j),\quad g_{ij}=\partial_{\lambda}\tilde h_i\
(\lambda_i=\lambda_j),\]
and the Hessian of $L=\frac12\mathbb{E}(y-y_0)^2$ at the optimum is the bilinear form
\[H_{(ij),(kl)}=c_ib_jc_kb_l\,K[\lambda_i,\lambda_j;\lambda_k,\lambda_l],\]
\[K[a,b;A,B]=\frac{K(a,A)-K(a,B)-K(b,A)+K(b,B)}{(a-b)(A-B)}=D_2(a,b;A,B),\]
in $d\tilde A$. In the entries of $A$ it is $T^{\top}HT$ with
$T_{(ij),(ab)}=(P^{-1})_{ia}P_{bj}$. $D_2$ has no pole where eigenvalues meet, and
$K[a,a;A,A]=S(a,A)$."""
HYPOTHESES = (
    r"$x$ is real with $R(\Delta)=\rho^{|\Delta|}$, $|\rho|\le1$",
    r"$A$ is real, diagonalizable over $\mathbb{C}$, with spectral radius below $1$; its "
    r"eigenvalues may coincide",
    r"the student's output is the target, or differs from it by noise uncorrelated with $x$",
)
PROOF = (
    r"""Differentiate the recurrence: $dh_{t+1}=A\,dh_t+dA\,h_t$. In the eigenbasis
$P^{-1}h=(b_j\tilde h_j)_j$, so the $i$-th component of $P^{-1}dh$ is
$\sum_jd\tilde A_{ij}b_jg_{ij}$ with $g_{t+1}=\lambda_ig_t+\tilde h_{j,t}$. Subtracting the
recurrences of $\tilde h_i$ and $\tilde h_j$ shows that the divided difference solves this
equation, and differentiating that of $\tilde h_i$ that the derivative does when
$\lambda_i=\lambda_j$. The stationary solution is unique since $|\lambda_i|<1$.""",
    r"""At the optimum $H=\mathbb{E}[\partial y\,\partial y]$, the residual being uncorrelated with
the second derivatives of $y$. The moment $M=\mathbb{E}[gg']$ of $g_{t+1}=ag_t+h_t(b)$ and
$g'_{t+1}=Ag'_t+h_t(B)$ solves $M=aAM+a\,\mathbb{E}[gh(B)]+A\,\mathbb{E}[g'h(b)]+K(b,B)$, where
$\mathbb{E}[gh(B)]=aB\,\mathbb{E}[gh(B)]+B\,K(b,B)+\mathbb{E}[gx]$ in stationarity and
$\mathbb{E}[gx]=\rho(a\,\mathbb{E}[gx]+K(b,0))$. Their solution is $D_2$.""",
    r"""If $A$ is not diagonalizable there is no such basis; the Hessian in the entries of $A$ is
then
the limit of the formula, since it is continuous in $A$.""",
)
