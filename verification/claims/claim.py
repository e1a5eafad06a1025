"""A statement on trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Function, Symbol

from derivations.domain import Domain
from derivations.inputs import Input
from derivations.sources import LINREC, Source

ANSWER = Function("answer")
SIZE = Function("size_of_product")
THEOREM = Function("theorem")


@dataclass(frozen=True)
class Claim:
    """The equation `published = truth`, to hold at every point of a domain.

    Args:
        id: its name, `source/place`.
        statement: what it says, in one line.
        published: the formula as its source has it, in the glossary's symbols.
        truth: what it is a formula for, in the kernel functions of `derivations.quantities`, or
            `ANSWER` of the name of a closed form that has rows of its own, `SIZE` of factors, or
            `THEOREM` of the name of a theorem.
        domain: its variables and where they lie.
        source: where it stands.
        input: the input it is about; None means every stationary input.
        fixed: parameters held at a value, e.g. rho = 1.
        limit: a modulus in both sides that tends to one, when the claim is about a limit.
    """

    id: str
    statement: str
    published: Expr
    truth: Expr
    domain: Domain
    source: Source
    input: Input | None = None
    fixed: tuple[tuple[Symbol, Expr], ...] = ()
    limit: Symbol | None = None

    @property
    def ours(self) -> bool:
        """Whether linrec itself states it."""
        return self.source.work == LINREC

    @property
    def has_rows(self) -> bool:
        """Whether it is about rows of its own, not about kernels of the scalar recurrence."""
        return bool(self.truth.func == ANSWER)

    @property
    def has_matrices(self) -> bool:
        """Whether it is about products of matrices, see `claims.jacobians`."""
        return bool(self.truth.func == SIZE)

    @property
    def is_theorem(self) -> bool:
        """Whether it is a theorem, judged part by part."""
        return bool(self.truth.func == THEOREM)

    @property
    def is_endless(self) -> bool:
        """Whether its input has no finite state: no rows, only an autocovariance."""
        return self.input is not None and not self.input.rows

    @property
    def real_only(self) -> bool:
        """Whether it is judged for real eigenvalues only."""
        return any(name == "segment" for _, name in self.domain.regions)

    def complete(self, point: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
        """Add the fixed parameters to a point.

        Args:
            point: numbers for the domain's variables.

        Returns:
            Numbers for every symbol but conjugates.
        """
        return {**dict(self.fixed), **point}
