"""A theorem: its statement, what it assumes, its proof, and the parts of it that are checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Expr, Function, Integer, Symbol

from derivations.sources import LINREC, Source
from derivations.system import Rule

D = Function("D")  # D(e, theta): the derivative of e along the table of an identity


@dataclass(frozen=True)
class Identity:
    """left = right, as rational functions over a table of derivatives.

    Args:
        says: what it shows, in one line of plain text.
        left: an expression, rational in its symbols; `D(e, theta)` is a derivative.
        right: another.
        rules: (theta, s, ds/dtheta) for symbols that depend on theta beside theta itself.
        relations: (r, r^2) for each symbol that stands for a square root, -1 for that of i.
    """

    says: str
    left: Expr
    right: Expr
    rules: tuple[Rule, ...] = ()
    relations: tuple[tuple[Symbol, Expr], ...] = ()


@dataclass(frozen=True)
class Positivity:
    """expression >= 0 on a box, by nonnegative coefficients.

    Args:
        says: what it shows, in one line of plain text.
        expression: rational in its symbols.
        box: a region for each symbol: `unit` is 0 <= s < 1, `minus_unit` is -1 < s <= 0, `ray` is
            s >= 0.
        strict: whether it is positive.
    """

    says: str
    expression: Expr
    box: tuple[tuple[Symbol, str], ...]
    strict: bool = False


@dataclass(frozen=True)
class Argument:
    """What is proved without a certificate, and what of it a machine can decide.

    Args:
        says: what it shows, in one line of plain text.
        how: by which argument: a limit, a differential equation, linear independence, ...
        holds: decides its finite core exactly.
        cases: which cases `holds` decides, where the others rest on the proof in words alone.
    """

    says: str
    how: str
    holds: Callable[[], bool]
    cases: str = ""

    @property
    def rests_on(self) -> str:
        """Say in one line what it rests on."""
        only = f"; proved in words, and decided exactly for {self.cases}"
        return self.how + only if self.cases else self.how


Part = Identity | Positivity | Argument
OURS = Source(LINREC, "theorem")


@dataclass(frozen=True)
class Theorem:
    """A statement with its proof.

    Args:
        name: its name.
        title: what it is about, in a few words.
        statement: LaTeX, whole sentences.
        hypotheses: LaTeX, one phrase each, all that is needed and no more.
        proof: LaTeX, one paragraph each.
        parts: what of the proof is checked by machine, the main part first.
        published: ids of published statements that it confirms or corrects.
        source: where it is stated.
    """

    name: str
    title: str
    statement: str
    hypotheses: tuple[str, ...]
    proof: tuple[str, ...]
    parts: tuple[Part, ...]
    published: tuple[str, ...] = ()
    source: Source = OURS


def expanded(identity: Identity) -> tuple[Expr, Expr]:
    """Carry the derivatives of an identity out.

    Args:
        identity: the identity.

    Returns:
        Both sides without `D`.
    """
    return _carried_out(identity.left, identity), _carried_out(identity.right, identity)


def _carried_out(expression: Expr, identity: Identity) -> Expr:
    if expression.func == D:
        inner, theta = _carried_out(expression.args[0], identity), expression.args[1]
        table = {s: slope for parameter, s, slope in identity.rules if parameter == theta}
        table.setdefault(theta, Integer(1))
        return sum((inner.diff(s) * slope for s, slope in table.items()), Integer(0))
    if not expression.has(D):
        return expression
    return expression.func(*(_carried_out(part, identity) for part in expression.args))
