"""The rung `montecarlo` for mutants: probes designed for those of first order, one run for all."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from verification.mutation import campaign
from verification.mutation.design import ALPHA, BETA, Design, design
from verification.mutation.survey import Batch, claim_of

Found = dict[str, dict[str, Batch]]


class Probing(NamedTuple):
    """A designed simulation.

    Args:
        plan: the points and the steps of the linear program.
        looks: what was measured.
        own: by quantity the right formula's statistic and the threshold.
        seconds: designing, and simulating.
    """

    plan: Design
    looks: tuple[campaign.Look, ...]
    own: dict[str, tuple[float, float]]
    seconds: tuple[float, float]


def probe(found: Found, seed: int) -> tuple[Found, Probing]:
    """Design probes for mutants of first order, simulate, and judge all mutants.

    Args:
        found: by name and order the mutants.
        seed: of the simulation.

    Returns:
        The same with their fates, and the simulation.
    """
    right = {name: claim_of(name).published for name in found}
    began = time.perf_counter()
    plan = design(right, {n: orders["order1"].kinds.distinct for n, orders in found.items()})
    designed = time.perf_counter()
    looks = tuple(
        campaign.look(place, steps, seed, tuple(right))
        for place, steps in zip(plan.places, plan.steps, strict=True)
    )
    ran = time.perf_counter()
    thresholds = campaign.thresholds(looks, tuple(right))
    judged: Found = {name: {} for name in found}
    own: dict[str, tuple[float, float]] = {}
    for name, orders in found.items():
        for order, batch in orders.items():
            start = time.perf_counter()
            seen = campaign.statistics(looks, {name: right[name]}, {name: batch.kinds.distinct})[
                name
            ]
            own[name] = (float(seen[0]), thresholds[name])
            kills = [bool(number > thresholds[name]) for number in seen]
            judged[name][order] = batch.with_kills("montecarlo", kills, time.perf_counter() - start)
    return judged, Probing(plan, looks, own, (designed - began, ran - designed))


def record(probing: Probing) -> dict[str, Any]:
    """Make the JSON record of a designed simulation."""
    return {
        "alpha": ALPHA,
        "beta": BETA,
        "points": [
            {
                **{str(s): str(v) for s, v in look.place.exact.items()},
                "designed": n,
                "run": look.steps,
            }
            for look, n in zip(probing.looks, probing.plan.steps, strict=True)
        ],
        "designed_steps": sum(probing.plan.steps),
        "steps": sum(look.steps for look in probing.looks),
        "least_information": probing.plan.least,
        "unseen": [
            {"name": name, "operator": m.operator, "place": m.place}
            for name, m in probing.plan.unseen
        ],
        "right_formulas": {
            name: {"statistic": seen, "threshold": threshold}
            for name, (seen, threshold) in probing.own.items()
        },
        "seconds": {"design": round(probing.seconds[0], 2), "run": round(probing.seconds[1], 2)},
    }
