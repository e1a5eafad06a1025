"""What the paper states, as printed in its NeurIPS 2024 version and appendix."""

from __future__ import annotations

from sympy import Expr, Integer

from derivations import general, routes
from derivations.domain import Domain, natural
from derivations.inputs import EXPONENTIAL
from derivations.quantities import INPUT_SENSITIVITY, SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.sources import PAPER, Source
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, NU, R_0, RADIUS, RHO, U
from verification.claims.claim import Claim

MODULUS = LAMBDA * LAMBDA_BAR
ZERO, ONE = Integer(0), Integer(1)
INSIDE = natural((LAMBDA,), real=False)
REAL = natural((LAMBDA,), real=True)
STATE = STATE_KERNEL(LAMBDA, LAMBDA_BAR)
SENSITIVITY = SENSITIVITY_KERNEL(LAMBDA, LAMBDA_BAR)


def lag_sum(z: Expr) -> Expr:
    """Write sum_{Delta >= 1} z^Delta R(Delta) through the input's function G."""
    return general.G(z) - R_0 / 2


def weighted_lag_sum(z: Expr) -> Expr:
    """Write sum_{Delta >= 1} Delta z^Delta R(Delta) through the derivative of G."""
    return z * general.GPrime(z)


def printed_sensitivity(a: Expr, b: Expr) -> Expr:
    """Give the form of B.2.2 and C.2.2, exponential input; (1 - rho) stands for (1 - rho^2)."""
    product, total = a * b, a + b
    numerator = (
        (1 - RHO) * (1 + product)
        + RHO**2 * (1 - product) ** 3
        + RHO * (1 - RHO) * product * (RHO * product * (1 + product) - 2 * total)
    )
    return numerator / ((1 - RHO * a) ** 2 * (1 - RHO * b) ** 2 * (1 - product) ** 3)


def at(place: str, *, transcription: bool = False) -> Source:
    """Name a place in the paper."""
    return Source(PAPER, place, transcription)


