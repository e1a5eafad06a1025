"""What the paper states of lemmas, of divergence, and of connected networks (B.1 and B.2)."""

from __future__ import annotations

from derivations.domain import Domain, natural
from derivations.inputs import EXPONENTIAL
from derivations.quantities import SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, R_0, RADIUS, RHO, U
from verification.claims.claim import Claim
from verification.claims.paper import ONE, STATE, ZERO, at, lag_sum, weighted_lag_sum

PRODUCT = LAMBDA * LAMBDA_0
PAIR = natural((LAMBDA, LAMBDA_0))
LAGS = R_0 + lag_sum(LAMBDA) + lag_sum(LAMBDA_0)

CLAIMS = (
    Claim(
        "paper/lemma-1-sum",
        "right side of Lemma 1, (u_0 + sum (alpha^D + beta^D) u_D) / (1 - alpha beta), is "
        "E[h(alpha) h(beta)] for any input",
        LAGS / (1 - PRODUCT),
        STATE_KERNEL(LAMBDA, LAMBDA_0),
        PAIR,
        at("B.1, Lemma 1, right side"),
    ),
    Claim(
        "paper/lemma-2",
        "the mixed derivative of Lemma 1's right side is E[dh(alpha) dh(beta)] for any input",
        (LAGS / (1 - PRODUCT)).diff(LAMBDA, LAMBDA_0),
        SENSITIVITY_KERNEL(LAMBDA, LAMBDA_0),
        PAIR,
        at("B.1, Lemma 2"),
    ),
    Claim(
        "paper/B.2.2-product",
        "that derivative taken as of a product: (1 + ab)/(1 - ab)^3 and one over (1 - ab)^2",
        (1 + PRODUCT) / (1 - PRODUCT) ** 3 * LAGS
        + (weighted_lag_sum(LAMBDA) + weighted_lag_sum(LAMBDA_0)) / (1 - PRODUCT) ** 2,
        SENSITIVITY_KERNEL(LAMBDA, LAMBDA_0),
        PAIR,
        at("B.2.2, derivative of a product"),
    ),
    Claim(
        "paper/B.2.2-diverges",
        "E|dh|^2 -> infinity as lambda -> 1 where |rho| < 1: 1/E|dh|^2 -> 0",
        ZERO,
        1 / SENSITIVITY_KERNEL(RADIUS, RADIUS),
        Domain(((RHO, "segment"),)),
        at("B.2.2, in words, rho < 1"),
        EXPONENTIAL,
        limit=RADIUS,
    ),
    Claim(
        "paper/B.2.2-diverges-rho-1",
        "E|dh|^2 -> infinity only as lambda -> 1 at rho = 1: 1/E|dh|^2 -> |1 - u|^4 on the circle",
        ((1 - U) * (1 - 1 / U)) ** 2,
        1 / SENSITIVITY_KERNEL(RADIUS * U, RADIUS / U),
        natural((U,)),
        at("B.2.2, in words, rho = 1"),
        EXPONENTIAL,
        ((RHO, ONE),),
        RADIUS,
    ),
    Claim(
        "paper/B.2.3-index",
        "d h_l / d P_ij = h_i^diag where j = l: none for l = i = 1, j = 2, "
        "so E|d h_1 / d P_12|^2 = 0; lambda_0 is the second eigenvalue",
        ZERO,
        STATE_KERNEL(LAMBDA_0, LAMBDA_0_BAR),
        natural((LAMBDA_0, RHO)),
        at("B.2.3, derivative by P", transcription=True),
        EXPONENTIAL,
    ),
    Claim(
        "paper/B.2.3-recursion",
        "D = d h^diag / d P^-1 solves D_(t+1) = lambda D_(t+1) + x_(t+1): "
        "E|D|^2 = 1/|1 - lambda|^2",
        1 / ((1 - LAMBDA) * (1 - LAMBDA_BAR)),
        STATE,
        natural((LAMBDA, RHO)),
        at("B.2.3, derivative by the inverse of P", transcription=True),
        EXPONENTIAL,
    ),
)
