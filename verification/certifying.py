"""What is proved of a name, as certificates that anyone can check, and what is proved without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sympy import Expr, I, Integer, Symbol
from sympy.core.function import AppliedUndef

from derivations import catalogue, general, scalar
from derivations.certificate import Certificate, of_identities, of_moments, of_positivity
from derivations.closed_form import ClosedForm
from derivations.families import AVERAGE, QUESTIONS, REPLICATE, Question, system_of
from derivations.system import Monomial, ordered
from derivations.theorems import theorems
from derivations.theorems.theorem import Argument, Identity, Part, Theorem
from derivations.trees import mean
from verification import claims, interpret, kernels
from verification.claims.claim import Claim
from verification.recheck import Certificate as Checker


class Proof(NamedTuple):
    """What a proof rests on.

    Args:
        certificates: data for `verification.recheck`.
        without: what is proved without one, and how.
    """

    certificates: tuple[Certificate, ...] = ()
    without: tuple[str, ...] = ()


def proof(name: str) -> Proof:
    """Gather the proof of a claim, of a closed form or of a theorem.

    Args:
        name: a claim id, the name of a closed form, or that of a theorem.

    Returns:
        Its certificates, not checked yet, and what is proved without. A published statement that
        is wrong has certificates that are not valid.

    Raises:
        KeyError: if there is no such name.
    """
    for theorem in theorems():
        if name in (theorem.name, f"theorem/{theorem.name}"):
            return of_theorem(theorem)
    claim = claims.find(name)
    short = claim.id.removeprefix("linrec/")
    return _of_closed_form(short) if short in catalogue.NAMES else of_claim(claim)


def refused(found: Proof) -> str:
    """Check certificates.

    Args:
        found: what a proof rests on.

    Returns:
        Why the first of them that is not valid is not; empty when all are.
    """
    for one in found.certificates:
        try:
            Checker(one).check()
        except ValueError as error:
            return str(error)
    return ""


def words(found: Proof) -> str:
    """Say in a few words what a proof rests on."""
    count = len(found.certificates)
    parts = [f"{count} certificate{'s' * (count > 1)} checked"] if count else []
    return "; ".join((*parts, *(f"proof without certificate: {how}" for how in found.without)))


def sealed(certificate: Certificate) -> Certificate:
    """Add to a certificate what it says."""
    return {**certificate, "says": Checker(certificate).says()}


def of_theorem(theorem: Theorem) -> Proof:
    """Certify the parts of a theorem.

    Args:
        theorem: the theorem.

    Returns:
        A certificate for each identity and each inequality, and how the rest is proved.
    """
    parts = [(f"theorem/{theorem.name}/{k}", part) for k, part in enumerate(theorem.parts)]
    found = tuple(of_part(n, part) for n, part in parts if not isinstance(part, Argument))
    how = (f"{p.says}: {p.rests_on}" for _, p in parts if isinstance(p, Argument))
    return Proof(found, tuple(how))


def of_part(name: str, part: Part) -> Certificate:
    """Certify an identity or an inequality.

    Args:
        name: of the part.
        part: what is claimed.

    Returns:
        The certificate.

    Raises:
        TypeError: if it is an argument, for which there is no certificate.
        ValueError: if an inequality cannot be certified.
    """
    if isinstance(part, Argument):
        raise TypeError(f"{name}: an argument has no certificate")
    if isinstance(part, Identity):
        claimed = ((part.left, part.right),)
        roots = {root for root, _ in part.relations}
        rules = (rule for rule in part.rules if rule[1] not in roots)
        return sealed(of_identities(name, claimed, rules, part.relations))
    found = sealed(of_positivity(name, part.expression, dict(part.box)))
    if part.strict and not any(line.endswith(" > 0") for line in found["says"]):
        raise ValueError(f"{name}: is not negative, but may be zero")
    return found


def of_form(form: ClosedForm) -> Proof:
    """Certify a closed form that is a combination of moments.

    Args:
        form: of the catalogue, or of a user's own recurrence.

    Returns:
        Its certificate.
    """
    if form.solution is None or not form.terms:
        return Proof((), ("a variance: from moments that have certificates of their own",))
    target = sum((c * Symbol(mean(m)) for c, m in form.terms), Integer(0))
    targets = [m for _, m in form.terms]
    found = of_moments(form.name, form.solution.system, targets, target, form.expression)
    return Proof((sealed(found),))


def _of_closed_form(name: str) -> Proof:
    form = catalogue.derive(name)
    for question in QUESTIONS:
        if question.name == name:
            return _of_question(question, form.expression)
    if form.solution is None:
        return _of_any_input(name, form.quantity.in_kernels, form.expression)
    return of_form(form)


def _of_question(question: Question, formula: Expr) -> Proof:
    if question.kind == AVERAGE:
        return Proof((), ("the variance of a long average: by its Poisson equation",))
    targets = question.moments
    target = sum((Symbol(mean(m)) for m in targets), Integer(0))
    if question.kind == REPLICATE:
        (product,) = targets
        square = ordered(*product, *product)
        targets, target = (product, square), Symbol(mean(square)) - target**2
    found = of_moments(question.name, system_of(question), targets, target, formula)
    return Proof((sealed(found),))


def of_claim(claim: Claim) -> Proof:
    """Certify a claim about kernels of the scalar recurrence.

    Args:
        claim: the claim.

    Returns:
        A certificate that is valid if the claim is true, or how it is proved without.
    """
    if claim.is_endless:
        return Proof((), ("an input without finite state: by its series, enclosed in balls",))
    if claim.has_matrices:
        return Proof((), ("products of matrices: by triangular forms and norms",))
    if claim.limit is not None:
        return Proof((), ("a limit: by its values on the boundary, edges apart",))
    sides = (claim.published, claim.truth)
    calls = sorted({call for side in sides for call in interpret.calls(side)}, key=str)
    if not calls:
        return Proof((), ("no moments are in it",))
    if claim.input is None:
        return _of_any_input(claim.id, claim.truth, claim.published)
    arguments = tuple(dict.fromkeys(z for call in calls for z in call.args))
    names = {z: z if z.is_Symbol else Symbol(f"z_{k}") for k, z in enumerate(arguments, start=1)}
    pairs = {call: _pair(call, names) for call in calls}
    means = {call: Symbol(mean(pair)) for call, pair in pairs.items()}
    truth, formula = (
        side.xreplace(means).xreplace(dict(claim.fixed)) for side in (claim.truth, claim.published)
    )
    system = scalar.joint_system(claim.input, tuple(names.values()))
    system = system.at(dict(claim.fixed)) if claim.fixed else system
    lets = [(symbol, z) for z, symbol in names.items() if symbol != z]
    return Proof((sealed(of_moments(claim.id, system, pairs.values(), truth, formula, lets)),))


def _pair(call: AppliedUndef, eigenvalues: Mapping[Expr, Symbol]) -> Monomial:
    """Name the two states whose product a kernel value is the mean of."""
    states = (scalar.state, scalar.tangent)
    orders = kernels.ORDERS[call.func]
    named = [states[k](eigenvalues[z]) for k, z in zip(orders, call.args, strict=True)]
    return ordered(*named, *(["x"] if len(named) == 1 else []))


def _of_any_input(name: str, truth: Expr, formula: Expr) -> Proof:
    """Certify what follows from the moment equations of an input that is known by G alone."""
    sides = [
        side.xreplace({call: kernels.abstract(call) for call in interpret.calls(side)})
        for side in (truth, formula)
    ]
    atoms = {atom for side in sides for atom in side.atoms(general.G, general.GPrime)}
    points = sorted({atom.args[0] for atom in atoms}, key=str)
    place = {z: f"({z})" if z.is_Symbol else f"_{k}" for k, z in enumerate(points, start=1)}
    letters = {general.G: "G", general.GPrime: "dG"}
    names = {atom: Symbol(f"{letters[atom.func]}{place[atom.args[0]]}") for atom in atoms}
    left, right = (side.xreplace(names) for side in sides)
    if left == right:
        return Proof((), ("by the theorems pick-kernel and sensitivity-general",))
    roots = [(I, Integer(-1))] if left.has(I) or right.has(I) else []
    found = sealed(of_identities(name, ((left, right),), roots=roots))
    return Proof((found,), ("K = abK + L(a) + L(b) + R(0), L = G - R(0)/2: by stationarity",))
