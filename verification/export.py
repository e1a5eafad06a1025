"""LaTeX for the user: fragments or a document, each formula read back and proved equal first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from sympy import Symbol

from derivations import general, latex
from derivations.catalogue import NAMES, derive
from derivations.closed_form import ClosedForm
from derivations.closure import TooLargeError
from derivations.latex.names import Names, check, letters
from derivations.laws import UnknownMomentError
from derivations.quotient import quotient, ring_over
from derivations.symbols import conjugate, entry
from verification.api import known
from verification.errors import InputError, refusal
from verification.expression import canonical_name
from verification.latex_reader import PRINTED, read_latex
from verification.output import write
from verification.own import Unit, read_file
from verification.progress import track

FEW = 20  # formulas are read back in a few seconds, and nothing need be said

RESERVED = frozenset(("h", "x", "K", "S", "G", "R", r"\xi", r"\Delta", r"\partial", r"\mathbb{E}"))
_GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_BARE = (
    rf"(?:[A-Za-z]|\\[A-Za-z]+(?:\{{[\\A-Za-z]+\}})?)(?:[_^](?:[A-Za-z0-9]|\\[A-Za-z]+|{_GROUP}))*"
)
_LETTER = re.compile(rf"{_BARE}|\{{{_BARE}\}}")


def export(
    names: tuple[str, ...],
    *,
    standalone: bool,
    derivation: bool,
    path: Path | None,
    symbols: str = "",
    path_of_system: Path | None = None,
) -> None:
    """Write closed forms as LaTeX.

    Args:
        names: catalogue names; all when empty.
        standalone: one document instead of fragments.
        derivation: add the equations that each form solves.
        path: a file, or a folder for several fragments; None for stdout.
        symbols: other letters, as in `read_symbols`.
        path_of_system: the file of a recurrence of the user's own, whose quantities are meant.

    Raises:
        InputError: if several fragments are to go into a path that names one file, or the letters
            do not fit the formulas.
        ValueError: if a formula has no LaTeX.
    """
    if path_of_system is not None:
        forms = _own(read_file(path_of_system), names)
    else:
        forms = [derive(known(name, NAMES, "closed form")) for name in names or NAMES]
    chosen = read_symbols(symbols)
    _refuse_taken(chosen, forms)
    try:
        check(chosen, set().union(*(form.expression.free_symbols for form in forms)))
        by_name = {form.name: form for form in forms}
        for name in track(by_name, len(by_name), "formulas read back", quiet=len(by_name) < FEW):
            read_back(by_name[name], chosen)
    except ValueError as error:
        if not chosen:
            raise
        raise InputError(f"--symbols: {str(error).removeprefix('names: ')}") from None
    write_out(forms, chosen, standalone=standalone, derivation=derivation, path=path)


def _own(unit: Unit, names: tuple[str, ...]) -> list[ClosedForm]:
    """Derive what can be had in symbols, and say what cannot."""
    forms = []
    for name in names or unit.names:
        try:
            forms.append(unit.derive(name))
        except (TooLargeError, UnknownMomentError) as error:
            if names:
                raise
            click.echo(f"linrec: {name} is left out: {error}", err=True)
    return forms


def write_out(
    forms: list[ClosedForm], chosen: Names, *, standalone: bool, derivation: bool, path: Path | None
) -> None:
    """Write closed forms that have been read back.

    Args:
        forms: closed forms.
        chosen: LaTeX by the name of a symbol.
        standalone: as in `export`.
        derivation: as in `export`.
        path: as in `export`.

    Raises:
        InputError: if several fragments are to go into a path that names one file.
    """
    if standalone:
        _deliver({path: latex.document(forms, chosen, derivations=derivation)}, path)
    elif path is None or len(forms) == 1:
        _deliver({path: "\n".join(_fragment(form, chosen, derivation) for form in forms)}, path)
    elif path.suffix:
        rule = "several fragments need a folder"
        raise InputError(refusal("-o", path, rule, "give a folder, one name, or --standalone"))
    else:
        named = ((path / f"{form.name}.tex", _fragment(form, chosen, derivation)) for form in forms)
        _deliver(dict(named), path / "sources.tex")


def read_back(form: ClosedForm, chosen: Names | None = None) -> None:
    """Parse a formula's own LaTeX and prove that it is the same mathematics.

    Args:
        form: the closed form.
        chosen: LaTeX by the name of a symbol; the glossary's where none is given.

    Raises:
        ArithmeticError: if what is read differs; then nothing may be exported.
    """
    used = form.expression.free_symbols
    used |= {conjugate(symbol) for symbol in used}
    written = letters(chosen, used)
    text = latex.formula(form.expression, chosen)
    read = read_latex(text, letters={written[symbol]: symbol for symbol in used}, limits=PRINTED)
    sides = general.atoms_as_symbols(read, form.expression)
    ring = ring_over(set().union(*(side.free_symbols for side in sides)))
    if quotient(sides[0], ring) - quotient(sides[1], ring):
        raise ArithmeticError(f"{form.name}: its LaTeX reads back as another formula")


def _refuse_taken(chosen: Names, forms: list[ClosedForm]) -> None:
    """Refuse letters that name a state, a noise or a function in the formulas or derivations."""
    systems = [form.solution.system for form in forms if form.solution]
    states = {re.sub(r"d\[\w+\] |\(\w+\)", "", s) for system in systems for s in system.states}
    noises = {str(z) for system in systems for law in system.laws for z in law.symbols}
    taken = RESERVED | {entry(Symbol(name)).latex for name in states | noises}
    for name, letter in chosen.items():
        if letter in taken:
            rule = f"{letter} has another meaning in these formulas"
            raise InputError(
                refusal("--symbols", f"{name}={letter}", rule, "choose another letter")
            )


def read_symbols(text: str) -> dict[str, str]:
    r"""Read which letters a user prefers.

    Args:
        text: pairs NAME=LATEX separated by commas, such as `lambda=a, rho=r_{1,2}`; a comma in
            braces belongs to the letter.

    Returns:
        LaTeX by the canonical name of a symbol.

    Raises:
        InputError: if a pair is not one, a name comes twice, or a letter is not one.
    """
    found: dict[str, str] = {}
    for pair in _pairs(text):
        left, equals, letter = (part.strip() for part in pair.partition("="))
        if not equals or not letter:
            rule = "is not NAME=LATEX"
            raise InputError(refusal("--symbols", pair, rule, "write pairs such as lambda=a,rho=r"))
        name = canonical_name(left, argument="--symbols, name")
        if name in found:
            rule = f"gives {name} twice"
            raise InputError(refusal("--symbols", text, rule, "give each name once"))
        if not _LETTER.fullmatch(letter):
            rule = "gives more than a letter with an index"
            raise InputError(
                refusal("--symbols", pair, rule, r"choose one such as a, \beta, x_{1}")
            )
        found[name] = letter
    return found


def _pairs(text: str) -> list[str]:
    """Split at commas outside braces."""
    if not text.strip():
        return []
    parts, depth = [""], 0
    for piece in re.findall(r"\\.|.", text, re.DOTALL):
        depth += (piece == "{") - (piece == "}")
        if piece == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    if depth:
        raise InputError(refusal("--symbols", text, "has braces that do not match", "balance them"))
    return parts


def _fragment(form: ClosedForm, chosen: Names, with_derivation: bool) -> str:
    derived = f"\n{latex.derivation(form, chosen)}" if with_derivation else ""
    return latex.fragment(form, chosen) + derived


def _deliver(files: Mapping[Any, str], beside: Path | None) -> None:
    for path, text in files.items():
        if path is None:
            click.echo(text)
        else:
            write(path, text if text.endswith("\n") else f"{text}\n")
    if beside is not None:
        write(beside.with_suffix(".bib"), latex.bibliography())
