"""What is stated of gated units and of learning the angle (D.3, figures 7 and 15), paper and code.

A unit h' = lambda h + (1 - lambda) x with a constant gate has E[h(a) h(b)] = f(a, b), which is
(1 - a)(1 - b) K(a, b); the first derivative's second moment is the mixed derivative of f.
"""

from __future__ import annotations

from sympy import Expr, Integer, Symbol, factor

from derivations.domain import Domain, natural
from derivations.inputs import EXPONENTIAL
from derivations.quantities import MIXED_KERNEL, SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.sources import COMPANION, Source
from derivations.symbols import LAMBDA, LAMBDA_0, NU, RHO, U
from verification.claims.claim import Claim
from verification.claims.paper import REAL, at
from verification.claims.paper_student import BY_ANGLE, OPTIMAL_ANGLE, POLAR, WHITE

THETA = Symbol("theta")
STATE, MIXED, SENSITIVITY = (
    kernel(LAMBDA, LAMBDA) for kernel in (STATE_KERNEL, MIXED_KERNEL, SENSITIVITY_KERNEL)
)
KEEP = 1 - LAMBDA
GATED = KEEP**2 * STATE
SLOPE = KEEP**2 * MIXED - KEEP * STATE
SQUARED = KEEP**2 * SENSITIVITY - 2 * KEEP * MIXED + STATE
GATE, BEND = LAMBDA * KEEP, LAMBDA * KEEP * (1 - 2 * LAMBDA)  # of a sigmoid, by its argument


def moment(first: int, second: int) -> Expr:
    """Differentiate f, for white inputs, so many times by each argument; then set both equal."""
    form = (1 - LAMBDA) * (1 - LAMBDA_0) / (1 - LAMBDA * LAMBDA_0)
    return form.diff(LAMBDA, first, LAMBDA_0, second).xreplace({LAMBDA_0: LAMBDA})


CLAIMS = (
    Claim(
        "companion/figure-15",
        "E (dh)^2 of a gated unit is f + 2 d_a f + d_a d_b f, real lambda",
        GATED + 2 * SLOPE + SQUARED,
        SQUARED,
        natural((LAMBDA, RHO), real=True),
        Source(COMPANION, "notebook of figure 15, theory"),
        EXPONENTIAL,
    ),
    Claim(
        "paper/D.3-second",
        "sensitivity of a gated unit to the bias of its gate is E(d^2h/db^2)^2, at rho = 0",
        factor(GATE**4 * moment(2, 2) + 2 * GATE**2 * BEND * moment(2, 1) + BEND**2 * moment(1, 1)),
        GATE**2 * SQUARED,
        REAL,
        at("D.3, sensitivity to the bias", transcription=True),
        EXPONENTIAL,
        WHITE,
    ),
    Claim(
        "companion/learn_theta.start",
        "omega^2 = theta^2/(1 - nu^2)^2 at the start, for theta = omega (1 - nu^2)/(nu sqrt(1 + "
        "nu^2)): omega^2 is theta^2 times the curvature by theta, at rho = 0",
        THETA**2 / (1 - NU**2) ** 2,
        THETA**2 * BY_ANGLE,
        Domain((*POLAR.regions, (THETA, "real"))),
        Source(COMPANION, "learn_theta, start of opt"),
        EXPONENTIAL,
        WHITE,
    ),
    Claim(
        "companion/learn_theta.curvature",
        "the coordinate of Eq. 109 has curvature 1 for the loss of figure 7, without gain, rho = 0",
        Integer(1),
        OPTIMAL_ANGLE * NU**2 * SENSITIVITY_KERNEL(NU * U, NU / U),
        POLAR,
        Source(COMPANION, "learn_theta, loss"),
        EXPONENTIAL,
        WHITE,
    ),
)
