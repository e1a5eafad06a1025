"""Certificates for the command line: written for names, and checked from files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import click

from derivations import catalogue
from derivations.certificate import Certificate
from derivations.theorems import theorems
from verification.api import known
from verification.certifying import Proof, of_form, proof, refused
from verification.claims import IDS, OURS, PUBLISHED, find
from verification.errors import InputError, refusal
from verification.interrupt import heeded
from verification.ladder import climb
from verification.output import as_json as dump
from verification.output import write
from verification.own import read_file
from verification.progress import track
from verification.rechecking import recheck
from verification.terms import Terms

FEW = 5


def all_names() -> tuple[str, ...]:
    """List all that may be certified: claims, and theorems."""
    return (*IDS, *(f"theorem/{theorem.name}" for theorem in theorems()))


def certify(
    names: tuple[str, ...], path: Path | None, *, quiet: bool, path_of_system: Path | None = None
) -> int:
    """Write the certificates of some names, each checked before.

    Args:
        names: closed forms, claims, theorems; all when empty.
        path: a file, or a folder for several; None for stdout.
        quiet: whether to say nothing of what has no certificate.
        path_of_system: the file of a recurrence of the user's own, whose quantities are meant.

    Returns:
        The exit code: 1 if one that was named, or is ours, is false; 3 if nothing is certified.

    Raises:
        InputError: if a name is unknown, or several certificates are to go into one file.
    """
    single = len(names) == 1
    if path is not None and not single and (path.suffix or path.is_file()):
        remedy = f"give a folder such as {path.with_suffix('')}"
        raise InputError(refusal("-o", path, "is one file for several certificates", remedy))
    found = _own(path_of_system, names) if path_of_system else _known(names, quiet)
    written, without, false, code = 0, 0, 0, 0
    for name, one in found:
        valid, why = _checked(name, one)
        if why:
            click.echo(f"{name}: is false, see `linrec audit`: {why}", err=True)
            false, code = false + 1, 1 if names or name.startswith(OURS) else code
        else:
            for how in () if quiet else one.without:
                click.echo(f"{name}: proof without certificate, {how}", err=True)
        _deliver(valid, path, single=single)
        written, without = written + len(valid), without + (not valid and not why)
    if not (single or quiet):
        told = f"{written} certificates; {without} proved without, {false} false"
        click.echo(told, err=True)
    return code or (0 if written else 3)


def _checked(name: str, found: Proof) -> tuple[tuple[Certificate, ...], str]:
    """Keep what is valid; where nothing can be checked, ask the rung of proof."""
    if why := refused(found):
        return (), why
    is_published = any(claim.id == name for claim in PUBLISHED)
    if not found.certificates and is_published:
        verdict = climb(find(name), Terms(("proof",)))
        return (), verdict.findings[0].detail if verdict.word == "rejected" else ""
    return found.certificates, ""


def _known(names: tuple[str, ...], quiet: bool) -> Iterable[tuple[str, Proof]]:
    bare = (*catalogue.NAMES, *(theorem.name for theorem in theorems()))
    chosen = [known(name, (*all_names(), *bare), "claim, closed form or theorem") for name in names]
    asked = chosen or all_names()
    with heeded() as heed:
        for name in track(asked, len(asked), "certified", quiet=quiet or len(asked) < FEW):
            heed()
            yield name, proof(name)


def _own(path: Path, names: tuple[str, ...]) -> Iterable[tuple[str, Proof]]:
    """Certify a recurrence of the user's own, by names that the catalogue does not have."""
    unit = read_file(path)
    for name in names or unit.names:
        found = of_form(unit.derive(name))
        named = tuple({**cert, "name": f"own/{name}"} for cert in found.certificates)
        yield name, found._replace(certificates=named)


def _deliver(certificates: tuple[Certificate, ...], path: Path | None, *, single: bool) -> None:
    if path is None:
        for cert in certificates:
            click.echo(dump(cert))
        return
    if single and path.suffix and len(certificates) > 1:
        count = len(certificates)
        remedy = f"give a folder such as {path.with_suffix('')}, they are {count}"
        raise InputError(refusal("-o", path, "is one file for several certificates", remedy))
    for cert in certificates:
        file = path / f"{str(cert['name']).replace('/', '-')}.json"
        is_file = single and len(certificates) == 1 and (path.suffix or not path.is_dir())
        write(path if is_file else file, json.dumps(cert) + "\n")


def recheck_all(paths: Iterable[Path], *, as_json: bool, quiet: bool) -> int:
    """Check certificates and print what they prove.

    Args:
        paths: the files, or folders of them.
        as_json: print a JSON object each.
        quiet: print nothing but what is not valid.

    Returns:
        The exit code: 1 if one is not valid, 2 if one cannot be read.
    """
    code = 0
    for path in chain.from_iterable(map(_files, paths)):
        try:
            record = recheck(path)
        except InputError as error:
            click.echo(f"linrec: {error}", err=True)
            code = 2
            continue
        code = code if record["valid"] else max(code, 1)
        if as_json:
            click.echo(dump(record))
        elif not record["valid"]:
            click.echo(f"{path}: not valid: {record['reason']}")
        elif not quiet:
            is_known = record["catalogue"] == "same"
            about = f"{record['name']}, {'' if is_known else 'not '}in the catalogue"
            click.echo("\n  ".join((f"{path}: valid ({about})", *record["claims"])))
    return code


def _files(path: Path) -> tuple[Path, ...]:
    """List the certificates of a folder; what is none is left for the reader to refuse."""
    return tuple(sorted(path.glob("*.json"))) or (path,)
