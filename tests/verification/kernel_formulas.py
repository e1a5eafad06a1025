"""Right and wrong formulas of kernels and moments, worked out by hand, as claims."""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr

from derivations import general
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, RHO
from verification import claims
from verification.claims.claim import Claim

A, B, A_BAR, B_BAR = LAMBDA, LAMBDA_0, LAMBDA_BAR, LAMBDA_0_BAR


def state(a: Expr, b: Expr, rho: Expr = RHO, sign: int = -1) -> Expr:
    return (1 + sign * a * b * rho**2) / ((1 - a * b) * (1 - a * rho) * (1 - b * rho))


def sensitivity(
    a: Expr, b: Expr, *, white: Expr = 1 - RHO**2, power: int = 3, two: int = 2, sign: int = 1
) -> Expr:
    inner = 1 + a * b - two * RHO * a * b * (a + b) + sign * RHO**2 * (a * b) ** 2 * (1 + a * b)
    above = white * inner + RHO**2 * (1 - a * b) ** 3
    return above / ((1 - a * b) ** power * ((1 - RHO * a) * (1 - RHO * b)) ** 2)


def loss(across: int) -> Expr:
    alone, mixed = state(A, A_BAR) + state(B, B_BAR), state(A, B_BAR) + state(B, A_BAR)
    return (alone + across * mixed) / 2


def published(name: str, formula: Expr) -> Claim:
    return replace(claims.find(name), published=formula)


RIGHT = {
    "K": ("state_kernel", state(A, B)),
    "E|h|^2": ("state_moment", state(A, A_BAR)),
    "S": ("sensitivity_kernel", sensitivity(A, B)),
    "E|dh|^2": ("sensitivity_moment", sensitivity(A, A_BAR)),
    "L": ("teacher_student_loss", loss(-1)),
    "E[x h]": ("linrec/input_state", 1 / (1 - A * RHO)),
    "E[x dh]": ("linrec/input_sensitivity", RHO / (1 - A * RHO) ** 2),
}
WRONG = {
    "K: dropped factor": ("state_kernel", state(A, B) * (1 - B * RHO)),
    "K: sign of rho": ("state_kernel", state(A, B, -RHO)),
    "K: plus for minus": ("state_kernel", state(A, B, sign=1)),
    "K: rho for rho^2": ("state_kernel", state(A, B) * (1 - A * B * RHO) / (1 - A * B * RHO**2)),
    "K: coefficient": ("state_kernel", state(A, B) * (1 - 2 * A * B) / (1 - A * B)),
    "E|h|^2: no conjugate": ("state_moment", state(A, A)),
    "E|h|^2: conjugate for lambda": ("state_moment", state(A_BAR, A_BAR)),
    "S: 1 - rho for 1 - rho^2": ("sensitivity_kernel", sensitivity(A, B, white=1 - RHO)),
    "S: exponent 2 for 3": ("sensitivity_kernel", sensitivity(A, B, power=2)),
    "S: coefficient 3 for 2": ("sensitivity_kernel", sensitivity(A, B, two=3)),
    "S: sign flip": ("sensitivity_kernel", sensitivity(A, B, sign=-1)),
    "E|dh|^2: no conjugate": ("sensitivity_moment", sensitivity(A, A)),
    "E|dh|^2: conjugate for lambda": ("sensitivity_moment", sensitivity(A_BAR, A_BAR)),
    "L: sign flip": ("teacher_student_loss", loss(1)),
    "L: not halved": ("teacher_student_loss", 2 * loss(-1)),
    "E[x h]: conjugate": ("linrec/input_state", 1 / (1 - A_BAR * RHO)),
    "E[x dh]: of the lagged input": ("linrec/input_sensitivity", 1 / (1 - A * RHO) ** 2),
    "white K: exponent": ("state_kernel_white", (1 - A * B) ** -2),
    "general K: sign": ("state_kernel_general", (general.G(A) - general.G(B)) / (1 - A * B)),
}
