"""The stationarity equations of moments in order of solution, each with its value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Expr, Integer, count_ops

from derivations.catalogue import readable
from derivations.closure import ONE, written
from derivations.latex.breaking import EQUALS, TEXT_WIDTH, broken
from derivations.latex.formula import summands, terms_of_sum, written_sum
from derivations.latex.layout import filled, words_of
from derivations.latex.names import Names
from derivations.latex.pieces import Term, joined
from derivations.latex.rows import weighted
from derivations.latex.width import width
from derivations.moments import Solution
from derivations.notation import eigenvalue, kind, moment
from derivations.stability import Block
from derivations.system import Monomial

LEFT_OUT = r"\text{a longer fraction, left out here}"
NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
LONG = 150  # operations; a longer intermediate value says nothing to a reader


@dataclass(frozen=True)
class Scene:
    """What the equations of a derivation are written with.

    Args:
        solution: the moments.
        names: LaTeX by the name of a symbol.
        inputs: the states of the input, which stand last in a product.
        result: the moment whose value follows as the result; empty if it is made of several.
    """

    solution: Solution
    names: Names
    inputs: tuple[str, ...]
    result: Monomial

    def moment(self, monomial: Monomial) -> str:
        """Write a moment."""
        return moment(monomial, self.names, self.inputs)


def known(scene: Scene) -> list[str]:
    """Write the moments that are given, in a sentence; nothing where none are.

    Args:
        scene: the moments, and how they are written.

    Returns:
        Lines of LaTeX.
    """
    data, equations = dict(scene.solution.system.data), scene.solution.closure.equations
    given = sorted(m for m in equations if m in data)
    values = (written_sum(summands(data[m], scene.names)) for m in given)
    rules = [f"${scene.moment(m)} = {v}$" for m, v in zip(given, values, strict=True)]
    return [f"Known beforehand is {', '.join(rules)}."] if rules else []


def equations(scene: Scene) -> list[str]:
    """Write the blocks in order of solution, one of those that differ in eigenvalues only.

    Args:
        scene: the moments, and how they are written.

    Returns:
        Lines of LaTeX. A value that is long is left out, which is said; that of the result too, as
        it follows by itself.
    """
    data = dict(scene.solution.system.data)
    blocks = [b for b in scene.solution.closure.blocks if b != (ONE,) and b[0] not in data]
    chosen: dict[tuple[str, ...], Block] = {}
    for block in sorted(blocks, key=_generality):
        chosen.setdefault(tuple(sorted(" ".join(sorted(map(kind, m))) for m in block)), block)
    shown = sorted(chosen.values(), key=blocks.index)
    lines = [
        "Averaged in the stationary state, products of rows are equations for the moments, here in "
        "order of solution."
    ]
    alone = list[Monomial]()
    for block in shown:
        if len(block) == 1:
            alone.append(block[0])
            continue
        lines += [*_in_turn(alone, scene), *_coupled(block, scene)]
        alone = []
    lines += _in_turn(alone, scene)
    return lines + (["The others are alike at other eigenvalues."] if shown != blocks else [])


def _in_turn(monomials: list[Monomial], scene: Scene) -> list[str]:
    """Write moments each of which follows from those before it."""
    taken = _widest(monomials, scene)
    return _aligned(
        [[*_equation(m, scene, taken), *_value("", m, scene, taken)] for m in monomials]
    )


def _coupled(block: Block, scene: Scene) -> list[str]:
    """Write moments that need each other, and what they are together."""
    order = sorted(block)
    taken = _widest(order, scene)
    values = [_value(scene.moment(m), m, scene, taken) for m in order]
    solved = [value for value in values if value]
    count = NUMERALS[len(block) - 2] if len(block) < 2 + len(NUMERALS) else str(len(block))
    lines = [f"These {count} need each other:"]
    lines += _aligned([_equation(m, scene, taken) for m in order])
    if all(LEFT_OUT in value[0] for value in solved):
        return [*lines, "Their solution is long and left out here."]
    return [*lines, "Together they are", *_aligned(solved)]


def _widest(monomials: Iterable[Monomial], scene: Scene) -> float:
    """Measure the left-hand sides that share one alignment."""
    return max((width(scene.moment(m)) for m in monomials), default=0.0)


def _aligned(groups: list[list[str]]) -> list[str]:
    """Align rows, those of a group on one page."""
    if not groups:
        return []
    rows = ", \\\\[1ex]\n".join(" \\\\*\n".join(group) for group in groups)
    return [r"\begin{align*}", f"{rows}.", r"\end{align*}"]


def _equation(monomial: Monomial, scene: Scene, taken: float) -> list[str]:
    room = TEXT_WIDTH - taken - EQUALS
    first, *rest = filled(words_of(_right_side(monomial, scene), room), room)
    return [f"{scene.moment(monomial)} &= {first}", *(f"&{line}" for line in rest)]


def _value(left: str, monomial: Monomial, scene: Scene, taken: float) -> list[str]:
    """Write the value of a moment, or say that it is left out; the result follows by itself."""
    is_known = scene.solution.closure.equations[monomial].keys() <= {ONE}
    if monomial == scene.result or (is_known and not left):
        return []
    moments = scene.solution.moments
    value: Expr = scene.solution.value(*monomial) if moments[monomial] else Integer(0)
    if count_ops(value) > LONG:
        return [f"{left} &= {LEFT_OUT}"]
    found = broken("", summands(readable(value, ()), scene.names), TEXT_WIDTH - taken)
    if found.legend:
        return [f"{left} &= {LEFT_OUT}"]
    first, *rest = found.lines
    return [f"{left} &= {first}", *(f"&{line}" for line in rest)]


def _right_side(monomial: Monomial, scene: Scene) -> tuple[Term, ...]:
    closure = scene.solution.closure
    equation = closure.equations[monomial]
    terms = list[Term]()
    for other in sorted(equation, key=lambda one: (one == ONE, one != monomial, len(one), one)):
        weight = written(equation[other], closure.system)
        if other == ONE:
            terms += _constant(terms_of_sum(summands(weight, scene.names)))
        else:
            terms.append(weighted(weight, scene.moment(other), scene.names))
    return tuple(terms) or (Term(1, "0"),)


def _constant(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Keep a short constant on one line."""
    if 1 < len(terms) < 4 and terms[0].sign > 0:
        return (Term(1, joined(terms)),)
    return terms


def _generality(block: Block) -> tuple[bool, int, int]:
    """Sort blocks, those of an eigenvalue and its conjugate last: two at large say more."""
    known = sorted({eigenvalue(name) for monomial in block for name in monomial} - {""})
    is_special = len(known) == 2 and known[1] == f"{known[0]}_bar"
    marked = [name for monomial in block for name in monomial if name.endswith(("_bar)", "_0)"))]
    return is_special, sum(name.endswith("_bar)") for name in marked), len(marked)
