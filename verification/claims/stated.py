"""Our theorems as claims: each is judged by its certificates and by its witnesses."""

from __future__ import annotations

from sympy import Integer, Symbol

from derivations.domain import Domain
from derivations.theorems import find, theorems
from verification.claims.claim import THEOREM, Claim


def ids() -> tuple[str, ...]:
    """List the claim ids of all theorems."""
    return tuple(f"theorem/{theorem.name}" for theorem in theorems())


def claim(name: str) -> Claim:
    """State a theorem as a claim.

    Args:
        name: its claim id.

    Returns:
        The claim; its parts are found by the theorem's name.

    Raises:
        KeyError: if there is no such theorem.
    """
    theorem = find(name)
    return Claim(
        id=f"theorem/{theorem.name}",
        statement=theorem.title,
        published=Integer(0),
        truth=THEOREM(Symbol(theorem.name)),
        domain=Domain(()),
        source=theorem.source,
    )
