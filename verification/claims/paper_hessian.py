"""What the paper states of the Hessian by complex eigenvalues at the optimum (C.2).

The output is y = Re sum of b_i c_i h(lambda_i), and an entry of the Hessian is E[dy dy]. All is
stated for b = c = 1 and two eigenvalues, lambda = lambda_i and lambda_0 = lambda_j; A = S(lambda_i,
lambda_j) and B = S(lambda_i, conj lambda_j). A direction is how y moves, as weights of dh(z).
"""

from __future__ import annotations

from sympy import Expr, I, Integer, Rational, expand

from derivations.domain import natural
from derivations.inputs import EXPONENTIAL
from derivations.quantities import SENSITIVITY_KERNEL
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, RHO
from verification.claims.claim import Claim
from verification.claims.paper import SENSITIVITY, ZERO, at

Direction = tuple[tuple[Expr, Expr], ...]
HALF = Rational(1, 2)
ONE_VALUE, PAIR = natural((LAMBDA,)), natural((LAMBDA, LAMBDA_0))
WHITE = ((RHO, ZERO),)
VALUES = ((LAMBDA, LAMBDA_BAR), (LAMBDA_0, LAMBDA_0_BAR))
A, A_BAR = SENSITIVITY_KERNEL(LAMBDA, LAMBDA_0), SENSITIVITY_KERNEL(LAMBDA_BAR, LAMBDA_0_BAR)
B, B_BAR = SENSITIVITY_KERNEL(LAMBDA, LAMBDA_0_BAR), SENSITIVITY_KERNEL(LAMBDA_BAR, LAMBDA_0)


def real(number: Expr, conjugate: Expr) -> Expr:
    """Take the real part."""
    return (number + conjugate) / 2


def imaginary(number: Expr, conjugate: Expr) -> Expr:
    """Take the imaginary part."""
    return (number - conjugate) / (2 * I)


def along(slope: Expr, slope_bar: Expr, values: tuple[Expr, Expr]) -> Direction:
    """Move an eigenvalue with a slope: y changes by Re(slope dh)."""
    return (HALF * slope, values[0]), (HALF * slope_bar, values[1])


def entry(first: Direction, second: Direction) -> Expr:
    """Average the product of two changes of y."""
    products = (p * q * SENSITIVITY_KERNEL(a, b) for p, a in first for q, b in second)
    return sum(products, Integer(0))


def real_coordinate(values: tuple[Expr, Expr]) -> Direction:
    """Move the real part."""
    return along(Integer(1), Integer(1), values)


def imaginary_coordinate(values: tuple[Expr, Expr]) -> Direction:
    """Move the imaginary part."""
    return along(I, -I, values)


def radial(values: tuple[Expr, Expr]) -> Direction:
    """Move the modulus, times the modulus."""
    return along(*values, values)


def angular(values: tuple[Expr, Expr]) -> Direction:
    """Move the angle."""
    return along(I * values[0], -I * values[1], values)


def _turned(
    name: str, what: str, formula: Expr, truth: Expr, place: str, *, white: bool = False
) -> Claim:
    """State an imaginary part, times 4 i: no imaginary unit is left, and fields stay rational."""
    formula, truth = (expand(4 * I * side) for side in (formula, truth))
    return _entry(name, f"{what}, both times 4 i", formula, truth, place, white=white)


def _entry(
    name: str, what: str, formula: Expr, truth: Expr, place: str, *, white: bool = False
) -> Claim:
    domain, fixed = (PAIR, WHITE) if white else (natural((LAMBDA, LAMBDA_0, RHO)), ())
    spot = at(place, transcription=white)
    return Claim(name, what, formula, truth, domain, spot, EXPONENTIAL, fixed)


TURNED, TURNED_BAR = LAMBDA * LAMBDA_0 * A, LAMBDA_BAR * LAMBDA_0_BAR * A_BAR
FACED, FACED_BAR = LAMBDA * LAMBDA_0_BAR * B, LAMBDA_BAR * LAMBDA_0 * B_BAR
SLIPPED = LAMBDA * LAMBDA_0_BAR * (B - A), LAMBDA_BAR * LAMBDA_0 * (B_BAR - A_BAR)

