"""A folder of records that one run at a time writes, and that a killed run leaves valid.

    question.json  what was asked; whole or absent, and written before the first record
    records.jsonl  one record a line, in order; only ever longer
    report.json    whole or absent; written when the last record is there

Records are sealed, see `sealed.py`: the longest valid beginning is what was written for this very
question, and the rest is cut off when the next run begins. A folder that holds anything else is
refused and left as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import click

from verification.alone import alone
from verification.errors import InputError, refusal, shorten
from verification.output import write, writing
from verification.sealed import Record, decoded, encoded

QUESTION, RECORDS, REPORT = "question.json", "records.jsonl", "report.json"
MARK = "linrec"  # the key that every question has


class Journal(NamedTuple):
    """What a run does with its folder.

    Args:
        there: records of an earlier run of the same question, from the first on.
        keep: brings the next record to the disk, and returns it.
        finish: writes the report.
    """

    there: tuple[Record, ...]
    keep: Callable[[Record], Record]
    finish: Callable[[Record], None]


@contextmanager
def opened(folder: Path | None, question: Mapping[str, Any], *, quiet: bool) -> Iterator[Journal]:
    """Hold a folder for one question, with what is known of the answer.

    Args:
        folder: made where it is missing; None keeps nothing.
        question: plain data on which all records depend, `linrec` among it.
        quiet: whether to say nothing of records that are taken over.

    Yields:
        The journal.

    Raises:
        KeyboardInterrupt: as it came, after a line that says how to go on.
    """
    if folder is None:
        yield Journal((), lambda record: record, lambda report: None)
        return
    with alone(folder):
        begin = _settled(folder, question)
        with _appending(folder / RECORDS, begin) as (there, keep):
            if there and not quiet:
                told = f"-o {folder}: {len(there)} records were there and are taken over"
                click.echo(told, err=True)
            try:
                yield Journal(there, keep, lambda report: _finished(folder, report))
            except KeyboardInterrupt:
                click.echo(how_to_go_on(folder), err=True)
                raise


def how_to_go_on(folder: Path) -> str:
    """Say what to do after an interrupt."""
    return f"to go on, give the same command again, with -o {folder}"


@contextmanager
def _appending(
    path: Path, before: int
) -> Iterator[tuple[tuple[Record, ...], Callable[[Record], Record]]]:
    with writing(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        with writing(path):
            there, length, crc = decoded(path.read_bytes(), before)
            os.ftruncate(handle, length)

        def keep(record: Record) -> Record:
            nonlocal crc
            line, crc = encoded(record, crc)
            with writing(path):
                _put(handle, line)
            return record

        yield there, keep
    finally:
        os.close(handle)


def _put(handle: int, data: bytes) -> None:
    while data:  # a disk that is nearly full takes a part
        data = data[os.write(handle, data) :]
    os.fsync(handle)


def _finished(folder: Path, report: Record) -> None:
    write(folder / REPORT, json.dumps(report, indent=1, ensure_ascii=False) + "\n")


def _settled(folder: Path, question: Mapping[str, Any]) -> int:
    """Make the folder this question's, or refuse one that holds anything else; give its CRC-32."""
    text = json.dumps(question, indent=1) + "\n"
    here = json.loads(text)
    path = folder / QUESTION
    with writing(path):
        there = _loaded(path)
        foreign = path.exists() and not there
        used = foreign or (folder / REPORT).exists() or _size(folder / RECORDS) > 0
    if there != here and used:
        rule = f"holds {_difference(there, here)}"
        raise InputError(refusal("-o", folder, rule, "give another folder, or delete this one"))
    if there != here:  # a question of which no record is left
        write(path, text)
    return crc32(text.encode())


def _loaded(path: Path) -> Record:
    """Read a question; nothing where there is none, or something else."""
    try:
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and MARK in found else {}


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _difference(there: Record, here: Record) -> str:
    """Name the first thing in which two questions differ."""
    if not there:
        return "results that are not of this question"
    name = next(name for name in {**here, **there} if here.get(name) != there.get(name))
    values = (shorten(found.get(name, "")) for found in (there, here))
    return "the answer to another question ({} = {} there, {} here)".format(name, *values)
