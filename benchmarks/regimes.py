"""Where closed forms are hard on floats: near the unit circle, alone, in pairs, with the input."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

VARIABLES = ("lambda", "lambda_0", "rho")
Points = dict[str, np.ndarray[Any, Any]]


class Precision(NamedTuple):
    """A float type, the settings of JAX's x64 in which it is measured, and the smallest gap."""

    name: str
    real: type
    x64: tuple[bool, ...]
    gap: float

    @property
    def complex(self) -> type:
        """The complex type of the same precision."""
        return np.complex64 if self.real is np.float32 else np.complex128


PRECISIONS = (
    Precision("float64", np.float64, (True,), 1e-12),
    Precision("float32", np.float32, (True, False), 1e-6),
)


class Regime(NamedTuple):
    """Where a, b and rho lie, and what an error is compared with.

    Args:
        name: a phrase.
        rates: from a random generator, how many points and the smallest gap, to rates of a, b, rho.
        pairwise: whether a kernel's error is relative to sqrt(Q(a, conj a) Q(b, conj b)), because
            the kernel itself may vanish, and not to the kernel.
    """

    name: str
    rates: Callable[[Any, int, float], Any]
    pairwise: bool = False


def small(rng: Any, count: int, gap: float) -> Any:
    """Draw numbers from `gap` to 1/10, uniform in their logarithm."""
    return 10 ** rng.uniform(math.log10(gap), -1, count)


def moderate(rng: Any, count: int) -> Any:
    """Draw decay rates of moderate memory, |lambda| < 0.9."""
    return rng.uniform(0.106, 3, count)


def signed(rng: Any, decay: Any) -> Any:
    """Give half of the numbers a negative sign, which is an angle of pi."""
    return decay + 1j * np.pi * rng.integers(0, 2, len(decay))


def circle(rng: Any, decay: Any) -> Any:
    """Give numbers an angle."""
    return decay + 1j * rng.uniform(-np.pi, np.pi, len(decay))


def near_conjugate(rng: Any, count: int, gap: float) -> Any:
    """Draw pairs a, b near the circle with b near conj a."""
    a = circle(rng, small(rng, count, gap))
    shift = rng.choice([-1, 1], count) * small(rng, count, gap)
    return a, small(rng, count, gap) + 1j * (shift - a.imag), moderate(rng, count)


def twins(a: Any, rho: Any) -> Any:
    """Take b = a."""
    return a, a, rho


def mirrored(a: Any, rho: Any) -> Any:
    """Take b = conj a."""
    return a, a.conj(), rho


REGIMES = (
    Regime("0 < a, b, rho < 0.9", lambda g, n, e: [moderate(g, n) for _ in range(3)]),
    Regime(
        "|a|, |b|, |rho| < 0.9", lambda g, n, e: [signed(g, moderate(g, n)) for _ in "abr"], True
    ),
    Regime("a = b -> 1, rho = 1/2", lambda g, n, e: twins(small(g, n, e), np.full(n, np.log(2)))),
    Regime("a, b, rho -> 1", lambda g, n, e: [small(g, n, e) for _ in range(3)]),
    Regime("a = b = rho -> 1", lambda g, n, e: [small(g, n, e)] * 3),
    Regime(
        "a = b -> -1, rho -> 1", lambda g, n, e: twins(small(g, n, e) + 1j * np.pi, small(g, n, e))
    ),
    Regime("a, b, rho -> +-1", lambda g, n, e: [signed(g, small(g, n, e)) for _ in "abr"], True),
    Regime(
        "b = conj a near the circle",
        lambda g, n, e: mirrored(circle(g, small(g, n, e)), moderate(g, n)),
    ),
    Regime("b near conj a", near_conjugate, True),
    Regime(
        "generic near the circle",
        lambda g, n, e: [*(circle(g, small(g, n, e)) for _ in "ab"), small(g, n, e)],
        True,
    ),
    Regime(
        "generic",
        lambda g, n, e: [*(circle(g, moderate(g, n)) for _ in "ab"), moderate(g, n)],
        True,
    ),
)


def points(regime: Regime, precision: Precision, coordinates: str, salt: int, count: int) -> Points:
    """Draw the floats that are handed to a form, by the name of its argument.

    Args:
        regime: where.
        precision: which floats.
        coordinates: `rates` or `cartesian`.
        salt: of the random draw.
        count: how many.

    Returns:
        Floats, real where the numbers are real.
    """
    rng = np.random.default_rng(salt)
    drawn = dict(zip(VARIABLES, regime.rates(rng, count, precision.gap), strict=True))
    if coordinates == "cartesian":
        drawn = {name: _cartesian(rate) for name, rate in drawn.items()}
    drawn |= {"mu": rng.uniform(-2, 2, count), "sigma": rng.uniform(-2, 2, count)}
    return {
        name: values.astype(precision.complex if np.iscomplexobj(values) else precision.real)
        for name, values in drawn.items()
    }


def _cartesian(rate: Any) -> Any:
    is_real = np.all(np.isin(rate.imag, (0, np.pi)))
    return np.exp(-rate.real) * (1 - 2 * (rate.imag != 0)) if is_real else np.exp(-rate)
