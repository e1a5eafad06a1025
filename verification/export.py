"""LaTeX for the user: fragments or a document, each formula read back and proved equal first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from derivations import general, latex
from derivations.catalogue import NAMES, derive
from derivations.closed_form import ClosedForm
from derivations.field import identical
from verification.api import known
from verification.errors import InputError, refusal
from verification.latex_reader import read_latex
from verification.output import write


def export(
    names: tuple[str, ...], *, standalone: bool, derivation: bool, path: Path | None
) -> None:
    """Write closed forms as LaTeX.

    Args:
        names: catalogue names; all when empty.
        standalone: one document instead of fragments.
        derivation: add the equations that each form solves.
        path: a file, or a folder for several fragments; None for stdout.

    Raises:
        InputError: if several fragments are to go into a path that names one file.
    """
    forms = [derive(known(name, NAMES, "closed form")) for name in names or NAMES]
    for form in forms:
        read_back(form)
    if standalone:
        _deliver({path: latex.document(forms, derivations=derivation)}, path)
    elif path is None or len(forms) == 1:
        _deliver({path: "\n".join(_fragment(form, derivation) for form in forms)}, path)
    elif path.suffix:
        rule = "several fragments need a folder"
        raise InputError(refusal("-o", path, rule, "give a folder, one name, or --standalone"))
    else:
        named = ((path / f"{form.name}.tex", _fragment(form, derivation)) for form in forms)
        _deliver(dict(named), path / "sources.tex")


def read_back(form: ClosedForm) -> None:
    """Parse a formula's own LaTeX and prove that it is the same mathematics.

    Args:
        form: the closed form.

    Raises:
        ArithmeticError: if what is read differs; then nothing may be exported.
    """
    read = read_latex(latex.formula(form.expression))
    if not identical(*general.atoms_as_symbols(read, form.expression)):
        raise ArithmeticError(f"{form.name}: its LaTeX reads back as another formula")


def _fragment(form: ClosedForm, with_derivation: bool) -> str:
    return latex.fragment(form) + (f"\n{latex.derivation(form)}" if with_derivation else "")


def _deliver(files: Mapping[Any, str], beside: Path | None) -> None:
    for path, text in files.items():
        if path is None:
            click.echo(text)
        else:
            write(path, text if text.endswith("\n") else f"{text}\n")
    if beside is not None:
        write(beside.with_suffix(".bib"), latex.bibliography())
