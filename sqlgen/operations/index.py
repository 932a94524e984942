"""Indexes: created and dropped."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Index

from sqlgen.operations.base import Operation


def _described(name: str, index: Index) -> dict[str, object]:
    return {
        "operation": name,
        "index": None if index.name is None else str(index.name),
        "table": index.table.name if index.table is not None else None,
        "schema": index.table.schema if index.table is not None else None,
    }


@dataclass(eq=False)
class CreateIndex(Operation):
    """An index on an existing table."""

    index: Index
    if_not_exists: bool | None = None

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.index)


@dataclass(eq=False)
class DropIndex(Operation):
    """An index taken away."""

    index: Index
    if_exists: bool | None = None

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.index)
