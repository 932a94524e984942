"""sqlgen's side of the proof: a script in parts, and what its catalog says of the schema between them."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog import Catalog, Tables
from sqlgen.dialects.compiling import compile_statement
from sqlgen.dialects.definition import definition
from sqlgen.dialects.lowering import lowering_for
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import Target
from sqlgen.pipeline import Options
from sqlgen.replay.connection import OfflineConnection
from sqlgen.replay.reflection import reflecting
from sqlgen.script.plain import plain_text
from sqlgen.statements import Purpose, Script, Section
from tests.histories.confinement import confine
from tests.histories.ours import outcomes, rendered
from tests.histories.proof.job import (
    Part,
    Question,
    Rendering,
    Said,
    Schema,
    points,
    read_question,
    write_answer,
)
from tests.histories.proof.schema import schema_of
from tests.histories.stand_in import install

TARGETS = {"postgresql": "postgresql@15", "mariadb": "mariadb@10.11", "sqlite": "sqlite@3.40"}
ENVIRONMENT = Path(__file__).parent / "environment"


def main() -> None:
    """Read a question from the first argument, write the answer to the file that the second names."""
    question = read_question(sys.argv[1])
    answer_file = Path(sys.argv[2]).absolute()
    question.job.prepare_path()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        install(question.job.own_code)
        confine()
        # As Alembic does it on the other database.
        options = Options(dialect=TARGETS[question.job.dialect], per_revision=True)
        revisions = f"{','.join(question.held)}:base" if question.downward else "base:heads"
        script = rendered(question.job, revisions, options, ENVIRONMENT, question.naming_convention)
        os.chdir("/")
    write_answer(answered(question, script), answer_file)


def answered(question: Question, script: Script) -> Rendering:
    """The parts of the script up to its first failure, or up to the steps that were asked for."""
    told = outcomes(question.job, script)
    good = len(list(takewhile(lambda each: each.failure is None, told)))
    count = good if question.steps is None else min(good, question.steps)
    sections = [section for section in script.sections if section.step]
    parts = [_part(script, section, Path(question.job.root)) for section in sections[:count]]
    made = Rendering(len(told), parts)
    if good < len(told):
        made.failure, made.failed = told[good].failure, told[good].file
    for point in points(count, question.every):
        made.said[point] = _said(sections[point - 1].catalog, script.target)
    return made


def _part(script: Script, section: Section, root: Path) -> Part:
    assert section.step is not None
    revision = section.step.revision
    text = plain_text(replace(script, sections=(section,)))
    count = sum(statement.purpose is not Purpose.NOTE for statement in section.statements)
    return Part(revision.id, revision.file.relative_to(root).as_posix(), text, count)


def _said(catalog: Catalog, target: Target) -> Said:
    try:
        certain = Tables(
            table for name, table in catalog.tables.items() if table.complete and name not in catalog.doubtful
        )
        whole = catalog.closed and len(certain) == len(catalog.tables)
        known_part = replace(catalog, tables=certain, doubtful=frozenset(), closed=True)
        return Said(known(known_part, target), list(statements(known_part, target)), whole)
    except Exception as error:  # noqa: BLE001  whatever the catalog cannot say is a difference
        return Said(trouble=f"{type(error).__name__}: {error}")


def known(catalog: Catalog, target: Target) -> Schema:
    """What the catalog answers to an inspector."""
    connection = OfflineConnection(
        reflecting(offline_dialect(target), lambda: catalog), lambda _: None, lambda _: None
    )
    inspector: Any = sa.inspect(connection)
    return schema_of(inspector)


def statements(catalog: Catalog, target: Target) -> Iterator[str]:
    """What makes, on an empty database, the schema that the catalog knows."""
    lowering = lowering_for(target, offline_dialect(target))
    for schema in sorted({name.schema for name in (*catalog.tables, *catalog.enums) if name.schema}):
        yield from compile_statement(sa.schema.CreateSchema(schema), lowering.dialect, target.facts.lexical)
    yield from definition(catalog, lowering)


if __name__ == "__main__":
    main()
