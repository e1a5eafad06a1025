"""Further inputs as rows: sums of exponentials, AR, ARMA, damped cosine, constant, periodic."""

from __future__ import annotations

from functools import cache

from sympy import Expr, Rational, Symbol

from derivations.inputs import ONE, XI, ZERO, Input, X, Z, of_atoms
from derivations.laws import Law, gaussian, symmetric
from derivations.system import prime
from derivations.yule_walker import autocovariances, generating

W, RHO_1, RHO_2 = Symbol("w"), Symbol("rho_1"), Symbol("rho_2")
PHI, THETA, PHI_1, PHI_2 = Symbol("phi"), Symbol("theta"), Symbol("phi_1"), Symbol("phi_2")
P, Q, TAN, KURTOSIS = Symbol("P"), Symbol("Q"), Symbol("t"), Symbol("mu_4")
Y, ETA = Symbol("y"), Symbol("eta")


def exponentials(weights: tuple[Expr, ...], ratios: tuple[Expr, ...]) -> Input:
    r"""Sum independent exponential inputs, $R(\Delta) = \sum_i w_i \rho_i^{|\Delta|}$.

    Args:
        weights: w, shape (k,), not negative.
        ratios: rho, shape (k,), between -1 and 1.

    Returns:
        The input.
    """
    count = range(1, len(weights) + 1)
    parts, noises = [Symbol(f"x_{i}") for i in count], [Symbol(f"xi_{i}") for i in count]
    atoms = tuple(zip(weights, ratios, strict=True))
    return Input(
        name=f"exponentials_{len(weights)}",
        title=f"a sum of {len(weights)} exponentials, R(Delta) = sum of w_i rho_i^|Delta|",
        rows=(
            *((s, r * s + n) for s, r, n in zip(parts, ratios, noises, strict=True)),
            (X, sum(map(prime, parts), ZERO)),
        ),
        laws=tuple(gaussian(n, w * (1 - r**2)) for n, (w, r) in zip(noises, atoms, strict=True)),
        generating=of_atoms(atoms),
        parameters=_symbols(*weights, *ratios),
        atoms=atoms,
    )


def arma(phi: tuple[Expr, ...], theta: tuple[Expr, ...], law: Law | None = None) -> Input:
    r"""Let the input obey $x' = \sum_k \phi_k x_{t+1-k} + \xi + \sum_k \theta_k \xi_{t+1-k}$.

    Args:
        phi: coefficients on past values, shape (p,), p > 0.
        theta: coefficients on past noise, shape (q,); none for an AR(p).
        law: of the noise xi; by default normal with the variance that gives R(0) = 1.

    Returns:
        The input; x_k and n_k are value and noise of k steps before.
    """
    law = law or gaussian(XI, 1 / autocovariances(phi, theta, ONE, 1)[0])
    past = [X, *(Symbol(f"x_{k}") for k in range(1, len(phi)))]
    noise = [Symbol(f"n_{k}") for k in range(1, len(theta) + 1)]
    terms = zip((*phi, *theta), (*past, *noise), strict=True)
    kind = f"ARMA({len(phi)},{len(theta)})" if theta else f"AR({len(phi)})"
    return Input(
        name=kind.lower().replace("(", "_").replace(",", "_").rstrip(")"),
        title=f"{kind}, R(0) = 1",
        rows=(
            (X, sum((c * s for c, s in terms), XI)),
            *zip(past[1:], past, strict=False),
            *zip(noise, [XI, *noise], strict=False),
        ),
        laws=(law,),
        generating=generating(phi, theta, law.moment((2,)), Z),
        parameters=_symbols(*phi, *theta, *law.parameters),
    )


def damped_cosine(p: Expr, q: Expr) -> Input:
    r"""Rotate and shrink a plane of noise, $R(\Delta) = r^{|\Delta|} \cos(w \Delta)$.

    Args:
        p: r cos w.
        q: r sin w.

    Returns:
        The input.
    """
    square = p**2 + q**2
    return Input(
        name="damped_cosine",
        title="a damped cosine, R(Delta) = r^|Delta| cos(w Delta), P = r cos w, Q = r sin w",
        rows=((X, p * X - q * Y + XI), (Y, q * X + p * Y + ETA)),
        laws=(gaussian(XI, 1 - square), gaussian(ETA, 1 - square)),
        generating=(1 - square * Z**2) / (2 * (1 - 2 * p * Z + square * Z**2)),
        parameters=_symbols(p, q),
    )


def constant() -> Input:
    """Keep one random level for ever, R(Delta) = 1."""
    return Input(
        name="constant",
        title="constant, R(Delta) = 1",
        rows=((X, X),),
        laws=(),
        generating=of_atoms(((ONE, ONE),)),
        parameters=(),
        data=((("x", "x"), ONE),),
        atoms=((ONE, ONE),),
    )


def periodic(tangent: Expr) -> Input:
    r"""Turn a random phase, $R(\Delta) = \cos(w \Delta)$.

    Args:
        tangent: tan(w / 2).

    Returns:
        The input.
    """
    cos, sin = (1 - tangent**2) / (1 + tangent**2), 2 * tangent / (1 + tangent**2)
    return Input(
        name="periodic",
        title="periodic, R(Delta) = cos(w Delta), t = tan(w/2)",
        rows=((X, cos * X - sin * Y), (Y, sin * X + cos * Y)),
        laws=(),
        generating=(1 - Z**2) / (2 * (1 - 2 * cos * Z + Z**2)),
        parameters=_symbols(tangent),
        data=((("x", "x"), ONE), (("x", "y"), ZERO), (("y", "y"), ONE)),
    )


def noisy(kurtosis: Expr) -> Input:
    """Let noise of any symmetric law be the input, of given fourth moment.

    Args:
        kurtosis: E x^4 / (E x^2)^2.

    Returns:
        The input.
    """
    return Input(
        name="any_noise",
        title="white noise of any symmetric law, mu_4 = E x^4",
        rows=((X, XI),),
        laws=(symmetric(XI, ONE, kurtosis),),
        generating=Rational(1, 2) * ONE,
        parameters=_symbols(kurtosis),
        atoms=((ONE, ZERO),),
    )


FURTHER = ("exponentials_2", "ar_2", "arma_1_1", "damped_cosine", "constant", "periodic")


@cache
def further() -> tuple[Input, ...]:
    """List one input of each further kind, with symbols for its parameters."""
    return (
        exponentials((W, 1 - W), (RHO_1, RHO_2)),
        arma((PHI_1, PHI_2), ()),
        arma((PHI,), (THETA,)),
        damped_cosine(P, Q),
        constant(),
        periodic(TAN),
    )


def _symbols(*expressions: Expr) -> tuple[Symbol, ...]:
    return tuple(dict.fromkeys(s for e in expressions for s in sorted(e.free_symbols, key=str)))
