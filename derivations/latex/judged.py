"""Published statements with their verdicts become LaTeX: what is printed, what is right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sympy import Expr, Symbol, factor, latex, oo
from sympy.core.function import AppliedUndef

from derivations.latex.breaking import TEXT_WIDTH, broken
from derivations.latex.formula import formula, summands, written_sum
from derivations.latex.names import letters
from derivations.latex.spoken import spoken
from derivations.latex.width import width
from derivations.latex.words import escaped
from derivations.quantities import MIXED_KERNEL
from derivations.sources import PAPER, Source

PROVED, WRONG = "proved", "rejected"
_WORDS = ((PROVED, "right"), (WRONG, "wrong"))
SHORTER = 0.75  # of its width, for which a sum is put on one fraction
LONG_LEFT = 12.0  # in em; a longer left-hand side is not repeated


class Judged(NamedTuple):
    """A published statement and what is known of it.

    Args:
        id: its name.
        statement: what it says, in one line of plain text.
        source: where it stands.
        word: the verdict, `proved`, `accepted`, `rejected` or `undecided`.
        left: what it is a formula for; None where that is no formula.
        printed: the formula as it is printed; None where it is no formula.
        right: what is right, if that is another; None if unknown.
        where: on which part of the domain it is right; empty for all.
        edit: the part that is wrong and what should stand there, when one edit mends it.
        point: the smallest counterexample.
        values: what is printed and what is exact there.
        is_rounded: whether these are rounded.
        limit: a modulus that tends to one on the left, if it is about a limit.
    """

    id: str
    statement: str
    source: Source
    word: str
    left: Expr | None = None
    printed: Expr | None = None
    right: Expr | None = None
    where: str = ""
    edit: tuple[Expr, Expr] | None = None
    point: tuple[tuple[Symbol, Expr], ...] = ()
    values: tuple[Expr, Expr] | None = None
    is_rounded: bool = False
    limit: Symbol | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether it is rejected."""
        return self.word == WRONG


def verdict(judged: Judged) -> str:
    """Say a verdict in one word."""
    return dict(_WORDS).get(judged.word, judged.word)


def place(source: Source) -> str:
    """Write a place in a work, symbols in it set."""
    if source.work != PAPER:
        return escaped(source.place)
    text = spoken(source.place)
    return text[:1].upper() + text[1:]


def _cited(source: Source) -> str:
    mark = ", transcription" if source.transcription else ""
    return rf"\cite[{{{place(source)}{mark}}}]{{{source.work.key}}}"


def named(judged: Judged) -> str:
    """Write the id of a statement, which may be broken behind its points."""
    return rf"\texttt{{{escaped(judged.id)}}}"


def short(judged: Judged) -> str:
    """Say in a sentence or two what has become of a statement.

    Args:
        judged: the statement.

    Returns:
        LaTeX: the verdict, and for what is wrong the correction.
    """
    head = f"{_cited(judged.source)}, {named(judged)}: {verdict(judged)}"
    if not judged.is_wrong:
        return f"{head}."
    edit = _edit(judged)
    return f"{head}; {edit}." if edit else f"{head} as printed. {_right(judged)}"


def whole(judged: Judged) -> str:
    """Write all that is known of a wrong statement.

    Args:
        judged: the statement.

    Returns:
        LaTeX: what it says, the printed formula, the smallest counterexample, the correction.
    """
    edit = _edit(judged)
    lines = [f"{spoken(judged.statement)}.", _printed(judged), _example(judged)]
    right = _right(judged)
    lines.append(f"The part {edit}{'; ' if right else '.'}{_uncapital(right)}" if edit else right)
    return "\n".join(filter(None, lines))


def _edit(judged: Judged) -> str:
    """Say what should stand in place of what; empty where that is no short formula."""
    if judged.edit is None:
        return ""
    wrong, right = (_inline(part) for part in judged.edit)
    if not wrong or not right or width(wrong) > LONG_LEFT:
        return ""
    return f"${wrong}$ should be ${right}$"


