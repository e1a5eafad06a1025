"""Make wrong formulas on purpose and count what kills them: every rung, first and second order.

Usage: python -m benchmarks.mutants [--order2 3000] [--campaigns 100] [--seed 0] [-o FILE]

The exact rung is timed on first-order mutants, and takes thousands of the second order. The driven
simulator takes those of first order. Probes designed for the first order are then simulated again
and again with other seeds; in one campaign the second order, not designed for, is held out.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from verification.mutation import campaign, probing, survey
from verification.session import strict


def tally(found: probing.Found, order: str) -> dict[str, Any]:
    """Add the formulas' records of one order up."""
    records = [survey.record(orders[order]) for orders in found.values()]
    counts = ("total", "duplicates", "degenerate", "equivalent", "distinct")
    return {
        **{count: sum(record[count] for record in records) for count in counts},
        "killed": {r: sum(one["killed"][r] for one in records) for r in records[0]["killed"]},
        "right_killed": sum(len(record["right_killed"]) for record in records),
        "suspicious": [n for n, r in zip(found, records, strict=True) if r["suspicious"]],
        "seconds": round(sum(record["seconds"] for record in records), 2),
    }


def exact(order2: int, seed: int) -> tuple[probing.Found, dict[str, Any]]:
    """Make mutants of all formulas and kill them at one exact point each."""
    began = time.perf_counter()
    found = {n: survey.survey(n, order2, ("exact",), seed) for n in survey.EXPONENTIAL}
    spent = round(time.perf_counter() - began, 2)
    orders = survey.ORDERS if order2 else survey.ORDERS[:1]
    return found, {**{order: tally(found, order) for order in orders}, "seconds": spent}


def campaigns(found: probing.Found, count: int, seed: int) -> dict[str, Any]:
    """Simulate the designed probes with many seeds.

    Args:
        found: mutants of one order or both.
        count: how many campaigns.
        seed: of the first; the others follow.

    Returns:
        The design, the mutants alive in each campaign, and how often a right formula is killed.
    """
    judged, run = probing.probe(found, seed)
    right = {name: survey.claim_of(name).published for name in found}
    wrong = {n: orders["order1"].kinds.distinct for n, orders in found.items()}
    alive: list[int] = []
    wronged, largest, seconds = 0, 0.0, []
    for number in range(count):
        began = time.perf_counter()
        looks = tuple(
            campaign.look(place, steps, seed + number, tuple(right))
            for place, steps in zip(run.plan.places, run.plan.steps, strict=True)
        )
        seconds.append(time.perf_counter() - began)
        limits = campaign.thresholds(looks, tuple(right))
        seen = campaign.statistics(looks, right, wrong)
        alive.append(sum(int((seen[n][1:] <= limits[n]).sum()) for n in right))
        wronged += sum(bool(seen[n][0] > limits[n]) for n in right)
        largest = max(largest, *(float(seen[n][0] / limits[n]) for n in right))
        print(f"campaign {number}: {alive[-1]} alive", file=sys.stderr, flush=True)
    return {
        "design": probing.record(run),
        "campaigns": count,
        "alive": alive,
        "held out, second order": tally(judged, "order2")
        if "order2" in found[survey.NAMES[0]]
        else None,
        "right_killed": wronged,
        "largest_statistic_of_a_right_formula_over_its_threshold": round(largest, 3),
        "seconds": [round(one, 2) for one in seconds],
    }


def main() -> int:
    """Run all; 1 if a wrong formula lives or a right one is killed."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--order2", type=int, default=3000)
    parser.add_argument("--campaigns", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", dest="file", type=Path)
    asked = parser.parse_args()
    strict()
    _, alone = exact(0, asked.seed)
    found, both = exact(asked.order2, asked.seed)
    driven = {n: survey.survey(n, 0, ("driven",), asked.seed) for n in survey.EXPONENTIAL}
    whole = {
        "seed": asked.seed,
        "formulas": list(found),
        "exact, first order": alone,
        "exact, both orders": both,
        "driven, first order": tally(driven, "order1"),
        "montecarlo": campaigns(found, asked.campaigns, asked.seed),
    }
    print(json.dumps(whole, indent=1))
    if asked.file:
        asked.file.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    orders = [both[order] for order in survey.ORDERS if order in both]
    tallies = [alone["order1"], whole["driven, first order"], *orders]
    dead = all(n == one["distinct"] for one in tallies for n in one["killed"].values())
    wronged = whole["montecarlo"]["right_killed"] + sum(one["right_killed"] for one in tallies)
    return int(not dead or wronged > 0 or any(whole["montecarlo"]["alive"]))


if __name__ == "__main__":
    sys.exit(main())
