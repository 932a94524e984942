"""The tables that an application made before its first revision, as a snapshot."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from sqlgen.dialects.lowering import lowering_for
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.replay.beginning import Beginning
from sqlgen.replay.legacy import legacy_sqlalchemy
from sqlgen.replay.models import models_named
from sqlgen.replay.snapshots import KnownSchema
from tests.histories.confinement import confine
from tests.histories.ours import TARGETS
from tests.histories.stand_in import install


@dataclass(frozen=True, slots=True)
class Question:
    """The models of the packages at `roots`, each named module:name; `extras` holds what they import."""

    roots: Sequence[str]
    extras: str
    models: Sequence[str]
    dialect: str


def main() -> None:
    """Read a question as JSON from the first argument, write the snapshot to the file of the second."""
    question = Question(**json.loads(sys.argv[1]))
    answer_file = Path(sys.argv[2]).absolute()
    # Before the additional packages, which may hold a newer part of the same project.
    sys.path += [*question.roots, question.extras]
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        _, broken = install([f"{root}/" for root in question.roots])
        confine()
        with legacy_sqlalchemy():
            document = snapshot([models_named(name) for name in question.models], question.dialect)
        os.chdir("/")
    wanted = tuple(f"{name.partition(':')[0]} " for name in question.models)
    in_part = [told for told in broken.made if told.startswith(wanted)]
    if in_part:
        raise SystemExit(f"some of the tables are missing: imported {', '.join(in_part)}")
    answer_file.write_text(json.dumps(document), encoding="utf-8")


def snapshot(models: Sequence[sa.MetaData], dialect: str) -> dict[str, object]:
    """What `create_all()` of all the models makes on an empty schema."""
    target = parse_target(TARGETS.get(dialect, dialect))
    lowering = lowering_for(target, offline_dialect(target))
    together = sa.MetaData()
    for each in models:
        for table in each.tables.values():
            table.to_metadata(together)
    return KnownSchema(lowering, None, Beginning(models=together).base(lowering)).document()


if __name__ == "__main__":
    main()
