"""Rows that are also read by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Row

from sqlgen.replay.legacy.patching import Patch, Patching


def _rows(patching: Patching) -> None:
    new = Row.__getitem__

    def __getitem__(self: Any, key: Any) -> Any:  # noqa: N807
        if isinstance(key, int | slice):
            return new(self, key)
        return self._mapping[key]

    def __contains__(self: Any, key: Any) -> bool:  # noqa: N807
        # `"name" in row` asked for a column; newer revisions of the same history ask for a value.
        return (isinstance(key, str) and key in self._mapping) or key in tuple(self)

    patching.put(Row, "__getitem__", __getitem__)
    patching.put(Row, "__contains__", __contains__)
    patching.put(Row, "has_key", lambda self, key: key in self._mapping)
    for name in ("keys", "items", "values"):

        def method(self: Any, name: str = name) -> list[Any]:
            return list(getattr(self._mapping, name)())

        patching.put(Row, name, method)
        patching.put(Row, f"iter{name}", lambda self, method=method: iter(method(self)))


_NOTES = "https://docs.sqlalchemy.org/en/14/changelog/migration_14.html#change-4710-core"

PATCHES = (Patch('`row["name"]`, `row.items()`, `dict(row)`', "2.0", _NOTES, _rows),)