EQUATION_5 = Claim(
    "paper/eq-5",
    "E h^2 = (R(0) + 2 sum lambda^D R(D)) / (1 - lambda^2), real lambda",
    (R_0 + 2 * lag_sum(LAMBDA)) / (1 - LAMBDA**2),
    STATE_KERNEL(LAMBDA, LAMBDA),
    REAL,
    at("Eq. 5"),
)
EQUATION_6 = Claim(
    "paper/eq-6",
    "E (dh)^2 through sums of lambda^D R(D) and D lambda^D R(D), real lambda",
    (1 + LAMBDA**2) / (1 - LAMBDA**2) ** 3 * (R_0 + 2 * lag_sum(LAMBDA))
    + 2 / (1 - LAMBDA**2) ** 2 * weighted_lag_sum(LAMBDA),
    SENSITIVITY_KERNEL(LAMBDA, LAMBDA),
    REAL,
    at("Eq. 6"),
)
STATE_GENERAL = Claim(
    "paper/B.2.1-general",
    "E|h|^2 for any input, complex lambda",
    (R_0 + lag_sum(LAMBDA) + lag_sum(LAMBDA_BAR)) / (1 - MODULUS),
    STATE,
    INSIDE,
    at("B.2.1, general input"),
)
STATE_EXPONENTIAL = Claim(
    "paper/B.2.1-exponential",
    "E|h|^2 = (1 - rho^2 |lambda|^2) / (|1 - rho lambda|^2 (1 - |lambda|^2))",
    (1 - RHO**2 * MODULUS) / ((1 - RHO * LAMBDA) * (1 - RHO * LAMBDA_BAR) * (1 - MODULUS)),
    STATE,
    natural((LAMBDA, RHO)),
    at("B.2.1, exponential input"),
    EXPONENTIAL,
)
LEMMA_1 = Claim(
    "paper/lemma-1",
    "left side of Lemma 1 as printed, sum of alpha^n beta^n u_(n-m), for u = rho^|D|",
    routes.double_sum(LAMBDA * LAMBDA_0, ONE, RHO),
    STATE_KERNEL(LAMBDA, LAMBDA_0),
    Domain(((LAMBDA, "disk"), (LAMBDA_0, "disk"), (RHO, "segment"))),
    at("B.1, Lemma 1, left side", transcription=True),
    EXPONENTIAL,
)
TANGENT_START = Claim(
    "paper/B.2.2-tangent",
    "d_lambda h_0 = sum n lambda^(n-1) x_(-n-1), seen in E[x_0 d_lambda h_0]",
    RHO**2 / (1 - RHO * LAMBDA) ** 2,
    INPUT_SENSITIVITY(LAMBDA),
    natural((LAMBDA, RHO)),
    at("B.2.2, expansion of the derivative", transcription=True),
    EXPONENTIAL,
)
SENSITIVITY_GENERAL = Claim(
    "paper/B.2.2-general",
    "E|dh|^2 for any input, with (1 - |lambda|)^3 in the first denominator; |lambda| = nu",
    (1 + NU**2) / (1 - NU) ** 3 * (R_0 + lag_sum(NU * U) + lag_sum(NU / U))
    + (weighted_lag_sum(NU * U) + weighted_lag_sum(NU / U)) / (1 - NU**2) ** 2,
    SENSITIVITY_KERNEL(NU * U, NU / U),
    natural((NU, U)),
    at("B.2.2, general input", transcription=True),
)
SENSITIVITY_EXPONENTIAL = Claim(
    "paper/B.2.2-exponential",
    "E|dh|^2 for exponential inputs, closed form of the appendix",
    printed_sensitivity(LAMBDA, LAMBDA_BAR),
    SENSITIVITY,
    natural((LAMBDA, RHO)),
    at("B.2.2, exponential input"),
    EXPONENTIAL,
)
SIMILARITY = Claim(
    "paper/C.2.2-S",
    "S(lambda_i, lambda_j) for exponential inputs",
    printed_sensitivity(LAMBDA, LAMBDA_0),
    SENSITIVITY_KERNEL(LAMBDA, LAMBDA_0),
    natural((LAMBDA, LAMBDA_0, RHO)),
    at("C.2.2, S"),
    EXPONENTIAL,
)
LIMITS = (
    Claim(
        "paper/B.2.1-rho-0",
        "E|h|^2 = 1/(1 - |lambda|^2) at rho = 0",
        1 / (1 - MODULUS),
        STATE,
        INSIDE,
        at("B.2.1, rho = 0"),
        EXPONENTIAL,
        ((RHO, ZERO),),
    ),
    Claim(
        "paper/B.2.1-rho-1",
        "E|h|^2 = 1/|1 - lambda|^2 at rho = 1",
        1 / ((1 - LAMBDA) * (1 - LAMBDA_BAR)),
        STATE,
        INSIDE,
        at("B.2.1, rho = 1"),
        EXPONENTIAL,
        ((RHO, ONE),),
    ),
    Claim(
        "paper/B.2.2-rho-0",
        "E|dh|^2 = (1 + |lambda|^2)/(1 - |lambda|^2)^3 at rho = 0",
        (1 + MODULUS) / (1 - MODULUS) ** 3,
        SENSITIVITY,
        INSIDE,
        at("B.2.2, rho = 0"),
        EXPONENTIAL,
        ((RHO, ZERO),),
    ),
    Claim(
        "paper/B.2.2-rho-1",
        "E|dh|^2 = 1/|1 - lambda|^4 at rho = 1",
        1 / ((1 - LAMBDA) * (1 - LAMBDA_BAR)) ** 2,
        SENSITIVITY,
        INSIDE,
        at("B.2.2, rho = 1"),
        EXPONENTIAL,
        ((RHO, ONE),),
    ),
)
WORDS = (
    Claim(
        "paper/2.2-diverges",
        "E|h|^2 -> infinity as |lambda| -> 1 for every input: 1/E|h|^2 -> 0 on the circle",
        ZERO,
        1 / STATE_KERNEL(RADIUS * U, RADIUS / U),
        natural((U, RHO)),
        at("section 2.2, in words"),
        EXPONENTIAL,
        limit=RADIUS,
    ),
    Claim(
        "paper/B.3.1-gamma",
        "gamma, which makes gamma^2 E|h|^2 = 1, is the inverse of E|h|^2",
        1 / STATE**2,
        1 / STATE,
        natural((LAMBDA, RHO)),
        at("B.3.1, in words"),
        EXPONENTIAL,
    ),
    *(
        Claim(
            f"paper/B.3.2-phase-rho-{rho}",
            f"E|dh|^2 depends on |lambda| only at rho = {rho}: turning lambda by u changes nothing",
            SENSITIVITY_KERNEL(U * LAMBDA, LAMBDA_BAR / U),
            SENSITIVITY,
            natural((LAMBDA, U)),
            at(f"B.3.2, in words, rho = {rho}"),
            EXPONENTIAL,
            ((RHO, Integer(rho)),),
        )
        for rho in (0, 1)
    ),
)
CLAIMS = (
    EQUATION_5,
    EQUATION_6,
    LEMMA_1,
    STATE_GENERAL,
    STATE_EXPONENTIAL,
    TANGENT_START,
    SENSITIVITY_GENERAL,
    SENSITIVITY_EXPONENTIAL,
    SIMILARITY,
    *LIMITS,
    *WORDS,
)
