"""Read a hundred thousand hostile texts, and listen to what the interpreter does meanwhile.

Run from the repository root: `python -m benchmarks.hostile_text [--texts 100000] [-o FILE.json]`.
Texts are attacks and formulas cut, crossed and sprinkled with noise. The interpreter's own audit
events (something compiled, run, opened, imported, a process or socket) tell what happens.
"""

from __future__ import annotations

import json
import random
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import sympy
import sympy.assumptions.wrapper  # noqa: F401 - SymPy would import it while we listen

from verification.errors import InputError
from verification.expression import parse_expression
from verification.latex_reader import read_latex

NAMES = {name: sympy.Symbol(name) for name in ("lambda", "lambda_0", "rho", "omega")}
ATTACKS = Path(__file__).resolve().parent.parent / "tests" / "verification" / "attacks.txt"
FORMULAS = (
    "(1-rho^2)*(1+lambda*lambda_0)/(1-lambda*lambda_0)^3",
    "1/(1-|lambda|^2) + conj(lambda)*Re(lambda_0)/(1-0.5*rho)",
    r"\frac{1+\rho\lambda}{(1-|\lambda|^2)(1-\rho\bar{\lambda})}",
    r"\frac{1}{1-\lambda_0^{2}}\left(1+\frac{2\rho}{1-\rho}\right)",
)
NOISE = "()[]{}|_^*/+-.,;:!@#$%&=<>?~`'\"\\ \t\n0123456789abcdefxyzABCIλρωé‮​\x00"
WORDS = ("__class__", "import os", "eval", "lambda x: x", "conj(", "I", "**9", "\\frac{", "\\input")
EVENTS = ("exec", "open", "os", "subprocess", "socket", "compile", "import", "ctypes", "pickle")


class Ear:
    """Counts audit events while it listens; a hook cannot be taken off again."""

    def __init__(self) -> None:
        """Begin deaf."""
        self.listening = False
        self.heard: list[str] = []

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take one event; `ast.parse` compiles under the name `<unknown>` and runs nothing."""
        parsing = event == "compile" and arguments[1] == "<unknown>"
        if self.listening and event.partition(".")[0] in EVENTS and not parsing:
            self.heard.append(f"{event} {arguments!r:.80}")


def texts(count: int, rng: random.Random) -> list[str]:
    """Make texts: attacks, formulas, and what becomes of both under cuts, crossings and noise."""
    seeds = [*ATTACKS.read_text(encoding="utf-8").splitlines(), *FORMULAS * 40]
    made = list(seeds)
    while len(made) < count:
        first, second = rng.choice(seeds), rng.choice(seeds)
        text = first[: rng.randrange(len(first) + 1)] + second[rng.randrange(len(second) + 1) :]
        for _ in range(rng.randrange(4)):
            place = rng.randrange(len(text) + 1)
            extra = rng.choice(WORDS) if rng.random() < 0.2 else rng.choice(NOISE)
            text = text[:place] + extra + text[place + rng.randrange(2) :]
        made.append(text)
    return made[:count]


def answered(text: str) -> bool:
    """Read one text; whether it was an expression. Anything but a refusal is a bug and raises."""
    try:
        found = read_latex(text) if "\\" in text else parse_expression(text, NAMES)
    except InputError:
        return False
    if not isinstance(found, sympy.Basic):
        raise TypeError(f"{text!r} was read as {type(found)}")
    return True


def main() -> int:
    """Read, listen, report; 1 if anything was executed."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", dest="file", type=Path)
    asked = parser.parse_args()
    for text in FORMULAS:  # what SymPy and the grammar import when first used
        answered(text)
    ear = Ear()
    sys.addaudithook(ear.hook)
    good, slowest = 0, (0.0, "")
    began = time.process_time()
    for text in texts(asked.texts, random.Random(asked.seed)):
        ear.listening, start = True, time.process_time()
        good += answered(text)
        ear.listening = False
        slowest = max(slowest, (time.process_time() - start, text[:60]))
    found = {
        "texts": asked.texts,
        "answered": good,
        "refused": asked.texts - good,
        "executed": len(ear.heard),
        "heard": ear.heard[:10],
        "slowest": {"seconds": round(slowest[0], 4), "text": slowest[1]},
        "seconds": round(time.process_time() - began, 1),
    }
    print(json.dumps(found, indent=1))
    if asked.file:
        asked.file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return int(bool(ear.heard))


if __name__ == "__main__":
    sys.exit(main())
