"""Where the moments of a closed form are stationary, as few conditions as say it."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Mul, Pow, Symbol

from derivations.closed_form import ClosedForm
from derivations.closure import Closure, written
from derivations.notation import marks
from derivations.plain import plain
from derivations.stability import Block, moving
from derivations.symbols import conjugate
from derivations.system import Monomial, System, ordered

SMALL = ("disk", "segment", "modulus")  # regions in which |s| < 1
BOUNDED = (*SMALL, "interval", "circle")  # regions in which |s| <= 1


@dataclass(frozen=True)
class Conditions:
    """When the equations of a closed form forget their start.

    Args:
        factors: what must be less than 1 in size.
        coupled: blocks of moments whose equations must shrink.
    """

    factors: tuple[Expr, ...]
    coupled: tuple[Block, ...]


def conditions(form: ClosedForm) -> Conditions:
    """List the conditions that follow neither from the domain nor from each other.

    A product of states is left out where the squares of both are bounded, an odd power where the
    next even one is, and a derivative where the state itself is: their equations shrink with these.

    Args:
        form: a closed form.

    Returns:
        The conditions, none for a form that holds for any input.
    """
    regions = dict(form.domain.regions)
    regions |= {conjugate(symbol): region for symbol, region in regions.items()}
    known = {monomial for closure in form.closures for monomial in closure.equations}
    factors, coupled = list[Expr](), list[Block]()
    for closure in form.closures:
        blocks = [b for b in moving(closure) if not _follows(b, closure.system, known, regions)]
        factors += [_root(closure, block[0]) for block in blocks if len(block) == 1]
        coupled += [block for block in blocks if len(block) > 1]
    factors = [factor for factor in factors if not _is_small(factor, regions)]
    return Conditions(tuple(dict.fromkeys(factors)), tuple(dict.fromkeys(coupled)))


def in_words(form: ClosedForm) -> tuple[str, ...]:
    """Write the conditions in plain text.

    Args:
        form: a closed form.

    Returns:
        One phrase for each.
    """
    found = conditions(form)
    blocks = (", ".join(f"E[{' '.join(m)}]" for m in block) for block in found.coupled)
    return (
        *(f"|{_unsigned(factor)}| < 1" for factor in found.factors),
        *(f"spectral radius < 1 for {names}" for names in blocks),
    )


def _unsigned(factor: Expr) -> str:
    text = plain(factor)
    return plain(-factor) if text.startswith("-") else text


def _follows(
    block: Block, system: System, known: set[Monomial], regions: dict[Symbol, str]
) -> bool:
    bare = [ordered(*(name.rsplit("] ")[-1] for name in monomial)) for monomial in block]
    is_slope = any(marks(name) for monomial in block for name in monomial)
    if is_slope and set(bare) <= known:
        return True
    if any(len(set(monomial)) == 1 and len(monomial) % 2 == 0 for monomial in block):
        return False
    if all(len(set(monomial)) == 1 for monomial in block):
        return all((*monomial, monomial[0]) in known for monomial in block)
    return all(_is_settled(name, system, known, regions) for m in block for name in m)


def _is_settled(
    name: str, system: System, known: set[Monomial], regions: dict[Symbol, str]
) -> bool:
    """Say whether a state is known to forget its start, or is given."""
    if ordered(name, name) in known:
        return True
    state, row = next((s, row) for s, row in system.rows if str(s) == name)
    return _is_small(row.diff(state), regions)


def _root(closure: Closure, monomial: Monomial) -> Expr:
    """Give the factor of a power of one state per state, |c^2| < 1 being |c| < 1."""
    factor = written(closure.equations[monomial][monomial], closure.system)
    powers = [argument.as_base_exp() for argument in Mul.make_args(factor)]
    count = len(monomial)
    if len(set(monomial)) > 1 or any(not e.is_Integer or e % count for _, e in powers):
        return factor
    return Mul(*(Pow(base, exponent // count) for base, exponent in powers))


def _is_small(factor: Expr, regions: dict[Symbol, str]) -> bool:
    """Say whether the domain makes a product less than 1 in size."""
    has_small = False
    for argument in Mul.make_args(factor):
        base, exponent = argument.as_base_exp()
        region = regions.get(base, "")
        is_small = region in SMALL or bool(base.is_Rational and abs(base) < 1)
        if not is_small and region not in BOUNDED and base not in (1, -1):
            return False
        if not exponent.is_Integer or exponent < 1:
            return False
        has_small = has_small or is_small
    return has_small
