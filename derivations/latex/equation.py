"""A closed form becomes an equation, or a fragment to be included in any article."""

from __future__ import annotations

from sympy import Symbol

from derivations.closed_form import ClosedForm
from derivations.latex.breaking import TEXT_WIDTH, Broken, broken, stacked
from derivations.latex.formula import summands, written_sum
from derivations.latex.names import Names, check, letters, renamed
from derivations.latex.setting import (
    autocovariance,
    definition,
    domain,
    gates_of,
    input_title,
    meanings,
    shrinking,
    twins_of,
)
from derivations.latex.words import escaped
from derivations.sources import Source

MOST_ROWS = 16  # of one equation, which TeX does not break over pages


def symbols_of(form: ClosedForm) -> tuple[Symbol, ...]:
    """List the symbols of a closed form that may be renamed besides the glossary's."""
    used = set(form.variables) | form.expression.free_symbols
    used |= {symbol for symbol, _ in form.meanings}
    return tuple(sorted(used, key=str))


def left_side(form: ClosedForm, names: Names | None = None) -> str:
    """Write the quantity: applied to its variables, or defined as a moment.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX such as K(lambda, lambda_0, rho) or E[h^2].
    """
    if not form.quantity.terms:
        return definition(form, names)
    written = letters(names, form.variables)
    arguments = ", ".join(written[symbol] for symbol in form.variables)
    return renamed(form.quantity.latex.format("@"), names).replace("@", arguments)


def equation(form: ClosedForm, names: Names | None = None) -> str:
    """Write a closed form as an equation in one line.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX without environment and label.
    """
    check(names, symbols_of(form))
    return f"{left_side(form, names)} = {written_sum(summands(form.expression, names))}"


def laid_out(form: ClosedForm, names: Names | None = None, limit: float = TEXT_WIDTH) -> Broken:
    """Break a closed form into lines, with letters for what is too long.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.
        limit: the width of the text in em.

    Returns:
        The lines.
    """
    written = letters(names, symbols_of(form))
    taken = [written[symbol] for symbol in symbols_of(form)]
    return broken(left_side(form, names), summands(form.expression, names), limit, taken)


def display(form: ClosedForm, names: Names | None = None, limit: float = TEXT_WIDTH) -> str:
    """Write a closed form as an equation, broken into lines where it is wider than the text.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.
        limit: the width of the text in em.

    Returns:
        LaTeX for the inside of an `equation` environment, without label. A numerator or
        denominator that is too long is given a letter, which is explained below the equation.
    """
    check(names, symbols_of(form))
    return laid_out(form, names, limit).display()


def numbered(form: ClosedForm, names: Names | None = None, limit: float = TEXT_WIDTH) -> str:
    """Write a closed form as a labelled `equation`; what is long follows, and breaks over pages.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.
        limit: the width of the text in em.

    Returns:
        LaTeX for the body of an article that loads amsmath and amsfonts.
    """
    whole = laid_out(form, names, limit)
    is_long = len(whole.rows) + len(whole.keys) > MOST_ROWS
    lines = [r"\begin{equation}", rf"\label{{{label(form)}}}"]
    lines += [whole.head.display(",") if is_long else whole.display(), r"\end{equation}"]
    return "\n".join([*lines, with_letters(whole, "") if is_long else ""]).rstrip("\n")


def with_letters(whole: Broken, punctuation: str) -> str:
    """Say what the letters of a long equation stand for; pages may break in it."""
    rows = stacked(whole.keys) + punctuation
    return f"with\n{{\\allowdisplaybreaks\n\\begin{{align*}}\n{rows}\n\\end{{align*}}}}"


def fragment(form: ClosedForm, names: Names | None = None) -> str:
    """Write a closed form as an `equation` environment, for use with `input`.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.

    Returns:
        Comments that say what it is, where it holds and where it is from; then the labelled
        equation.
    """
    check(names, symbols_of(form))
    recurrence, source = form.about.rpartition("; x is ")[0], autocovariance(form, names)
    defined = filter(None, (definition(form, names), twins_of(form, names)))
    comments = [
        form.name,
        *([f"recurrence: {recurrence}"] if recurrence else []),
        *([f"input: {', '.join((input_title(form), *source))}"] if source else []),
        f"definition: {', '.join(defined)}",
        f"domain: {', '.join(domain(form, names))}",
        *(f"and where the equations of {block} shrink" for block in shrinking(form, names)),
        *(f"where: {meaning}" for meaning in meanings(form, names)),
        *gates_of(form, names),
        f"source: {form.source}",
    ]
    lines = [f"% {' '.join(comment.split())}" for comment in comments]
    return "\n".join((*lines, numbered(form, names), ""))


def label(form: ClosedForm) -> str:
    """Name the label of a closed form's equation."""
    return f"eq:linrec:{form.name.replace('_', '-')}"


def citation(source: Source) -> str:
    """Write a source as a citation with its place."""
    mark = ", transcription" if source.transcription else ""
    return rf"\cite[{{{escaped(source.place)}{mark}}}]{{{source.work.key}}}"
