"""A dialect's words for what a catalog holds, and what they mean."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError
from sqlalchemy.types import TypeEngine

from sqlgen.catalog import Catalog, Check, Exclusion, Name
from sqlgen.catalog.snapshot import Enums
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.texts import default_text, expression_text, stored_type, type_text
from sqlgen.errors import SnapshotError
from sqlgen.reading.columns import table_constraint
from sqlgen.reading.columntypes import NamedType, column_type, resolved
from sqlgen.reading.tokens import Unread, statements

COLLATED = re.compile(
    r"""(?is)^(?P<type>.*?)(?:\s+CHARACTER\s+SET\s+(?P<charset>\w+))?(?:\s+COLLATE\s+(?P<collation>.+))?$"""
)


class DialectWords:
    """The words of one target, both ways."""

    def __init__(self, facts: Facts, dialect: Dialect) -> None:
        self.facts = facts
        self.dialect = dialect

    def type_text(self, type_: TypeEngine[Any]) -> str:
        try:
            return type_text(type_, self.dialect)
        except CompileError:
            # What the database would refuse too, such as VARCHAR without a length on MySQL.
            return type(type_).__name__.upper()

    def labels(self, type_: TypeEngine[Any], enums: Enums) -> tuple[str, ...]:
        stored = stored_type(type_, self.dialect)
        if not isinstance(stored, sa.Enum):
            return ()
        if stored.native_enum and self.dialect.supports_native_enum:
            # MySQL's text has them.
            said = not isinstance(stored, ENUM) or Name(stored.schema, str(stored.name)) in enums
            return () if said else tuple(stored.enums)
        return tuple(stored.enums)

    def read_type(
        self, text: str, enums: Enums, labels: tuple[str, ...] = (), check: Check | None = None
    ) -> TypeEngine[Any]:
        made = self._type(text, enums)
        if isinstance(made, NamedType) and labels:
            return ENUM(*labels, name=made.named.name, schema=made.named.schema, create_type=False)
        name = check.name if check is not None else None
        bound: dict[str, Any] = {"create_constraint": check is not None, "name": name}
        if labels:
            return sa.Enum(*labels, native_enum=False, length=getattr(made, "length", None), **bound)
        return sa.Boolean(**bound) if check is not None else made

    def _type(self, text: str, enums: Enums) -> TypeEngine[Any]:
        found = COLLATED.match(text)
        plain = found["type"] if found else text
        made = resolved(column_type(plain, self.facts), Catalog(enums=enums))
        if isinstance(made, NamedType):
            return made if self.type_text(made) == text else NamedType(Name(None, text))
        for attribute in ("charset", "collation"):
            said = found[attribute] if found else None
            if said is not None and hasattr(made, attribute):
                setattr(made, attribute, said.strip('"`'))
        return made

    def default_text(self, default: Any) -> str | None:
        if isinstance(default, sa.FetchedValue) and not hasattr(default, "arg"):
            return None
        text = default_text(default, self.dialect)
        # SQLite wants parentheses around whatever is no literal, and SQLAlchemy knows by the object.
        made = isinstance(getattr(default, "arg", default), sa.ColumnElement)
        return f"({text})" if made and self.facts.name == "sqlite" else text

    def sql_text(self, expression: Any) -> str:
        return expression_text(expression, self.dialect)

    def exclusion_text(self, exclusion: Exclusion) -> str:
        compiler: Any = self.dialect.ddl_compiler(self.dialect, None)  # type: ignore[arg-type]
        text = str(compiler.process(exclusion.constraint))
        return text[text.index("EXCLUDE") :]

    def read_exclusion(self, text: str, name: str | None) -> Exclusion:
        try:
            (cursor,) = statements(text, self.facts)
            made = table_constraint(cursor)
        except (Unread, ValueError) as error:
            raise SnapshotError(f"the exclusion constraint {text!r} cannot be read") from error
        made.name = name
        return Exclusion(name, made)
