"""Directives without a history: what a revision's lines become, and what the catalog makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from sqlgen.catalog import Catalog
from sqlgen.dialects.lowering import lowering_for
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.replay.connection import OfflineConnection
from sqlgen.replay.directives import Operations
from sqlgen.replay.recorder import Recorder


class Context:
    """What directives ask of a migration context. The schema is known to have been empty."""

    def __init__(self, dialect: str, notice: Callable[[str], Any] = pytest.fail) -> None:
        self.target = parse_target(dialect)
        self.dialect = offline_dialect(self.target)
        lowering = lowering_for(self.target, self.dialect, {"target_metadata": sa.MetaData()})
        self.recorder = Recorder(lowering, notice)
        self.recorder.catalog = replace(self.recorder.catalog, told=True)
        self.naming_convention = None
        self.bind = OfflineConnection(self.dialect, self.perform)

    @property
    def catalog(self) -> Catalog:
        return self.recorder.catalog

    def perform(self, operation: Any) -> None:
        self.recorder.perform(operation)

    def run(self, line: str) -> list[str]:
        """The statements of a revision's line. Raises what it raises, and nothing is left of it then."""
        point = self.recorder.point()
        self.recorder.open_section(None)
        try:
            exec(line, {"op": Operations(self), "sa": sa})  # noqa: S102  the lines are ours
        except Exception:
            self.recorder.go_back(point)
            raise
        self.recorder.close_section()
        return [one.sql for one in self.recorder.sections[-1].statements] if self.recorder.sections else []
