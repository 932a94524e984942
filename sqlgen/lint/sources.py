"""Where statements to judge come from: a rendered script, or the text of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlgen.dialects.facts import Facts
from sqlgen.lint.engine import Told
from sqlgen.origin import Origin
from sqlgen.reading.pieces import Kind, pieces
from sqlgen.reading.tokens import BATCH_END
from sqlgen.statements import Purpose, Script


def told_by_script(script: Script) -> Iterator[Told]:
    """The statements of a script; those that keep the version table are sqlgen's own, and left out.

    The last statement of a section knows the schema behind it as the replay has followed it.
    """
    for section in script.sections:
        said = [one for one in section.statements if one.purpose is not Purpose.VERSION]
        for place, statement in enumerate(said):
            last = place == len(said) - 1
            revision = section.step.revision.id if section.step is not None else None
            catalog = section.catalog if last and section.step is not None else None
            yield Told(statement.sql, statement.origin, revision, catalog)


def told_by_text(text: str, facts: Facts, file: Path | None = None) -> Iterator[Told]:
    """The statements of a file, each with its line."""
    found = [piece for piece in pieces(text, facts) if piece.kind is not Kind.COMMENT]
    batch = 0
    for piece in found:
        if piece.kind is Kind.SEPARATOR:
            batch += 1
        elif piece.kind is Kind.STATEMENT and piece.text.strip():
            yield Told(
                piece.text,
                Origin(file=file, line=piece.line),
                terminated=bool(piece.terminator) or piece is not found[-1],
                batch=batch if facts.batch_separator == BATCH_END else None,
            )
