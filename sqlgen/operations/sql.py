"""SQL that a revision brought along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.sql.expression import Executable

from sqlgen.operations.base import Operation

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


@dataclass(eq=False)
class ExecuteSQL(Operation):
    """A statement that the revision wrote itself: text, or a SQLAlchemy construct.

    `parameters` is one mapping, or a sequence of them for one execution each. `raw` text is handed to the
    database as it stands: no `:name` in it is a parameter.
    """

    statement: Executable | str
    parameters: Parameters = None
    execution_options: Mapping[str, Any] | None = None
    raw: bool = False

    def describe(self) -> dict[str, object]:
        return {"operation": self.name}
