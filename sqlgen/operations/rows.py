"""Rows written by a revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.sql.expression import TableClause

from sqlgen.operations.base import Operation


@dataclass(eq=False)
class BulkInsert(Operation):
    """Rows to insert, each a mapping of column key to value; `multiinsert` matters to live runs only."""

    table: TableClause
    rows: Sequence[Mapping[str, Any]]
    multiinsert: bool = True

    def describe(self) -> dict[str, object]:
        return {"operation": self.name, "table": self.table.name, "rows": len(self.rows)}