def _printed(judged: Judged) -> str:
    shown = _display(_left(judged), judged.printed, ".")
    return f"Printed:\n{shown}" if shown else ""


def _right(judged: Judged) -> str:
    """Write the correction, by kernels where what is asked is long and this is shorter."""
    if judged.where and not judged.where.startswith("where"):
        bound = "" if judged.right is None else number(judged.right)
        return f"Right: ${bound}$ {_uncapital(spoken(judged.where))}."
    by_kernels = [] if _left(judged) or judged.where else [judged.left]
    known = [one for one in (judged.right, *by_kernels) if _inline(one)]
    right = min(known, key=lambda one: width(_inline(one)), default=None)
    if right == judged.left and _edit(judged):
        return ""
    shown = _display(_left(judged), right, "," if judged.where else ".")
    where = f"\n{_uncapital(spoken(judged.where))}." if judged.where else ""
    return f"Right is\n{shown}{where}" if shown else ""


def _uncapital(text: str) -> str:
    return text[:1].lower() + text[1:]


def _left(judged: Judged) -> str:
    """Write what a statement is about, if that is short."""
    text = _inline(judged.left)
    limit = rf"\lim_{{{formula(judged.limit)}\to 1}}" if judged.limit else ""
    return limit + text if text and width(text) <= LONG_LEFT else ""


def _example(judged: Judged) -> str:
    """Say where the statement fails, and what is printed and what is exact there."""
    if not judged.point or judged.values is None:
        return ""
    written = letters(None, (symbol for symbol, _ in judged.point))
    point = ", ".join(f"${written[symbol]}={number(value)}$" for symbol, value in judged.point)
    printed, exact = map(number, judged.values)
    about = "is, rounded," if judged.is_rounded else "is"
    return f"At {point} this gives ${printed}$; exact {about} ${exact}$."


def number(value: Expr) -> str:
    """Write an exact number.

    Args:
        value: rational, complex or infinite.

    Returns:
        LaTeX without delimiters.
    """
    return r"\infty" if value == oo else str(latex(value, imaginary_unit="i")).replace(" ", "")


def _display(left: str, right: Expr | None, punctuation: str) -> str:
    """Write an equation over as many lines as it needs; empty where there is no LaTeX for it."""
    if right is None or not _inline(right):
        return ""
    plain, names = _with_mixed(_compact(right))
    found = broken(left or r"\phantom{=}", summands(plain, names), TEXT_WIDTH)
    body = found.display(punctuation)
    body = body if left else body.replace(r"\phantom{=} &= ", "&", 1)
    body = body.replace(r"\phantom{=} = ", "", 1)
    return f"\\begin{{equation*}}\n{body}\n\\end{{equation*}}"


def _compact(expression: Expr) -> Expr:
    """Put a sum on one fraction where that is much shorter."""
    if expression.atoms(AppliedUndef):
        return expression
    one = factor(expression)
    return one if width(_inline(one)) < SHORTER * width(_inline(expression)) else expression


def _inline(expression: Expr | None) -> str:
    """Write an expression on one line; empty where there is no LaTeX for it."""
    if expression is None:
        return ""
    plain, names = _with_mixed(expression)
    try:
        return written_sum(summands(plain, names)) if names else formula(plain)
    except ValueError:
        return ""


def _with_mixed(expression: Expr) -> tuple[Expr, dict[str, str]]:
    """Give means of a sensitivity and a state, which have no letter, names of their own."""
    calls: Iterable[AppliedUndef] = sorted(expression.atoms(AppliedUndef), key=str)
    mixed = {call: Symbol(str(call)) for call in calls if call.func == MIXED_KERNEL}
    names = {
        str(symbol): rf"\mathbb{{E}}[\partial h({formula(call.args[0])})\, "
        rf"h({formula(call.args[1])})]"
        for call, symbol in mixed.items()
    }
    return expression.xreplace(mixed), names
