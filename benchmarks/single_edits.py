"""Edit the source at random, one leaf at a time, and count the edits that the tests notice.

Usage: python benchmarks/single_edits.py [--edits 50] [--seed 0] [--workers 2] [-o FILE]

Each edit changes one sign, coefficient, exponent, name or operator in derivations/, numerics/ or
our claims, in a copy of the repository, and runs the test suite there until it fails.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FILES = (
    *(
        f"derivations/{name}.py"
        for name in ("catalogue", "closed_form", "domain", "field", "general")
    ),
    *(f"derivations/{name}.py" for name in ("inputs", "moments", "quantities", "routes", "stable")),
    *(f"numerics/{name}.py" for name in ("estimate", "gaussian", "laws", "noise", "oracle")),
    *(f"numerics/{name}.py" for name in ("simulate", "stream", "system")),
    "verification/claims/ours.py",
)
# the tests that most edits fail come first; together they are the whole suite
ORDER = ("tests/theory", "tests/derivations", "tests/numerics", "tests")
OPERATORS = {"Add": "-", "Sub": "+", "Mult": "+", "Div": "*", "Pow": "*"}


class Edit(NamedTuple):
    """One change of the source text.

    Args:
        file: path inside the repository.
        line: line number.
        kind: what is changed.
        before: the text replaced.
        after: what replaces it.
        start: offset in the file.
    """

    file: str
    line: int
    kind: str
    before: str
    after: str
    start: int


def offsets(text: str) -> list[int]:
    """List the offset of each line's start, in bytes of UTF-8."""
    total, starts = 0, []
    for line in text.splitlines(keepends=True):
        starts.append(total)
        total += len(line.encode())
    return starts


def candidates(file: str) -> Iterator[Edit]:
    """List the single edits of one file."""
    text = (ROOT / file).read_text(encoding="utf-8")
    data, starts = text.encode(), offsets(text)

    def at(node: Any) -> tuple[int, int]:
        return (
            starts[node.lineno - 1] + node.col_offset,
            starts[node.end_lineno - 1] + node.end_col_offset,
        )

    names = sorted({n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)})
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            start, end = at(node)
            for step in (1, -1):
                before = data[start:end].decode()
                yield Edit(file, node.lineno, "coefficient", before, str(node.value + step), start)
        elif isinstance(node, ast.BinOp) and type(node.op).__name__ in OPERATORS:
            start, end = at(node.left)[1], at(node.right)[0]
            before = data[start:end].decode()
            symbol = before.strip(" ()\n")
            if symbol in ("+", "-", "*", "/", "**"):
                after = before.replace(symbol, OPERATORS[type(node.op).__name__])
                yield Edit(file, node.lineno, "operator", before, after, start)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            start, end = at(node)
            before = data[start:end].decode()
            yield Edit(file, node.lineno, "sign", before, before[1:], start)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield from _renamed(file, node, names, at(node)[0])


def _renamed(file: str, node: ast.Name, names: list[str], start: int) -> Iterator[Edit]:
    symbols = [
        n for n in names if n.isupper() == node.id.isupper() and n != node.id and len(n) < 14
    ]
    if node.id.isupper() and len(node.id) < 14 and symbols:
        other = symbols[node.lineno % len(symbols)]
        yield Edit(file, node.lineno, "symbol", node.id, other, start)


def equivalent_in_text(edit: Edit) -> bool:
    """Leave out edits of annotations and imports, which change nothing that runs."""
    line = (ROOT / edit.file).read_text(encoding="utf-8").splitlines()[edit.line - 1]
    return line.lstrip().startswith(("from ", "import ", "def ", "@", "class "))


def judge(edit: Edit, folder: Path) -> dict[str, Any]:
    """Apply one edit in a copy and run the tests there.

    Args:
        edit: the change.
        folder: where copies are made.

    Returns:
        The edit, whether the tests failed, and how long they took.
    """
    copy = Path(tempfile.mkdtemp(dir=folder)) / "copy"
    ignore = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "*.ipynb")
    shutil.copytree(ROOT, copy, ignore=ignore)
    target = copy / edit.file
    data = target.read_bytes()
    end = edit.start + len(edit.before.encode())
    target.write_bytes(data[: edit.start] + edit.after.encode() + data[end:])
    started = time.monotonic()
    paths = os.pathsep.join([str(copy), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *ORDER],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    seconds = round(time.monotonic() - started)
    why = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    shutil.rmtree(copy.parent)
    return {
        **edit._asdict(),
        "killed": done.returncode == 1,
        "code": done.returncode,
        "seconds": seconds,
        "by": why[0][:160] if why else "",
    }


def main() -> None:
    """Draw edits, judge them and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("-o", dest="output", type=Path)
    settings = parser.parse_args()
    every = [e for file in FILES for e in candidates(file) if not equivalent_in_text(e)]
    drawn = random.Random(settings.seed).sample(every, settings.edits)
    print(f"seed {settings.seed}: {settings.edits} of {len(every)} single edits", flush=True)
    results = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(settings.workers) as pool:
        for result in pool.map(lambda edit: judge(edit, Path(folder)), drawn):
            results.append(result)
            word = "killed" if result["killed"] else "SURVIVED"
            change = f"{result['before']!r} -> {result['after']!r}"
            print(
                f"{word:<9}{result['file']}:{result['line']} {change} ({result['seconds']} s)",
                flush=True,
            )
    killed = sum(result["killed"] for result in results)
    print(f"{killed} of {len(results)} killed")
    if settings.output:
        whole = {"seed": settings.seed, "pool": len(every), "killed": killed, "edits": results}
        settings.output.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
