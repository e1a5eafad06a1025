"""What the paper's companion notebooks compute, as typed there."""

from __future__ import annotations

from sympy import Rational

from derivations.domain import natural
from derivations.inputs import EXPONENTIAL, WHITE_PLUS_CONSTANT
from derivations.quantities import QUANTITIES, SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.sources import COMPANION, Source
from derivations.symbols import (
    LAMBDA,
    LAMBDA_0,
    LAMBDA_0_BAR,
    LAMBDA_BAR,
    MU,
    RHO,
    SIGMA,
)
from verification.claims.claim import Claim

LOSS = next(quantity for quantity in QUANTITIES if quantity.name == "teacher_student_loss")
PRODUCT, SUM = LAMBDA * LAMBDA_0, LAMBDA + LAMBDA_0
GAP = 1 / (1 - LAMBDA) - 1 / (1 - LAMBDA_0)
GAP_BAR = 1 / (1 - LAMBDA_BAR) - 1 / (1 - LAMBDA_0_BAR)

CLAIMS = (
    Claim(
        "companion/visualization_S.estimate",
        "S(lambda, lambda_0, rho) as drawn in the figure of eigenvalue similarity",
        (
            (1 - RHO) * (1 + PRODUCT)
            + RHO**2 * (1 - PRODUCT) ** 3
            - RHO * (1 - RHO) * PRODUCT * (2 * SUM - RHO * PRODUCT * (1 + PRODUCT))
        )
        / ((1 - RHO * LAMBDA) ** 2 * (1 - RHO * LAMBDA_0) ** 2 * (1 - PRODUCT) ** 3),
        SENSITIVITY_KERNEL(LAMBDA, LAMBDA_0),
        natural((LAMBDA, LAMBDA_0, RHO)),
        Source(COMPANION, "visualization_S, estimate"),
        EXPONENTIAL,
    ),
    Claim(
        "companion/1D-case.h2",
        "E h^2 for exponential inputs, real lambda",
        (1 + RHO * LAMBDA) / ((1 - RHO * LAMBDA) * (1 - LAMBDA**2)),
        STATE_KERNEL(LAMBDA, LAMBDA),
        natural((LAMBDA, RHO), real=True),
        Source(COMPANION, "1D-case, h2"),
        EXPONENTIAL,
    ),
    Claim(
        "companion/1D-case.dh_dlamb",
        "E (dh)^2 for exponential inputs, real lambda",
        ((1 + LAMBDA**2) * (1 - RHO**2 * LAMBDA**2) + 2 * RHO * LAMBDA * (1 - LAMBDA**2))
        / ((1 - LAMBDA**2) ** 3 * (1 - RHO * LAMBDA) ** 2),
        SENSITIVITY_KERNEL(LAMBDA, LAMBDA),
        natural((LAMBDA, RHO), real=True),
        Source(COMPANION, "1D-case, dh_dlamb"),
        EXPONENTIAL,
    ),
    Claim(
        "companion/1D-case.loss",
        "teacher-student loss for inputs of mean mu and variance sigma^2, complex lambda",
        Rational(1, 2)
        * (
            MU**2 * GAP * GAP_BAR
            + SIGMA**2
            * (
                1 / (1 - LAMBDA * LAMBDA_BAR)
                + 1 / (1 - LAMBDA_0 * LAMBDA_0_BAR)
                - 1 / (1 - LAMBDA * LAMBDA_0_BAR)
                - 1 / (1 - LAMBDA_BAR * LAMBDA_0)
            )
        ),
        LOSS.in_kernels,
        natural((LAMBDA, LAMBDA_0, MU, SIGMA)),
        Source(COMPANION, "1D-case, loss"),
        WHITE_PLUS_CONSTANT,
    ),
)
