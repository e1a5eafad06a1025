"""Records as lines of JSON, each sealed by a CRC-32 of all that came before it.

The seal is the last key, `crc`. It begins with the CRC-32 of what the records answer, so that lines
which were torn, changed, swapped or come from elsewhere do not fit.
"""

from __future__ import annotations

import json
from typing import Any
from zlib import crc32

from verification.output import as_json

Record = dict[str, Any]
_TAIL = b', "crc": "%08x"}\n'
_LENGTH = len(_TAIL % 0)


def encoded(record: Record, before: int) -> tuple[bytes, int]:
    """Write a record as a line.

    Args:
        record: plain data, not empty.
        before: CRC-32 of the question and the records before it.

    Returns:
        The line, and the CRC-32 with it.
    """
    body = as_json(record).removesuffix("}").encode()
    line = body + _TAIL % crc32(body, before)
    # over the seal too: else two lines without the seal between them would fit as one
    return line, crc32(line, before)


def decoded(data: bytes, before: int) -> tuple[tuple[Record, ...], int, int]:
    """Read records for as long as they are right.

    Args:
        data: content of a file of records, spoiled perhaps.
        before: CRC-32 of the question.

    Returns:
        The records, how many bytes they take, and the CRC-32 at their end.
    """
    records, length, crc = list[Record](), 0, before
    for line in data.splitlines(keepends=True):
        body = line[:-_LENGTH]
        if line != body + _TAIL % crc32(body, crc):
            break
        records.append(json.loads(body + b"}"))
        length, crc = length + len(line), crc32(line, crc)
    return tuple(records), length, crc
