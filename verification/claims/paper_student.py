"""What the paper states of one student and one teacher (C.1): losses, curvatures, coordinates.

At the optimum the curvature of a loss is E|d(gamma h)|^2, since the residual is zero. A gain of
modulus nu is sqrt(1 - nu^2): it enters curvatures squared, and losses as the rational point
gamma = 2 t/(1 + t^2), nu = (1 - t^2)/(1 + t^2) of the circle. A teacher's angle is zero.
"""

from __future__ import annotations

from sympy import Expr, I, Integer, Rational, Symbol

from derivations.domain import Domain, natural
from derivations.inputs import EXPONENTIAL
from derivations.quantities import MIXED_KERNEL, QUANTITIES, SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.symbols import (
    LAMBDA,
    LAMBDA_0,
    LAMBDA_0_BAR,
    LAMBDA_BAR,
    NU,
    RHO,
    U,
)
from verification.claims.claim import Claim
from verification.claims.paper import ONE, ZERO, at

HALF = Rational(1, 2)
WHITE, CONSTANT = ((RHO, ZERO),), ((RHO, ONE),)
LOSS = next(quantity for quantity in QUANTITIES if quantity.name == "teacher_student_loss")
PAIR = natural((LAMBDA, LAMBDA_0))
POLAR, NU_0 = natural((NU, U)), Symbol("nu_0")
T, S = Symbol("t"), Symbol("s")
COSINE = (U + 1 / U) / 2


def fraction_of(eigenvalue: Expr, teacher: Expr) -> Expr:
    """Write 1/(1 - lambda lambda*), which is E[h h*] for white inputs."""
    return 1 / (1 - eigenvalue * teacher)


def point_of_circle(t: Expr) -> tuple[Expr, Expr]:
    """Give a modulus and its gain, whose squares sum to one."""
    return (1 - t**2) / (1 + t**2), 2 * t / (1 + t**2)


(MODULUS, GAIN), (MODULUS_0, GAIN_0) = map(point_of_circle, (T, S))
OVERLAP = HALF * (fraction_of(MODULUS * U, MODULUS_0) + fraction_of(MODULUS / U, MODULUS_0))
NORMALISED_LOSS = HALF * (
    GAIN**2 * STATE_KERNEL(MODULUS * U, MODULUS / U)
    + GAIN_0**2 * STATE_KERNEL(MODULUS_0, MODULUS_0)
    - GAIN * GAIN_0 * STATE_KERNEL(MODULUS * U, MODULUS_0)
    - GAIN * GAIN_0 * STATE_KERNEL(MODULUS / U, MODULUS_0)
)
OUTWARD = U * MIXED_KERNEL(NU * U, NU / U)
INWARD = MIXED_KERNEL(NU / U, NU * U) / U
BY_MODULUS = (
    NU**2 / (1 - NU**2) * STATE_KERNEL(NU * U, NU / U)
    - NU * (OUTWARD + INWARD)
    + (1 - NU**2) * SENSITIVITY_KERNEL(NU * U, NU / U)
)
BY_ANGLE = (1 - NU**2) * NU**2 * SENSITIVITY_KERNEL(NU * U, NU / U)
ACROSS = I * HALF * NU**2 * (INWARD - OUTWARD)
OPTIMAL_ANGLE = (1 - NU**2) ** 2 / (NU**2 * (1 + NU**2))


def _white(name: str, statement: str, formula: Expr, truth: Expr, place: str) -> Claim:
    return Claim(name, statement, formula, truth, POLAR, at(place), EXPONENTIAL, WHITE)


