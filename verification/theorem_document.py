"""Theorems for the user as LaTeX: every part is checked again, and what is published is judged."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from derivations.latex import bibliography
from derivations.latex.judged import Judged
from derivations.latex.theorem_article import article
from derivations.latex.theorems import Checked, Entry, fragment
from derivations.theorems import theorems
from derivations.theorems.theorem import Argument, Identity, Part, Theorem
from verification import audit, certifying, correction, search
from verification.api import known
from verification.claims import PUBLISHED
from verification.claims.claim import Claim
from verification.errors import InputError, refusal
from verification.interrupt import heeded
from verification.ladder import climb
from verification.output import write
from verification.progress import track
from verification.recheck import Certificate
from verification.session import strict
from verification.terms import Terms

TERMS = Terms(("proof",))


class PartError(Exception):
    """A part of a proof does not hold; the message is one line."""


def export(names: tuple[str, ...], *, standalone: bool, path: Path | None) -> None:
    """Check theorems and write them as LaTeX.

    Args:
        names: of theorems; all when empty.
        standalone: one document instead of fragments.
        path: a file, or a folder for several fragments; None for stdout.

    Raises:
        InputError: if there is no such theorem, or several fragments are to go into one file.
        PartError: if a part of a proof does not hold.
    """
    chosen = _chosen(names)
    if path is not None and path.suffix and not standalone and len(chosen) > 1:
        remedy = "give a folder, one name, or --standalone"
        raise InputError(refusal("-o", path, "several fragments need a folder", remedy))
    asked = {name for theorem in chosen for name in theorem.published}
    claims = [claim for claim in PUBLISHED if standalone or claim.id in asked]
    _deliver(_written(gathered(chosen, claims), standalone=standalone), path)


def _chosen(names: tuple[str, ...]) -> tuple[Theorem, ...]:
    by_name = {theorem.name: theorem for theorem in theorems()}
    asked = [known(one.removeprefix("theorem/"), tuple(by_name), "theorem") for one in names]
    return tuple(by_name[name] for name in dict.fromkeys(asked or by_name))


def gathered(
    chosen: Iterable[Theorem], claims: Iterable[Claim]
) -> tuple[tuple[Entry, ...], tuple[Judged, ...]]:
    """Check theorems and judge published statements, with progress.

    Args:
        chosen: the theorems.
        claims: the statements, all that the theorems name among them.

    Returns:
        The theorems with what was checked of them, and the judged statements.

    Raises:
        PartError: if a part of a proof does not hold.
    """
    strict()
    ours = {theorem.name: theorem for theorem in chosen}
    theirs = {claim.id: claim for claim in claims}
    parts, judged = dict[str, tuple[Checked, ...]](), dict[str, Judged]()
    work = (*ours, *theirs)
    with heeded() as heed:
        for name in track(work, len(work), "checked", quiet=False):
            heed()
            if name in ours:
                parts[name] = checked(ours[name])
            else:
                judged[name] = judge(theirs[name])
    entries = (Entry(t, parts[t.name], _of(t, judged)) for t in ours.values())
    return tuple(entries), tuple(judged.values())


def _of(theorem: Theorem, judged: Mapping[str, Judged]) -> tuple[Judged, ...]:
    return tuple(judged[name] for name in theorem.published)


def checked(theorem: Theorem) -> tuple[Checked, ...]:
    """Check every part of a theorem.

    Args:
        theorem: the theorem.

    Returns:
        What was checked.

    Raises:
        PartError: naming the first part that does not hold.
    """
    parts = enumerate(theorem.parts)
    return tuple(_checked(f"theorem/{theorem.name}/{k}", part) for k, part in parts)


def _checked(name: str, part: Part) -> Checked:
    try:
        if isinstance(part, Argument):
            if not part.holds():
                raise ValueError("does not hold")
            return Checked(part.says, how=part.rests_on)
        certificate = certifying.of_part(name, part)
        start = time.perf_counter()
        Certificate(certificate).check()
        seconds = time.perf_counter() - start
    except (ValueError, ArithmeticError) as error:
        raise PartError(f"{name}: {part.says}: {error}".replace("\n", " ")) from error
    kind = "identity" if isinstance(part, Identity) else "inequality"
    return Checked(part.says, name, kind, len(json.dumps(certificate)) + 1, seconds)


def judge(claim: Claim) -> Judged:
    """Judge a published statement by proof, and correct it where it is wrong.

    Args:
        claim: the statement.

    Returns:
        The verdict, for a wrong one with the smallest counterexample and what is right.
    """
    about = (claim.id, claim.statement, claim.source)
    if claim.has_matrices:
        found = audit.audit(claim, TERMS)
        bare = Judged(*about, found.verdict.word, right=found.truth, where=found.truth_where)
        return _with_example(bare, found.smallest)
    word = climb(claim, TERMS).word
    if word != "rejected" or claim.is_endless:
        return Judged(*about, word)
    edit = correction.smallest_edit(claim) if claim.limit is None else None
    right, where = audit.right_formula(claim, edit)
    whole = Judged(*about, word, claim.truth, claim.published, right, where, edit)
    whole = whole._replace(limit=claim.limit)
    return _with_example(whole, search.smallest(claim))


def _with_example(judged: Judged, example: search.Counterexample | None) -> Judged:
    if example is None:
        return judged
    return judged._replace(
        point=tuple(example.point.items()),
        values=(example.published, example.exact),
        is_rounded=example.is_rounded,
    )


def _written(
    found: tuple[tuple[Entry, ...], tuple[Judged, ...]], *, standalone: bool
) -> dict[str, str]:
    """Write one document, or a fragment for each theorem, by file name."""
    entries, judged = found
    if standalone:
        return {"theorems": article(entries, judged)}
    names = [entry.theorem.name for entry in entries]
    return {entry.theorem.name: fragment(entry, names) for entry in entries}


def _deliver(texts: Mapping[str, str], path: Path | None) -> None:
    if path is None:
        click.echo("\n".join(texts.values()), nl=False)
        return
    for name, text in texts.items():
        is_file = len(texts) == 1 and not path.is_dir()
        write(path if is_file else path / f"{name}.tex", text)
    is_file = len(texts) == 1 and not path.is_dir()
    write(path.with_suffix(".bib") if is_file else path / "sources.bib", bibliography())
