"""What a probe does, one step at a time; each gives parts of the record in plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from sympy import sqrt

from derivations.probing.asymptotics import verdict as last_word
from derivations.probing.finite_forms import finite_forms
from derivations.probing.forms import Form, forms, prepared
from derivations.probing.inverse import in_lambda
from derivations.probing.patience import within
from derivations.probing.reach import reach
from verification.errors import InputError
from verification.evidence.finding import UNDECIDED, Finding
from verification.limits import Message
from verification.origin import origin
from verification.probing import judging, proof
from verification.probing.curves import curves, grid_of
from verification.probing.gains import insist_on_real
from verification.probing.gating import gated
from verification.probing.keys import parsed
from verification.probing.memories import rows
from verification.probing.optima import optimal
from verification.probing.places import Place, places
from verification.probing.question import Question, read
from verification.probing.reading import TYPED
from verification.probing.teaching import lessons
from verification.probing.texts import javascript, latex, of_reach, optional, text, written
from verification.probing.verdicts import at_contacts, verdict

PATIENCE = 5.0  # seconds for the proof of one form
known_places = lru_cache(maxsize=4)(places)
known_reach = lru_cache(maxsize=4)(reach)


@lru_cache(maxsize=4)
def known_forms(question: Question) -> tuple[Form, ...]:
    """Derive the closed forms, of the stationary state or after so many steps."""
    unit, source = read(question)
    return finite_forms(unit, source, question.horizon) if question.horizon else forms(unit, source)


def head(question: Question) -> Iterator[Message]:
    """Tell what was read."""
    unit, source = read(question)
    constants = dict(unit.constants)
    low_high = [(c.low.xreplace(constants), c.high.xreplace(constants)) for c in unit.coordinates]
    ends = [
        (str(c.symbol), text(a), text(b))
        for c, (a, b) in zip(unit.coordinates, low_high, strict=True)
    ]
    yield {
        "name": unit.name,
        "title": unit.title,
        "lambda": text(unit.eigenvalue.xreplace(constants)),
        "lambda_latex": latex(unit.eigenvalue.xreplace(constants)),
        "gain": text(unit.gain.xreplace(constants)),
        "gain_latex": latex(unit.gain.xreplace(constants)),
        "is_coupled": unit.is_coupled,
        "input": source.title,
        "domain": ", ".join(f"{a} < {name} < {b}" for name, a, b in ends),
        "source": unit.source and str(unit.source),
        "remark": unit.remark,
        "parameters": list(map(str, source.parameters)),
        "coordinates": [
            {"name": name, "latex": latex(c.symbol), "low": a, "high": b}
            for c, (name, a, b) in zip(unit.coordinates, ends, strict=True)
        ],
        "seed": question.seed,
        "horizon": question.horizon or None,
        "origin": origin(),
    }


def domain(question: Question) -> Iterator[Message]:
    """Decide where the map stays in the disk."""
    unit, _ = read(question)
    yield {"reach": of_reach(known_reach(unit))}
    insist_on_real(unit, question.seed)


def closed_forms(question: Question) -> Iterator[Message]:
    """Derive the closed forms, in omega and, where the map unwinds, in lambda."""
    found = known_forms(question)
    for form in found:
        yield {"closed_forms": {form.key: written(form)}}
    unit, source = read(question)
    if question.horizon:
        return
    yield {"modulus_js": javascript(sqrt(prepared(unit, source).square))}
    for form in in_lambda(unit, found):
        short = {"in_lambda": text(form.expression), "in_lambda_latex": latex(form.expression)}
        yield {"closed_forms": {form.key: short}}


def measured(question: Question) -> Iterator[Message]:
    """Compare each closed form with sums over lags and with a run."""
    unit, source = read(question)
    where: tuple[Place, ...] = known_places(unit, source, question.seed, question.horizon)
    for form in known_forms(question):
        for finding in judging.judge(form, unit, where):
            yield _found(form, finding)


def proved(question: Question) -> Iterator[Message]:
    """Prove each closed form, as far as that is quick."""
    unit, source = read(question)
    for form in known_forms(question):
        finding = within(PATIENCE, proof.examine, form, unit, source)
        yield _found(form, finding or Finding("proof", UNDECIDED, f"not within {PATIENCE:g} s"))


def limits(question: Question) -> Iterator[Message]:
    """Tell what happens as memory grows."""
    unit, source = read(question)
    found = at_contacts(unit, source, known_forms(question), known_reach(unit))
    yield {
        "behaviours": [
            {
                "key": b.key,
                "coordinate": str(b.coordinate),
                "end": text(b.end),
                "limit": optional(text, b.limit),
                "exponent": optional(text, b.exponent),
                "constant": optional(text, b.constant),
                "constant_latex": optional(latex, b.constant),
            }
            for b in found
        ],
        "exponents": {b.key: float(b.exponent) for b in found if b.exponent is not None},
        "verdict": verdict(unit, found),
    }


def best(question: Question) -> Iterator[Message]:
    """Find the optimal map for the gain, and the distance to it."""
    unit, source = read(question)
    insist_on_real(unit, question.seed)
    yield optimal(unit, source, known_reach(unit))


def taught(question: Question) -> Iterator[Message]:
    """Describe the loss of a student against a teacher."""
    unit, source = read(question)
    yield lessons(unit, source, known_reach(unit), grid_of(unit, known_reach(unit)))


def drawn(question: Question) -> Iterator[Message]:
    """Evaluate everything along each coordinate."""
    unit, source = read(question)
    yield {"curves": curves(unit, source, known_forms(question), known_reach(unit))}


def compared(question: Question) -> Iterator[Message]:
    """Evaluate everything at the memories that are compared."""
    unit, source = read(question)
    constants = dict(unit.constants)
    yield {
        "name": question.text if unit.name == TYPED else unit.name,
        "lambda": text(unit.eigenvalue.xreplace(constants)),
        "gain": text(unit.gain.xreplace(constants)),
        "is_coupled": unit.is_coupled,
        "coordinates": list(map(str, unit.symbols)),
    }
    if known_reach(unit).inside is False:
        raise InputError("leaves the open unit disk; linrec probe says where")
    insist_on_real(unit, question.seed)
    forms = known_forms(question)
    yield {"at": rows(unit, source, forms, known_reach(unit))}
    found = at_contacts(unit, source, forms, known_reach(unit))
    first = (b for b in found if b.coordinate == unit.symbols[0] and not parsed(b.key, unit)[1])
    yield {"verdict": last_word(unit, tuple(first))}


def gate(question: Question) -> Iterator[Message]:
    """Say everything of a gate that depends on an input."""
    yield gated(question.text, question.input, question.at or None, question.seed)


def _found(form: Form, finding: Finding) -> Message:
    told = {"outcome": finding.outcome, "detail": finding.detail}
    return {"closed_forms": {form.key: {"findings": {finding.rung: told}}}}


STEPS: Mapping[str, Callable[[Question], Iterator[Message]]] = MappingProxyType(
    {
        "head": head,
        "domain": domain,
        "closed_forms": closed_forms,
        "limits": limits,
        "optimal": best,
        "landscape": taught,
        "measured": measured,
        "curves": drawn,
        "proof": proved,
        "compared": compared,
        "gate": gate,
    }
)
