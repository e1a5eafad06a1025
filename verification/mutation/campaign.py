"""The designed probes run for real: which mutants do the measured means contradict.

Means at different points come from different streams, so their chi-squared statistics add up. The
covariances are exact for the running code; the normal law of a mean is an approximation, good to
a factor of two at level 1e-9 from about 1e5 steps on, hence `FLOOR`.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from numerics import thinned
from numerics.devices import mesh_of
from numerics.plan import plan
from numerics.points import exponential
from numerics.settings import Settings
from numerics.stream import stream
from verification.mutation.design import ALPHA, LAW, Array, Right, Wrong, to_complex, weights
from verification.mutation.edits import Mutant
from verification.mutation.killing import values
from verification.simulation.grid import Place

FLOOR = 2**17


class Look(NamedTuple):
    """What was measured at a point.

    Args:
        place: the point.
        steps: how many were run.
        means: of each quantity.
        weights: inverse covariances of a mean's parts, shape (2, 2).
    """

    place: Place
    steps: int
    means: dict[str, complex]
    weights: dict[str, Array]


def look(place: Place, steps: int, seed: int, names: Sequence[str]) -> Look:
    """Simulate at a point.

    Args:
        place: the point.
        steps: how many at least; never fewer than `FLOOR` are run.
        seed: of the campaign.
        names: of the quantities.

    Returns:
        The means, with their exact weights.

    Raises:
        ValueError: if the point's memory is so long that steps would be left out.
    """
    settings = Settings(max(steps, FLOOR), LAW, "double", replicas=2)
    groups = plan([exponential(place.numeric)], settings)
    if groups[0].form is thinned:
        raise ValueError(f"place = {place}: must have a shorter memory; move it inside")
    digest = sha256(f"mutants/{seed}/{place}".encode()).digest()
    *_, last = stream(groups, int.from_bytes(digest[:7], "big"), mesh=mesh_of(1))
    means = {name: last.estimates[0][name].mean for name in names}
    one = weights(place, names)
    return Look(place, last.steps[0], means, {n: one[n] * last.steps[0] for n in names})


def statistics(looks: Sequence[Look], right: Right, wrong: Wrong) -> dict[str, Array]:
    """Compare every mutant with what was measured.

    Args:
        looks: the measurements.
        right: formulas by quantity.
        wrong: their mutants.

    Returns:
        By quantity the chi-squared statistic of each mutant, infinite where it has no value; the
        right formula's own comes first.
    """
    return {
        name: sum(
            (_distances(one, name, right, wrong) for one in looks), np.zeros(1 + len(wrong[name]))
        )
        for name in right
    }


def thresholds(looks: Sequence[Look], names: Sequence[str]) -> dict[str, float]:
    """Compute at which statistic a formula is contradicted at level ALPHA.

    Args:
        looks: the measurements.
        names: of the quantities.

    Returns:
        By quantity the quantile of chi-squared.
    """
    parts = {n: sum(np.linalg.matrix_rank(one.weights[n]) for one in looks) for n in names}
    return {name: float(stats.chi2.isf(ALPHA, max(1, count))) for name, count in parts.items()}


def _distances(one: Look, name: str, right: Right, wrong: Wrong) -> Array:
    every = [Mutant("", "", right[name]), *wrong[name]]
    found = values(right[name], every, one.place.exact)
    gaps = np.array([np.inf if v is None else to_complex(v) - one.means[name] for v in found])
    parts = np.stack([gaps.real, gaps.imag])
    with np.errstate(invalid="ignore"):
        distances = np.einsum("aj,ab,bj->j", parts, one.weights[name], parts)
    return np.where(np.isnan(distances), np.inf, distances)