REAL_IMAGINARY = (
    _entry(
        "paper/eq-143-re-re",
        "d^2L / d re_i d re_j = Re(A + B)/2",
        HALF * real(A + B, A_BAR + B_BAR),
        entry(*map(real_coordinate, VALUES)),
        "Eq. 143, first entry",
    ),
    _turned(
        "paper/eq-143-re-im",
        "d^2L / d re_i d im_j = Im(-A + B)/2",
        HALF * imaginary(B - A, B_BAR - A_BAR),
        entry(real_coordinate(VALUES[0]), imaginary_coordinate(VALUES[1])),
        "Eq. 143, second entry",
    ),
    _turned(
        "paper/eq-143-im-re",
        "d^2L / d im_i d re_j = Im(-A - B)/2",
        HALF * imaginary(-A - B, -A_BAR - B_BAR),
        entry(imaginary_coordinate(VALUES[0]), real_coordinate(VALUES[1])),
        "Eq. 143, third entry",
    ),
    _entry(
        "paper/eq-143-im-im",
        "d^2L / d im_i d im_j = Re(-A + B)/2",
        HALF * real(B - A, B_BAR - A_BAR),
        entry(*map(imaginary_coordinate, VALUES)),
        "Eq. 143, fourth entry",
    ),
    Claim(
        "paper/C.2.3-trace",
        "the trace of the Hessian is the sum of |b_i|^2 |c_i|^2 S(lambda_i, conj lambda_i)",
        SENSITIVITY,
        entry(*(real_coordinate(VALUES[0]),) * 2) + entry(*(imaginary_coordinate(VALUES[0]),) * 2),
        natural((LAMBDA,)),
        at("C.2.3, trace"),
    ),
)
POLAR = (
    _entry(
        "paper/eq-152",
        "nu_i nu_j d^2L / d nu_i d nu_j = nu_i nu_j Re(e_i e_j A + e_i conj e_j B)/2",
        HALF * real(TURNED + FACED, TURNED_BAR + FACED_BAR),
        entry(*map(radial, VALUES)),
        "Eq. 152, nu' = 1",
    ),
    _turned(
        "paper/eq-153",
        "nu_i d^2L / d nu_i d theta_j = nu_i nu_j Im(-e_i e_j A + e_i conj e_j B)/2",
        HALF * imaginary(FACED - TURNED, FACED_BAR - TURNED_BAR),
        entry(radial(VALUES[0]), angular(VALUES[1])),
        "Eq. 153, nu' = theta' = 1",
    ),
    _turned(
        "paper/eq-154",
        "nu_j d^2L / d theta_i d nu_j = nu_i nu_j Im(-e_i conj e_j A + e_i conj e_j B)/2, rho = 0",
        HALF * imaginary(*SLIPPED),
        entry(angular(VALUES[0]), radial(VALUES[1])),
        "Eq. 154, nu' = theta' = 1",
        white=True,
    ),
    _entry(
        "paper/eq-155",
        "d^2L / d theta_i d theta_j = nu_i nu_j Re(-e_i e_j A + e_i conj e_j B)/2",
        HALF * real(FACED - TURNED, FACED_BAR - TURNED_BAR),
        entry(*map(angular, VALUES)),
        "after Eq. 154, nu' = theta' = 1",
    ),
)
# a function h of lambda that is holomorphic: d h / d conj lambda = 0
WIRTINGER = (
    Claim(
        "paper/C.2.1-wirtinger",
        "df/dz = (d Re f / d Re z - i d Im f / d Im z)/2, for f = h: E|dh/dlambda|^2 = "
        "E(Re dh)^2 / 2, rho = 0",
        HALF
        * HALF
        * real(
            SENSITIVITY + SENSITIVITY_KERNEL(LAMBDA, LAMBDA),
            SENSITIVITY + SENSITIVITY_KERNEL(LAMBDA_BAR, LAMBDA_BAR),
        ),
        SENSITIVITY,
        ONE_VALUE,
        at("C.2.1, Wirtinger derivatives", transcription=True),
        EXPONENTIAL,
        WHITE,
    ),
    Claim(
        "paper/C.2.1-conjugate",
        "df/dz is the conjugate of df/d conj z for complex f, for f = h: E|dh|^2 = 0, rho = 0",
        ZERO,
        SENSITIVITY,
        ONE_VALUE,
        at("C.2.1, derivatives by z and by its conjugate", transcription=True),
        EXPONENTIAL,
        WHITE,
    ),
    _entry(
        "paper/C.2.1-hermitian",
        "the complex Hessian (A, B; conj B, conj A) is Hermitian: A_ij = conj A_ji, rho = 0",
        A_BAR,
        A,
        "C.2.1, in words",
        white=True,
    ),
    _entry(
        "paper/C.2.2-complex",
        "d^2L / d lambda_i d lambda_j = A, of which each y has Re: dy/dlambda = dh/2, rho = 0",
        A,
        entry(((HALF, LAMBDA),), ((HALF, LAMBDA_0),)),
        "C.2.2, Hessian by lambda",
        white=True,
    ),
    Claim(
        "paper/C.2.3-halves",
        "dlambda / d re = 1/2: E|d h / d re|^2 = E|dh|^2 / 4, rho = 0",
        HALF**2 * SENSITIVITY,
        SENSITIVITY,
        ONE_VALUE,
        at("C.2.3, derivatives of lambda", transcription=True),
        EXPONENTIAL,
        WHITE,
    ),
    Claim(
        "paper/C.2.3-no-i",
        "lambda = re + im, without i: Re h moves with im as with re, rho = 0",
        entry(*(real_coordinate(VALUES[0]),) * 2),
        entry(*(imaginary_coordinate(VALUES[0]),) * 2),
        ONE_VALUE,
        at("C.2.3, real-imaginary parametrization", transcription=True),
        EXPONENTIAL,
        WHITE,
    ),
)
CLAIMS = (*REAL_IMAGINARY, *POLAR, *WIRTINGER)
