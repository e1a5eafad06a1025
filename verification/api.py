"""The judge's public verbs, as used by notebooks and by the command line."""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from sympy import Expr, Symbol

from derivations.catalogue import NAMES, derive
from derivations.latex import document, fragment
from verification.errors import InputError, refusal
from verification.evidence.finding import RUNGS
from verification.expression import parse_point
from verification.own import Unit, read
from verification.terms import GAUSSIAN, Terms

if TYPE_CHECKING:
    from verification.audit import Audit
    from verification.verdict import Verdict


def known(name: str, names: tuple[str, ...], kind: str) -> str:
    """Insist that a name exists.

    Args:
        name: what was asked for.
        names: what there is.
        kind: what it is a name of, for the message.

    Returns:
        The name.

    Raises:
        InputError: naming close alternatives.
    """
    if name in names:
        return name
    close = get_close_matches(name, names, n=3, cutoff=0.3) or names[:3]
    remedy = f"try {', '.join(close)}, or see `linrec list`"
    raise InputError(refusal("NAME", name, f"there is no such {kind}", remedy))


def simulate(at: str, steps: str, **settings: Any) -> dict[str, Any]:
    """Simulate the recurrence at a point and hold it against its closed forms.

    Args:
        at: a point such as `lambda=9/10, lambda_0=1/2, rho=1/2`.
        steps: how many, such as `1e8`.
        settings: options of `linrec simulate` by name, such as `law="gaussian"` or `seed=1`.

    Returns:
        The record that `linrec simulate --json` prints.
    """
    from verification.simulation.session import record_of

    return record_of(at, steps, settings)


def value(name: str, at: str) -> Expr:
    """Evaluate a closed form exactly.

    Args:
        name: a catalogue name.
        at: a point such as `lambda=1/2, lambda_0=-1/2, rho=1/2`.

    Returns:
        The exact Gaussian rational.
    """
    form = derive(known(name, NAMES, "closed form"))
    return form.value(point(at))


def latex(*names: str, standalone: bool = False) -> str:
    """Write closed forms as LaTeX.

    Args:
        *names: catalogue names; all when none is given.
        standalone: one document that compiles instead of fragments to input.

    Returns:
        The LaTeX text.
    """
    forms = [derive(known(name, NAMES, "closed form")) for name in names or NAMES]
    return document(forms) if standalone else "\n".join(map(fragment, forms))


def recurrence(**description: Any) -> Unit:
    """Write down a recurrence of your own, and ask for its moments.

    >>> unit = recurrence(rows=["h' = lambda*h + xi"], parameters=["lambda"], noise={"xi": "1"})
    >>> unit.derive("state_moment").expression
    -1/((lambda - 1)*(lambda + 1))

    Args:
        **description: `rows`, `parameters`, and where needed `output`, `learned`, `noise`, `gates`,
            `slopes`, `data`, `roots`, `title`, as in a file for `linrec show --system`.

    Returns:
        The recurrence: its `names`, `derive(name)` and `value(name, at)`.
    """
    return read(description)


def point(text: str) -> dict[Symbol, Expr]:
    """Read a point from text.

    Args:
        text: assignments separated by commas.

    Returns:
        Exact numbers by symbol.
    """
    return {Symbol(name): number for name, number in parse_point(text).items()}


def check(
    name: str,
    rungs: tuple[str, ...] = RUNGS,
    salt: int = 0,
    *,
    noise: str = GAUSSIAN,
    budget: float = math.inf,
) -> Verdict:
    """Put one of the claims on trial.

    Args:
        name: an id of `linrec.IDS`, or the bare name of a closed form.
        rungs: which rungs of evidence to climb.
        salt: of every random choice.
        noise: law of the simulated noise, one of `verification.terms.NOISES`.
        budget: seconds after which no further rung is begun.

    Returns:
        The verdict with its findings.
    """
    from verification.claims import find
    from verification.ladder import climb
    from verification.session import strict

    strict()
    return climb(find(_id(name)), Terms(rungs, salt, noise, budget))


def audit(name: str, rungs: tuple[str, ...] = RUNGS, salt: int = 0) -> Audit:
    """Put a published statement on trial and say what is wrong with it.

    Args:
        name: an id of `linrec.IDS`.
        rungs: which rungs of evidence to climb.
        salt: of every random choice.

    Returns:
        The verdict, counterexamples, the slip and the right formula.
    """
    from verification import audit as auditing
    from verification.claims import find
    from verification.session import strict

    strict()
    return auditing.audit(find(_id(name)), Terms(rungs, salt))


def certificates(name: str) -> tuple[dict[str, Any], ...]:
    """Prove a claim, a closed form or a theorem in a way that anyone can check.

    Args:
        name: an id of `linrec.IDS`, the bare name of a closed form, or `theorem/NAME`.

    Returns:
        Data for `verification.recheck.Certificate`, or as JSON for its command line; none where the
        proof has none.

    Raises:
        InputError: if there is no such name, or what it names is false.
    """
    from verification.certifying import proof, refused

    found = proof(_id(name))
    if why := refused(found):
        raise InputError(refusal("name", name, f"is false: {why}", "see `linrec audit`"))
    return found.certificates


def _id(name: str) -> str:
    from verification.claims import IDS, stated

    bare = tuple(identifier.removeprefix("linrec/") for identifier in IDS)
    return name if name in (*IDS, *bare) else known(name, (*IDS, *bare, *stated.ids()), "claim")
