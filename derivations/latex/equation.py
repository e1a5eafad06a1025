"""A closed form becomes an equation, or a fragment to be included in any article."""

from __future__ import annotations

import re

from derivations.closed_form import ClosedForm
from derivations.domain import region
from derivations.inputs import INPUTS, Input
from derivations.latex.formula import formula, summands, written_sum
from derivations.latex.layout import TEXT_WIDTH, broken
from derivations.latex.names import Names, letters, renamed
from derivations.sources import Source
from derivations.symbols import entry


def left_side(closed_form: ClosedForm, names: Names | None = None) -> str:
    """Write the quantity applied to its variables.

    Args:
        closed_form: a closed form of the catalogue.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX such as K(lambda, lambda_0, rho).
    """
    written = letters(names)
    arguments = ", ".join(written.get(s, entry(s).latex) for s in closed_form.variables)
    return renamed(closed_form.quantity.latex.format("@"), names).replace("@", arguments)


def equation(closed_form: ClosedForm, names: Names | None = None) -> str:
    """Write a closed form as an equation in one line.

    Args:
        closed_form: a closed form of the catalogue.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX without environment and label.
    """
    right = written_sum(summands(closed_form.expression, names))
    return f"{left_side(closed_form, names)} = {right}"


def display(closed_form: ClosedForm, names: Names | None = None, limit: float = TEXT_WIDTH) -> str:
    """Write a closed form as an equation, broken into lines where it is wider than the text.

    Args:
        closed_form: a closed form of the catalogue.
        names: LaTeX by the name of a symbol.
        limit: the width of the text in em.

    Returns:
        LaTeX for the inside of an `equation` environment, without label.
    """
    return broken(left_side(closed_form, names), summands(closed_form.expression, names), limit)


def fragment(closed_form: ClosedForm, names: Names | None = None) -> str:
    """Write a closed form as an `equation` environment, for use with `input`.

    Args:
        closed_form: a closed form of the catalogue.
        names: LaTeX by the name of a symbol.

    Returns:
        Comments that say what it is, where it holds and where it is from; then the labelled
        equation.
    """
    comments = (
        closed_form.name,
        f"input: {input_title(closed_form)}, {autocovariance(closed_form, names)}",
        f"definition: {definition(closed_form, names)}",
        f"domain: {', '.join(domain(closed_form, names))}",
        f"source: {closed_form.source}",
    )
    lines = [
        *(f"% {comment}" for comment in comments),
        r"\begin{equation}",
        rf"\label{{{label(closed_form)}}}",
        display(closed_form, names),
        r"\end{equation}",
    ]
    return "\n".join(lines) + "\n"


def label(closed_form: ClosedForm) -> str:
    """Name the label of a closed form's equation."""
    return f"eq:linrec:{closed_form.name.replace('_', '-')}"


def definition(closed_form: ClosedForm, names: Names | None = None) -> str:
    """Write the definition of the quantity that a closed form computes."""
    return renamed(closed_form.quantity.definition, names)


def domain(closed_form: ClosedForm, names: Names | None = None) -> tuple[str, ...]:
    """Write the rules of a closed form's domain, one per variable."""
    written = letters(names)
    regions = closed_form.domain.regions
    return tuple(region(name).latex.format(written.get(s, entry(s).latex)) for s, name in regions)


def citation(source: Source) -> str:
    """Write a source as a citation with its place."""
    mark = ", transcription" if source.transcription else ""
    return rf"\cite[{{{escaped(source.place)}{mark}}}]{{{source.work.key}}}"


def escaped(text: str) -> str:
    """Write plain text, such as the place in a work, so that TeX sets it as it stands."""
    return re.sub(r"[#$%&_{}]", lambda found: "\\" + found.group(), text)


def concrete_input(closed_form: ClosedForm) -> Input | None:
    """Find the input of a closed form; None if it holds for any."""
    return next((one for one in INPUTS if one.name == closed_form.input_name), None)


def input_title(closed_form: ClosedForm) -> str:
    """Name the input of a closed form in words."""
    source = concrete_input(closed_form)
    return source.title.partition(",")[0] if source else "any stationary"


def autocovariance(closed_form: ClosedForm, names: Names | None = None) -> str:
    """Write the autocovariance of a closed form's input."""
    source = concrete_input(closed_form)
    if source is None:
        return r"G(z) = \tfrac{1}{2} R(0) + \sum_{k \geq 1} R(k)\, z^{k}"
    terms = []
    for weight, ratio in source.atoms:
        decay = r"[\Delta = 0]" if ratio == 0 else "" if ratio == 1 else None
        if decay is None:
            decay = rf"{formula(ratio, names)}^{{|\Delta|}}"
        factor = formula(weight, names) if weight != 1 or not decay else ""
        terms.append(rf"{factor}\,{decay}" if factor and decay else factor + decay)
    return rf"R(\Delta) = {' + '.join(terms)}"
