"""Files that hold a snapshot of a schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlgen.catalog import Catalog
from sqlgen.catalog.restoring import header, restored
from sqlgen.catalog.snapshot import Document, Snapshot, written
from sqlgen.dialects.lowering import Lowering
from sqlgen.dialects.naming import ServerNames
from sqlgen.errors import SnapshotError
from sqlgen.origin import Origin
from sqlgen.reading.words import DialectWords


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """A file that says what a schema is, for which dialect, and at which revisions of its history.

    `revisions` are None where nobody said; the file fits anywhere then.
    """

    file: Path
    document: Any
    dialect: str
    version: str
    revisions: tuple[str, ...] | None

    @classmethod
    def read(cls, file: Path) -> SnapshotFile:
        """Raises SnapshotError for a file that is missing, damaged, or of another format."""
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise SnapshotError(
                f"there is no snapshot {file}: {error.strerror}", hint="sqlgen schema dump writes one"
            ) from error
        except ValueError as error:
            raise SnapshotError(f"{file.name} is no JSON: {error}", origin=Origin(file=file)) from error
        with _errors_in(file):
            return cls(file, document, *header(document))

    def catalog(self, lowering: Lowering) -> Catalog:
        """What the file says. Raises SnapshotError for damage, and where it is of another dialect."""
        name = lowering.facts.name
        if self.dialect != name:
            raise SnapshotError(
                f"the snapshot is of {self.dialect}, and what is rendered is {name}",
                origin=Origin(file=self.file),
                hint=f"sqlgen schema dump --dialect {name} writes one",
            )
        words = DialectWords(lowering.facts, lowering.dialect)
        with _errors_in(self.file):
            return restored(self.document, words, ServerNames(lowering.dialect)).catalog

    def known(self, lowering: Lowering) -> KnownSchema:
        return KnownSchema(lowering, self.revisions, self.catalog(lowering))

    def at(self, revisions: Sequence[str], lowering: Lowering) -> Catalog:
        """The same, for a history that stands at these revisions. Raises SnapshotError for another place."""
        if self.revisions is not None and set(self.revisions) != set(revisions):
            taken, wanted = (", ".join(sorted(each)) or "base" for each in (self.revisions, revisions))
            raise SnapshotError(
                f"the snapshot was taken at {taken}, and it is wanted at {wanted}",
                origin=Origin(file=self.file),
                hint=f"start the range at {taken}, or take a snapshot at {wanted}",
            )
        return self.catalog(lowering)


@dataclass(frozen=True, slots=True)
class KnownSchema:
    """What is known of the schema of one database, at these revisions of its history.

    `revisions` are None where nobody said; `name` is the database's in an environment that has several.
    """

    lowering: Lowering
    revisions: tuple[str, ...] | None
    catalog: Catalog
    name: str = ""

    @property
    def words(self) -> DialectWords:
        return DialectWords(self.lowering.facts, self.lowering.dialect)

    def document(self) -> Document:
        """The document that `SnapshotFile` reads again."""
        target = self.lowering.target
        return written(Snapshot(target.name, target.named, self.revisions, self.catalog), self.words)


@contextmanager
def _errors_in(file: Path) -> Iterator[None]:
    try:
        yield
    except SnapshotError as error:
        error.message = f"{file.name} is no snapshot that can be used: {error.message}"
        error.origin = error.origin or Origin(file=file)
        raise
