"""The query that tells how large the tables of a database are, in `dialect_configs/statistics/`."""

from __future__ import annotations

from importlib import resources

from sqlgen.errors import DialectError

FOLDER = "statistics"


def statistics_query(name: str) -> str:
    """The query of a dialect, with how it is run in front. Raises DialectError where there is none."""
    file = resources.files("sqlgen.dialect_configs") / FOLDER / f"{name}.sql"
    if not file.is_file():
        folder = resources.files("sqlgen.dialect_configs") / FOLDER
        known = sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir())
        raise DialectError(f"there is no query for {name}", hint=f"known are {', '.join(known)}")
    return file.read_text(encoding="utf-8")
