"""Where a simulation is asked for: points typed one by one, and grids of them in a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from sympy import Expr, Integer, Symbol, im, re

from derivations.domain import DomainError, natural
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from numerics.points import Point
from verification.errors import InputError, refusal
from verification.expression import canonical_name, parse_number, parse_point

OPTIONS = (
    *("steps", "law", "precision", "form", "start", "replicas", "lanes", "seed", "devices"),
    *("every", "predict"),
)
MOST = 4096
NAMES = ("lambda", "lambda_0", "rho")


class Place(NamedTuple):
    """An exact point; `numeric` rounds it once for the simulator.

    Args:
        eigenvalue: lambda.
        target: lambda_0.
        correlation: rho.
    """

    eigenvalue: Expr
    target: Expr
    correlation: Expr

    @property
    def exact(self) -> dict[Symbol, Expr]:
        """The numbers by symbol."""
        return dict(zip((LAMBDA, LAMBDA_0, RHO), self, strict=True))

    @property
    def numeric(self) -> Point:
        """The nearest floats."""
        correlation = rounded(self.correlation).real
        return Point(rounded(self.eigenvalue), rounded(self.target), correlation)


def rounded(number: Expr) -> complex:
    """Round an exact number to the nearest floats."""
    parts = (Fraction(int(part.p), int(part.q)) for part in (re(number), im(number)))
    return complex(*map(float, parts))


def places(at: tuple[str, ...], path: Path | None) -> tuple[Place, ...]:
    """Read the points that are asked for.

    Args:
        at: texts such as `lambda=9/10, rho=1/2`; lambda_0 is lambda and rho is 0 where left out.
        path: a file with a table `grid` of lists, whose product is taken, or tables `point`.

    Returns:
        The points in the order given, those of the file last.

    Raises:
        InputError: if there is none, too many, or one cannot be read or lies outside the domain.
    """
    found = [_place(parse_point(text, argument="--at"), f"--at {text}") for text in at]
    found += _listed(read_file(path)) if path is not None else []
    if not found:
        raise InputError('--at: missing, a point is needed; give one, as in --at "lambda=9/10"')
    if len(found) > MOST:
        raise InputError(refusal("--grid", len(found), f"is more than {MOST} points", "split it"))
    return tuple(found)


def read_file(path: Path) -> Mapping[str, Any]:
    """Read a grid file, its decimals left as they are written.

    Args:
        path: a TOML file with `grid`, `point` and `settings`.

    Returns:
        Its tables.

    Raises:
        InputError: if it cannot be read, or holds something else.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(refusal("--grid", path, str(error), "give a readable file")) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(refusal("--grid", path, f"is not TOML, {error}", "mend it")) from None
    for name in tables:
        if name not in ("grid", "point", "settings"):
            rule = "is none of [grid], [[point]], [settings]"
            raise InputError(refusal("--grid, table", name, rule, "rename it"))
    return tables


def settings_of(path: Path) -> dict[str, str]:
    """Read the options that a grid file gives.

    Args:
        path: the file.

    Returns:
        Texts by name of the option.

    Raises:
        InputError: if one is unknown or is no text, number or truth value.
    """
    table = _table(read_file(path), "settings")
    for name, given in table.items():
        if name not in OPTIONS:
            remedy = f"use {', '.join(OPTIONS)}"
            raise InputError(refusal("--grid, settings", name, "is no such option", remedy))
        if not isinstance(given, str | int):
            rule = "is neither text nor a number"
            raise InputError(refusal(f"--grid, settings.{name}", given, rule, "write one value"))
    return {name: str(given) for name, given in table.items()}


def _listed(tables: Mapping[str, Any]) -> list[Place]:
    grid = _named(_table(tables, "grid"), "grid")
    axes = [given if isinstance(given, list) else [given] for given in grid.values()]
    size = 1
    for axis in axes:
        size *= len(axis)
    if size > MOST:
        raise InputError(refusal("--grid", size, f"is more than {MOST} points", "split it"))
    asked = [dict(zip(grid, numbers, strict=True)) for numbers in product(*axes)] if grid else []
    points = tables.get("point", [])
    if not isinstance(points, list) or not all(isinstance(point, Mapping) for point in points):
        rule = "is not a list of tables"
        raise InputError(refusal("--grid, point", points, rule, "write [[point]] before each"))
    asked += [_named(point, "point") for point in points]
    return [_place(_read(point), f"--grid, point {k}") for k, point in enumerate(asked)]


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, Mapping):
        raise InputError(refusal(f"--grid, {name}", table, "is not a table", f"write [{name}]"))
    return table


def _named(table: Mapping[str, Any], what: str) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for key, given in table.items():
        name = canonical_name(key, argument=f"--grid, {what}")
        if name in named:
            raise InputError(refusal(f"--grid, {what}", key, "is given twice", "give it once"))
        named[name] = given
    return named


def _read(point: Mapping[str, Any]) -> dict[str, Expr]:
    for name, given in point.items():
        if not isinstance(given, str | int) or isinstance(given, bool):
            rule = "is neither a number nor the text of one"
            raise InputError(refusal(f"--grid, {name}", given, rule, 'write 0.9 or "9/10 + I/5"'))
    return {
        name: parse_number(str(given), argument=f"--grid, {name}") for name, given in point.items()
    }


def _place(named: Mapping[str, Expr], where: str) -> Place:
    for name in named:
        if name not in NAMES:
            raise InputError(
                refusal(f"{where}, name", name, "is unknown", "use lambda, lambda_0, rho")
            )
    if "lambda" not in named:
        raise InputError(f"{where}: lambda is missing; give it, as in lambda=9/10")
    eigenvalue = named["lambda"]
    place = Place(eigenvalue, named.get("lambda_0", eigenvalue), named.get("rho", Integer(0)))
    try:
        natural((LAMBDA, LAMBDA_0, RHO)).check(place.exact)
    except DomainError as error:
        raise InputError(f"{where}: {error}") from None
    return place
