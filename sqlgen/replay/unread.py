"""Results that no database gave, and that refuse to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NoReturn

from sqlalchemy.sql.dml import UpdateBase

from sqlgen.errors import NeedsDatabase

Refusal = Callable[[], NeedsDatabase]


class UnansweredResult:
    """The result of a statement that no database has run; `changed` is the number of rows that it changes.

    `refusal` makes the error for somebody who reads more of it.
    """

    def __init__(self, refusal: Refusal, changed: int | None = None, statement: Any = None) -> None:
        self._refusal = refusal
        self._changed = changed
        self._statement = statement

    @property
    def rowcount(self) -> Any:
        """The number of rows; where nobody knows it, something that may be handed on and not looked at.

        `Query.update()` and `Query.delete()` give it back to revisions that have no use for it.
        """
        return UnknownCount(self._refusal) if self._changed is None else self._changed

    # What a Session looks at behind an UPDATE or DELETE of a model, whether anybody reads the result or not.

    @property
    def context(self) -> Any:
        """That the statement gives no objects back; who asks for them reads this result instead."""
        if not isinstance(self._statement, UpdateBase):
            self._refuse()
        compiled = SimpleNamespace(compile_state=SimpleNamespace(from_statement_ctx=None))
        return SimpleNamespace(compiled=compiled, compiled_parameters=[{}])

    def prefetch_cols(self) -> list[Any]:
        """None, so that no object is given a value that stands in no row."""
        return []

    def postfetch_cols(self) -> list[Any]:
        """The columns that change by themselves, which objects have to read anew."""
        columns = getattr(getattr(self._statement, "table", None), "columns", ())
        return [column for column in columns if column.onupdate or column.server_onupdate]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()

    def __iter__(self) -> Iterator[Any]:
        self._refuse()

    def __bool__(self) -> bool:
        """False, as the None that Alembic's offline mode gives: `if result:` is how revisions ask for it."""
        return False

    def _refuse(self) -> NoReturn:
        raise self._refusal()

    def close(self) -> None:
        """Nothing to close."""


class UnknownCount:
    """A number of rows that nobody knows: whoever looks at it asks a database."""

    def __init__(self, refusal: Refusal) -> None:
        self._refusal = refusal

    def _refuse(self, *_: object) -> NoReturn:
        raise self._refusal()

    __bool__ = __int__ = __index__ = __float__ = __str__ = __repr__ = __format__ = __hash__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __neg__ = __abs__ = _refuse
