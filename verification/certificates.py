"""Certificates for the command line: written for names, and checked from files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from derivations import catalogue
from derivations.theorems import theorems
from verification.api import known
from verification.certifying import Proof, of_form, proof
from verification.claims import IDS, OURS
from verification.errors import InputError, refusal
from verification.interrupt import heeded
from verification.output import as_json as dump
from verification.output import write
from verification.own import read_file
from verification.progress import track
from verification.recheck import Certificate
from verification.rechecking import recheck

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
    found = _own(path_of_system, names) if path_of_system else _known(names, quiet)
    written, code = list[dict[str, object]](), 0
    for name, one in found:
        for how in () if quiet else one.without:
            click.echo(f"{name}: proof without certificate, {how}", err=True)
        for cert in one.certificates:
            try:
                Certificate(cert).check()
                written.append(cert)
            except ValueError as error:
                click.echo(f"{name}: is false, and has no certificate: {error}", err=True)
                code = 1 if names or name.startswith(OURS) else code
    _deliver(written, path)
    return code or (0 if written else 3)


def _known(names: tuple[str, ...], quiet: bool) -> Iterable[tuple[str, Proof]]:
    bare = (*catalogue.NAMES, *(theorem.name for theorem in theorems()))
    chosen = [known(name, (*all_names(), *bare), "claim, closed form or theorem") for name in names]
    asked = chosen or all_names()
    with heeded() as heed:
        for name in track(asked, len(asked), "certified", quiet=quiet or len(asked) < FEW):
            heed()
            yield name, proof(name)


def _own(path: Path, names: tuple[str, ...]) -> Iterable[tuple[str, Proof]]:
    unit = read_file(path)
    for name in names or unit.names:
        yield name, of_form(unit.derive(name))


def _deliver(certificates: list[dict[str, object]], path: Path | None) -> None:
    if path is None:
        for cert in certificates:
            click.echo(dump(cert))
        return
    if path.suffix and len(certificates) > 1:
        count = len(certificates)
        remedy = f"give a folder such as {path.with_suffix('')}, they are {count}"
        raise InputError(refusal("-o", path, "is one file for several certificates", remedy))
    for cert in certificates:
        file = path / f"{str(cert['name']).replace('/', '-')}.json"
        one = path if len(certificates) == 1 and (path.suffix or not path.is_dir()) else file
        write(one, json.dumps(cert) + "\n")


def recheck_all(paths: Iterable[Path], *, as_json: bool, quiet: bool) -> int:
    """Check certificates and print what they prove.

    Args:
        paths: the files.
        as_json: print a JSON object each.
        quiet: print nothing but what is not valid.

    Returns:
        The exit code, 1 if one is not valid.
    """
    code = 0
    for path in paths:
        record = recheck(path)
        code = code if record["valid"] else 1
        if as_json:
            click.echo(dump(record))
        elif not record["valid"]:
            click.echo(f"{path}: not valid: {record['reason']}")
        elif not quiet:
            about = f"{record['name']}, rows as in the catalogue"
            about = about if record["catalogue"] == "same" else "of no name in the catalogue"
            click.echo("\n  ".join((f"{path}: valid ({about})", *record["claims"])))
    return code
