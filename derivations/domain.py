"""Where a formula holds: the region of each variable, and the refusal of points outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Symbol, im, re

from derivations.symbols import entry


class DomainError(ValueError):
    """A point at which a formula may not be evaluated; the message is one line."""


@dataclass(frozen=True)
class Region:
    """A set of numbers that a variable may take.

    Args:
        name: how the glossary refers to it.
        rule: the rule in words, `{}` standing for the variable.
        latex: the rule in LaTeX, `{}` standing for the variable.
    """

    name: str
    rule: str
    latex: str

    def contains(self, number: Expr) -> bool:
        """Say whether an exact number lies in the region."""
        x, y = re(number), im(number)
        if self.name == "disk":
            return bool(x**2 + y**2 < 1)
        if self.name == "plane":
            return True
        if self.name == "circle":
            return bool(x**2 + y**2 == 1)
        bounds = {
            "segment": x**2 < 1,
            "interval": x**2 <= 1,
            "modulus": (x >= 0) and (x < 1),
            "real": True,
        }
        return bool(y == 0) and bool(bounds[self.name])


REGIONS = (
    Region("disk", "|{}| < 1", r"|{}| < 1"),
    Region("segment", "-1 < {} < 1", r"-1 < {} < 1"),
    Region("interval", "-1 <= {} <= 1", r"-1 \leq {} \leq 1"),
    Region("modulus", "0 <= {} < 1", r"0 \leq {} < 1"),
    Region("real", "{} real", r"{} \in \mathbb{{R}}"),
    Region("plane", "{} any number", r"{} \in \mathbb{{C}}"),
    Region("circle", "|{}| = 1", r"|{}| = 1"),
)


def region(name: str) -> Region:
    """Find a region by its name.

    Args:
        name: one of the names in `REGIONS`.

    Returns:
        The region.

    Raises:
        KeyError: if no region has this name.
    """
    for item in REGIONS:
        if item.name == name:
            return item
    raise KeyError(f"no region is called {name}")


@dataclass(frozen=True)
class Domain:
    """The product of the regions of a formula's variables.

    Args:
        regions: pairs of a variable and the name of its region.
    """

    regions: tuple[tuple[Symbol, str], ...]

    @property
    def variables(self) -> tuple[Symbol, ...]:
        """The variables, in the order in which they are given."""
        return tuple(symbol for symbol, _ in self.regions)

    def __str__(self) -> str:
        return ", ".join(region(name).rule.format(symbol) for symbol, name in self.regions)

    def check(self, point: Mapping[Symbol, Expr]) -> None:
        """Refuse a point that misses a variable, has one too many, or lies outside.

        Args:
            point: exact numbers by variable.

        Raises:
            DomainError: naming the variable, the value, the rule and the remedy.
        """
        expected = ", ".join(map(str, self.variables))
        for symbol in point:
            if symbol not in self.variables:
                raise DomainError(
                    f"{symbol} = {point[symbol]}: no such variable here; give {expected}"
                )
        for symbol, name in self.regions:
            if symbol not in point:
                raise DomainError(
                    f"{symbol} is missing: every variable needs a value; give {expected}"
                )
            value = point[symbol]
            if not _is_exact(value):
                rule = "must be a finite number, exact: a or a + b*I with rational a and b"
                raise DomainError(f"{symbol} = {value}: {rule}; give an exact one")
            if not region(name).contains(value):
                rule = region(name).rule.format(symbol)
                raise DomainError(f"{symbol} = {value}: outside the domain {rule}; move it inside")


def _is_exact(value: Expr) -> bool:
    return all(part.is_Rational and part.is_finite for part in (re(value), im(value)))


def natural(variables: tuple[Symbol, ...], *, real: bool = False) -> Domain:
    """Build the domain that the glossary states for some variables.

    Args:
        variables: symbols of the theory.
        real: whether eigenvalues are restricted to the real segment -1 < x < 1.

    Returns:
        The product of their regions.
    """
    names = {symbol: entry(symbol).region for symbol in variables}
    if real:
        names = {s: "segment" if name == "disk" else name for s, name in names.items()}
    return Domain(tuple((symbol, names[symbol]) for symbol in variables))
