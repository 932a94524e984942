"""The schema that a replay begins on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from sqlgen.catalog import Catalog
from sqlgen.dialects.lowering import Lowering
from sqlgen.dialects.naming import ServerNames
from sqlgen.errors import ConfigError, SqlgenError
from sqlgen.replay.connection import OfflineConnection
from sqlgen.replay.recorder import Recorder
from sqlgen.replay.reflection import reflecting
from sqlgen.replay.snapshots import SnapshotFile


@dataclass(frozen=True, slots=True)
class Beginning:
    """What somebody said of the schema where a replay begins.

    `empty` says that nothing was there before the first revision, `existing` that something was, of which
    the `models` are known; with models alone, there was nothing else. `file` is a snapshot of what was there,
    {dialect} in its name standing for that of the dialect; `start` one of what is there where the range
    starts. `unfilled` says that no table had rows before the first revision.
    """

    empty: bool = False
    existing: bool = False
    models: sa.MetaData | None = None
    file: Path | None = None
    start: SnapshotFile | None = None
    unfilled: bool = False

    def base(self, lowering: Lowering) -> Catalog:
        """The schema before the first revision.

        Raises ConfigError for models that cannot be made, SnapshotError for a file that cannot be used.
        """
        if self.file is not None:
            file = Path(str(self.file).replace("{dialect}", lowering.facts.name))
            return SnapshotFile.read(file).at((), lowering)
        told = self.empty or self.existing or self.models is not None
        catalog = Catalog(server=ServerNames(lowering.dialect))
        if self.models is not None:
            catalog = made_by(self.models, lowering)
        return replace(
            catalog,
            told=told,
            closed=catalog.closed and not self.existing,
            readable=catalog.readable and not self.existing,
        )


def made_by(models: sa.MetaData, lowering: Lowering) -> Catalog:
    """What `create_all()` makes on an empty schema."""
    recorder = Recorder(lowering, lambda _: None)
    connection = OfflineConnection(
        reflecting(lowering.dialect, lambda: recorder.catalog), recorder.perform, recorder.answer
    )
    try:
        models.create_all(connection)
    except (SqlgenError, SQLAlchemyError) as error:
        raise ConfigError(
            f"the models of [history] cannot be made on {lowering.facts.title}: {error}",
            hint="name models that this database can hold, or a snapshot of what is there",
        ) from error
    return recorder.catalog
