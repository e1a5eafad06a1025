"""Compare every closed form with the simulator's own step at many exact random points, by `==`.

Run from the repository root, about ten minutes on 2 idle cores:
`.venv/bin/python benchmarks/agreement.py [--points 100000] [--seed 0] [--workers 2] [-o FILE]`.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from verification import agreement


def compare(name: str, points: int, seed: int) -> tuple[str, int, list[str]]:
    """Compare one closed form, and list the points at which it differs."""
    case, generator = agreement.case(name), random.Random(f"{seed}/{name}")
    wrong = []
    for _ in range(points):
        claimed, measured, point = agreement.both_sides(case, generator)
        if claimed != measured:
            wrong.append(", ".join(f"{symbol} = {value}" for symbol, value in point.items()))
    return name, points, wrong


def main() -> int:
    """Share the closed forms out among processes, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000, help="in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("-o", dest="path", type=Path, help="JSON file for the result")
    options = parser.parse_args()
    each = -(-options.points // len(agreement.NAMES))
    start, done, wrong = time.monotonic(), 0, {}
    with ProcessPoolExecutor(options.workers) as pool:
        jobs = [pool.submit(compare, name, each, options.seed) for name in agreement.NAMES]
        for count, job in enumerate(as_completed(jobs), 1):
            name, points, found = job.result()
            done += points
            wrong |= {name: found[:3]} if found else {}
            left = (time.monotonic() - start) / count * (len(jobs) - count)
            print(f"{count}/{len(jobs)} {name}: {points} points, {len(found)} differ; "
                  f"{left:.0f} s left", file=sys.stderr, flush=True)  # fmt: skip
    record = {
        "date": datetime.now(UTC).date().isoformat(),
        "closed_forms": len(agreement.NAMES),
        "points": done,
        "points_each": each,
        "disagreements": wrong,
        "seed": options.seed,
        "seconds": round(time.monotonic() - start),
        "workers": options.workers,
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("sympy", "python-flint")},
    }
    text = json.dumps(record, indent=1) + "\n"
    if options.path:
        options.path.write_text(text, encoding="utf-8")
    print(text, end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
