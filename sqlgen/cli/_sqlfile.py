"""SQL files as people and tools write them."""

from __future__ import annotations

import codecs
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlgen.errors import UsageError
from sqlgen.origin import Origin

STANDARD_INPUT = "-"
ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""What a byte-order mark says; SQL Server's tools write UTF-16."""
SAMPLE = 10_000
"""So many bytes show whether a file without a mark is UTF-16."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read. `mark` is its byte-order mark."""

    name: str
    text: str
    encoding: str
    mark: bytes


def read_sql(name: str) -> Source:
    """A file, or standard input for `-`, decoded.

    Raises UsageError where it cannot be read, and where it is no text that every client reads alike: bytes of
    another encoding, a NUL, lines that end with a carriage return alone.
    """
    try:
        content = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from error
    mark, encoding = next(
        ((mark, encoding) for mark, encoding in ENCODINGS if content.startswith(mark)),
        (b"", _guessed(content)),
    )
    body = content[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise _refused(name, body.count(b"\n", 0, error.start), f"is not {encoding.upper()}") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0"))
        raise UsageError(
            f"{named(name)} holds a NUL, which no database takes in SQL",
            origin=Origin(file=Path(named(name)), line=line + 1),
            hint="Is it a text at all? A dump in a binary format is for its own program.",
        )
    if "\r" in text and "\n" not in text:
        raise UsageError(
            f"the lines of {named(name)} end with a carriage return alone, and databases do not agree on "
            "where a comment ends there",
            hint="Convert it first: tr '\\r' '\\n' would be one way.",
        )
    return Source(name, text, encoding, mark)


def _guessed(content: bytes) -> str:
    """The encoding of a file without a mark: in UTF-16 every other byte of SQL is 0."""
    sample = content[:SAMPLE]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(zeros) > 1 and zeros.count(0) * 2 > len(zeros) and sample.count(0) < len(sample) * 0.6:
            return encoding
    return "utf-8"


def _refused(name: str, lines_before: int, what: str) -> UsageError:
    return UsageError(
        f"{named(name)} {what}",
        origin=Origin(file=Path(named(name)), line=lines_before + 1),
        hint="Convert it first: iconv -f latin1 -t utf-8 would be one way.",
    )


def named(name: str) -> str:
    """A file's name as a message says it."""
    return "standard input" if name == STANDARD_INPUT else name
