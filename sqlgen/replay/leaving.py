"""What is no longer known behind steps that are done by hand."""

from __future__ import annotations

import re

from sqlgen.catalog import Catalog
from sqlgen.errors import RevisionError, SqlgenError, StubError
from sqlgen.replay.footprint import Footprint, footprint
from sqlgen.replay.rowlog import RowLog
from sqlgen.statements import Failure


class Leaving:
    """The footprints of the steps that a script leaves to be done by hand."""

    def __init__(self) -> None:
        self._left: list[Footprint] = []

    def behind(self, failure: Failure, before: Catalog, after: Catalog, rows: RowLog) -> Catalog:
        """What is known of the schema behind a step; `after` is it where the step stopped.

        The rows that the step may have written are uncertain from here on.
        """
        left = footprint(failure.step.revision.file)
        self._left.append(left)
        catalog = left.doubted(before, after)
        if left.anything:
            rows.lose_all(catalog)
        else:
            rows.lose([name for name in catalog.tables if name.name in left.words])
        return catalog

    def explains(self, error: SqlgenError, catalog: Catalog) -> bool:
        """Whether an error is about a table that a step may have left otherwise."""
        if not isinstance(error, RevisionError) or isinstance(error, StubError):
            return False
        words = set(re.findall(r"\w+", error.message))
        named = [name.name for name in catalog.tables if name.name in words]
        return any(left.names(name) for left in self._left for name in named)