LOSSES = (
    Claim(
        "paper/C.1.1-rho-0",
        "loss (1/(1 - |lambda|^2) + 1/(1 - |lambda_0|^2) - Re 2/(1 - conj lambda lambda_0))/2 "
        "at rho = 0",
        HALF
        * (
            fraction_of(LAMBDA, LAMBDA_BAR)
            + fraction_of(LAMBDA_0, LAMBDA_0_BAR)
            - fraction_of(LAMBDA_BAR, LAMBDA_0)
            - fraction_of(LAMBDA, LAMBDA_0_BAR)
        ),
        LOSS.in_kernels,
        PAIR,
        at("C.1.1, i.i.d. inputs"),
        EXPONENTIAL,
        WHITE,
    ),
    Claim(
        "paper/C.1.1-rho-1",
        "loss |1/(1 - lambda) - 1/(1 - lambda_0)|^2 / 2 at rho = 1",
        HALF
        * (1 / (1 - LAMBDA) - 1 / (1 - LAMBDA_0))
        * (1 / (1 - LAMBDA_BAR) - 1 / (1 - LAMBDA_0_BAR)),
        LOSS.in_kernels,
        PAIR,
        at("C.1.1, constant inputs"),
        EXPONENTIAL,
        CONSTANT,
    ),
    *(
        Claim(
            f"paper/C.1.2-loss-{line}",
            f"normalised loss at rho = 0, {what}; |lambda| = (1 - t^2)/(1 + t^2), "
            "gamma = 2 t/(1 + t^2), the teacher's with s",
            formula,
            NORMALISED_LOSS,
            Domain(((T, "modulus"), (S, "modulus"), (U, "circle"))),
            at(f"C.1.2, {line} line of the loss", transcription=line == "first"),
            EXPONENTIAL,
            WHITE,
        )
        for line, what, formula in (
            (
                "first",
                "squares of own terms with gamma/(1 - |lambda|^2)",
                HALF * (GAIN / (1 - MODULUS**2) + GAIN_0 / (1 - MODULUS_0**2))
                - GAIN * GAIN_0 * OVERLAP,
            ),
            (
                "second",
                "1 - Re gamma gamma_0/(1 - conj lambda lambda_0)",
                1 - GAIN * GAIN_0 * OVERLAP,
            ),
        )
    ),
)
STEPS = (
    _white(
        "paper/C.1.2-gamma-slope",
        "gamma' = -nu/gamma at rho = 0: gamma gamma' = (1/E|h|^2)'/2 = -nu",
        -NU,
        -HALF * (OUTWARD + INWARD) / STATE_KERNEL(NU * U, NU / U) ** 2,
        "C.1.2, slope of the gain",
    ),
    Claim(
        "paper/C.1.2-alpha",
        "alpha = |1 - conj lambda lambda_0|^2 = (1 - nu nu_0 cos)^2 + (nu nu_0 sin)^2, where "
        "u = exp(i delta); at rho = 0 it is 1/|E[h h_0]|^2",
        (1 - NU * NU_0 * COSINE) ** 2 + NU**2 * NU_0**2 * (1 - COSINE**2),
        1 / (STATE_KERNEL(NU * U, NU_0) * STATE_KERNEL(NU / U, NU_0)),
        Domain((*POLAR.regions, (NU_0, "modulus"))),
        at("C.1.2, alpha"),
        EXPONENTIAL,
        WHITE,
    ),
    _white(
        "paper/C.1.2-alpha-0",
        "alpha(0) = (1 - nu^2)^2, alpha'(0) = 0, alpha''(0) = 2 nu^2, as for "
        "alpha(0) + alpha''(0) (1 - cos delta)",
        (1 - NU**2) ** 2 + 2 * NU**2 * (1 - COSINE),
        1 / (STATE_KERNEL(NU * U, NU) * STATE_KERNEL(NU / U, NU)),
        "C.1.2, alpha at the optimum",
    ),
)
CURVATURES = (
    _white(
        "paper/C.1.2-nu",
        "curvature by nu of the normalised loss is 1/(1 - nu^2)^2 at rho = 0: E|d_nu(gamma h)|^2",
        1 / (1 - NU**2) ** 2,
        BY_MODULUS,
        "C.1.2, second derivative by nu",
    ),
    _white(
        "paper/C.1.2-theta",
        "curvature by theta of the normalised loss is nu^2 (1 + nu^2)/(1 - nu^2)^2 at rho = 0",
        NU**2 * (1 + NU**2) / (1 - NU**2) ** 2,
        BY_ANGLE,
        "C.1.2, second derivative by theta",
    ),
    _white(
        "paper/C.1.2-cross",
        "the curvature across nu and theta is 0 at rho = 0: Re E[d_nu(gamma h) conj d_theta]",
        ZERO,
        ACROSS,
        "C.1.2, coordinates taken one by one",
    ),
    _white(
        "paper/eq-108",
        "nu = tanh(omega) has curvature 1 at rho = 0: nu'^2 E|d_nu(gamma h)|^2, nu' = 1 - nu^2",
        Integer(1),
        (1 - NU**2) ** 2 * BY_MODULUS,
        "Eq. 108",
    ),
    _white(
        "paper/eq-109",
        "theta = omega (1 - nu^2)/(nu sqrt(1 + nu^2)) has curvature 1 at rho = 0, nu held",
        Integer(1),
        OPTIMAL_ANGLE * BY_ANGLE,
        "Eq. 109",
    ),
)
CLAIMS = (*LOSSES, *STEPS, *CURVATURES)
