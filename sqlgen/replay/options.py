"""How revisions are to be run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlgen.replay.limits import DEFAULT_SECONDS


@dataclass(frozen=True, slots=True)
class Options:
    """How to render.

    `dialect` is `name` or `name@version` and replaces what env.py configures; `schema_map` renames schemas;
    `per_revision` puts each revision into a transaction of its own; `time_limit` is in seconds a revision,
    0 for none; `catalog` is a snapshot of the schema where the range starts; `manual_steps` leaves revisions
    that need a database to be done by hand; `cache` is a folder in which to keep what lies before ranges.
    """

    dialect: str | None = None
    use_env: bool = True
    stub_missing: bool = False
    legacy_sqlalchemy: bool = False
    tag: str | None = None
    schema_map: Mapping[str | None, str | None] = field(default_factory=dict)
    per_revision: bool = False
    time_limit: float = DEFAULT_SECONDS
    catalog: Path | None = None
    manual_steps: bool = False
    cache: Path | None = None
