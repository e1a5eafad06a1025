"""What linrec claims: each closed form of the catalogue, the probes, two of long memory."""

from __future__ import annotations

from functools import cache

from sympy import Symbol

from derivations import catalogue, long_memory
from derivations.domain import natural
from derivations.inputs import EXPONENTIAL
from derivations.long_memory import HARMONIC
from derivations.quantities import INPUT_SENSITIVITY, INPUT_STATE, KERNELS, QUANTITIES
from derivations.sources import LINREC, Source
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from verification.claims.claim import ANSWER, Claim

HARMONICS = ("state_kernel_harmonic", "sensitivity_kernel_harmonic")
IDS = (
    *(f"linrec/{name}" for name in catalogue.STREAMED),
    "linrec/input_state",
    "linrec/input_sensitivity",
    *(f"linrec/{name}" for name in HARMONICS),
    *(f"linrec/{name}" for name in catalogue.NAMES if name not in catalogue.STREAMED),
)


@cache
def claim(name: str) -> Claim:
    """Build one of our claims, deriving its formula.

    Args:
        name: one of `IDS`.

    Returns:
        The claim.
    """
    short = name.removeprefix("linrec/")
    if short in catalogue.STREAMED:
        return _of_closed_form(short)
    if short in catalogue.NAMES:
        return _of_rows(short)
    if short in HARMONICS:
        return _of_long_memory(HARMONICS.index(short))
    domain = natural((LAMBDA, RHO))
    source = Source(LINREC, "first moments against the input")
    if short == "input_state":
        formula, truth = 1 / (1 - RHO * LAMBDA), INPUT_STATE(LAMBDA)
        return Claim(
            name, "E[x h] = 1/(1 - rho lambda)", formula, truth, domain, source, EXPONENTIAL
        )
    formula, truth = RHO / (1 - RHO * LAMBDA) ** 2, INPUT_SENSITIVITY(LAMBDA)
    return Claim(
        name, "E[x dh] = rho/(1 - rho lambda)^2", formula, truth, domain, source, EXPONENTIAL
    )


def _of_closed_form(name: str) -> Claim:
    form = catalogue.derive(name)
    _, source = catalogue.parts(name)
    return Claim(
        id=f"linrec/{name}",
        statement=f"{form.quantity.title}, {source.title if source else 'any stationary input'}",
        published=form.expression,
        truth=form.quantity.in_kernels,
        domain=form.domain,
        source=form.source,
        input=source,
    )


def _of_rows(name: str) -> Claim:
    form = catalogue.derive(name)
    return Claim(
        id=f"linrec/{name}",
        statement=f"{form.quantity.title}, {form.about}",
        published=form.expression,
        truth=ANSWER(Symbol(name)),
        domain=form.domain,
        source=form.source,
    )


def _of_long_memory(order: int) -> Claim:
    quantity = next(q for q in QUANTITIES if q.in_kernels == KERNELS[order](LAMBDA, LAMBDA_0))
    return Claim(
        id=f"linrec/{HARMONICS[order]}",
        statement=f"{quantity.title}, {HARMONIC.title}",
        published=long_memory.kernels(LAMBDA, LAMBDA_0)[order],
        truth=quantity.in_kernels,
        domain=natural((LAMBDA, LAMBDA_0)),
        source=Source(LINREC, "structure theorem, long memory"),
        input=HARMONIC,
    )
