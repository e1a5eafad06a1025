"""What the paper states of gains and of parametrizations with angle (B.3)."""

from __future__ import annotations

from sympy import Rational, Symbol

from derivations.domain import Domain, natural
from derivations.inputs import EXPONENTIAL
from derivations.quantities import SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.symbols import LAMBDA, NU, RHO, U
from verification.claims.claim import Claim
from verification.claims.paper import INSIDE, MODULUS, SENSITIVITY, STATE, ZERO, at

GAMMA = Symbol("gamma")
SPEED = Symbol("speed")
WHITE = ((RHO, ZERO),)
POLAR_SENSITIVITY = SENSITIVITY_KERNEL(NU * U, NU / U)

CLAIMS = (
    Claim(
        "paper/C.1.2-gamma",
        "the best gain at rho = 0 is sqrt(1 - |lambda|^2): gamma^2 = 1/E|h|^2",
        1 - MODULUS,
        1 / STATE,
        INSIDE,
        at("B.3.2 and C.1.2, gain for white inputs"),
        EXPONENTIAL,
        WHITE,
    ),
    Claim(
        "paper/B.3.1-backward",
        "d_x L = gamma (lambda d_x L' + e), fed back with its gain: E(d_x L)^2 has gamma lambda "
        "in place of lambda, for errors e with correlation rho",
        GAMMA**2 * STATE_KERNEL(GAMMA * LAMBDA, GAMMA * LAMBDA),
        GAMMA**2 * STATE_KERNEL(LAMBDA, LAMBDA),
        Domain((*natural((LAMBDA, RHO), real=True).regions, (GAMMA, "modulus"))),
        at("B.3.1, backward recursion", transcription=True),
        EXPONENTIAL,
    ),
    Claim(
        "paper/B.3.2-omega",
        "E|d_omega h|^2 = E|dh|^2 (nu'^2 + nu^2 theta'^2)/4; speed^2 = nu'^2 + nu^2 theta'^2, "
        "rho = 0",
        Rational(1, 4) * SPEED**2 * SENSITIVITY,
        SPEED**2 * SENSITIVITY,
        Domain((*INSIDE.regions, (SPEED, "real"))),
        at("B.3.2, second moment of d_omega h", transcription=True),
        EXPONENTIAL,
        WHITE,
    ),
    Claim(
        "paper/B.3.2-E",
        "E(nu) = gamma^2 E|dh|^2 = (1 + nu^2)/(1 - nu^2)^2 at rho = 0, gamma held",
        (1 + NU**2) / (1 - NU**2) ** 2,
        POLAR_SENSITIVITY / STATE_KERNEL(NU * U, NU / U),
        natural((NU, U)),
        at("B.3.2, E(nu)"),
        EXPONENTIAL,
        WHITE,
    ),
)
