"""Run the fast tests whose course depends on the seed under many seeds, and record what is red.

Run from the repository root: `python benchmarks/seeds.py [--seeds 100] [--first 1] [-o FILE.json]`,
or `make seeds`. The other tests do the same under every seed. With `-o` a file of the same seeds is
taken up where an earlier run left it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

SELECTION = "randomised and not slow and not tex"
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", SELECTION)


def files() -> list[str]:
    """List the files that hold such tests; to collect all the others would take longer."""
    command = [*PYTEST, "--collect-only", "tests"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return sorted({line.split("::")[0] for line in done.stdout.splitlines() if "::" in line})


def run(seed: int, where: list[str]) -> dict[str, Any]:
    """Run the tests under one seed.

    Args:
        seed: LINREC_SEED.
        where: files.

    Returns:
        How many passed, which did not, and pytest's exit code.
    """
    environment = {**os.environ, "LINREC_SEED": str(seed)}
    command = [*PYTEST, *where]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    passed = re.search(r"(\d+) passed", done.stdout)
    red = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return {"passed": int(passed[1]) if passed else 0, "red": red, "exit_code": done.returncode}


def main() -> int:
    """Run the campaign; 1 if any seed is red."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("-o", dest="file", type=Path)
    asked = parser.parse_args()
    known: dict[str, Any] = {}
    if asked.file and asked.file.exists():
        known = json.loads(asked.file.read_text(encoding="utf-8"))["seeds"]
    wanted = range(asked.first, asked.first + asked.seeds)
    missing = [seed for seed in wanted if str(seed) not in known]
    where = files()
    with ThreadPoolExecutor(asked.workers) as pool:
        for seed, found in zip(missing, pool.map(lambda s: run(s, where), missing), strict=True):
            known[str(seed)] = found
            print(f"seed {seed}: {found}", file=sys.stderr, flush=True)
            if asked.file:
                asked.file.write_text(json.dumps(summary(known), indent=1) + "\n", encoding="utf-8")
    print(json.dumps({k: v for k, v in summary(known).items() if k != "seeds"}))
    return int(summary(known)["red"] > 0)


def summary(known: dict[str, Any]) -> dict[str, Any]:
    """Count seeds, and those that are red."""
    red = sum(item["exit_code"] != 0 for item in known.values())
    tests = sorted({item["passed"] for item in known.values()})
    return {
        "selection": SELECTION,
        "count": len(known),
        "red": red,
        "passed": tests,
        "seeds": known,
    }


if __name__ == "__main__":
    sys.exit(main())
