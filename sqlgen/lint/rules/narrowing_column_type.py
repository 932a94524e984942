"""Shortens a column.

Why
---
A value that does not fit stops the statement; on some servers and settings it is cut without a word.

Bad
---
```sql postgresql
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
-- now
ALTER TABLE orders ALTER COLUMN code TYPE varchar(10);
```

```sql mysql mariadb
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
-- now
ALTER TABLE orders MODIFY code VARCHAR(10);
```

```sql mssql
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
-- now
ALTER TABLE orders ALTER COLUMN code VARCHAR(10);
```

```sql oracle
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
-- now
ALTER TABLE orders MODIFY (code VARCHAR2(10));
```

Good
----
```sql postgresql
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
-- now
ALTER TABLE orders ALTER COLUMN code TYPE varchar(40);
```

```sql mysql mariadb
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
-- now
ALTER TABLE orders MODIFY code VARCHAR(40);
```

```sql mssql
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
-- now
ALTER TABLE orders ALTER COLUMN code VARCHAR(40);
```

```sql oracle
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
-- now
ALTER TABLE orders MODIFY (code VARCHAR2(40));
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
https://dev.mysql.com/doc/refman/8.4/en/alter-table.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table = statement.table(action.table)
        column = table.columns.get(action.name or "") if table is not None else None
        if column is None or action.type is None or statement.is_new(action.table):
            continue
        if action.verb in ("alter_type", "restate_column") and _narrower(column.type, action.type):
            yield Remark(
                f"values of {action.table}.{action.name} may not fit into {action.type} any more",
                Advice(
                    "look for such values first",
                    f"SELECT count(*) FROM {action.table} WHERE {_too_long(action.name or '', action.type)};",
                ),
                start=action.start,
                table=str(action.table),
            )


def _narrower(old: Any, new: Any) -> bool:
    if isinstance(old, sa.String) and isinstance(new, sa.String):
        return new.length is not None and (old.length is None or new.length < old.length)
    whole = (sa.SmallInteger, sa.Integer, sa.BigInteger)
    if isinstance(old, sa.Integer) and isinstance(new, sa.Integer):
        return _size(new, whole) < _size(old, whole)
    if isinstance(old, sa.Numeric) and isinstance(new, sa.Numeric):
        return _fewer_digits((old.precision, old.scale or 0), (new.precision, new.scale or 0))
    return False


def _fewer_digits(old: tuple[int | None, int], new: tuple[int | None, int]) -> bool:
    """Whether precision and scale leave fewer digits before or behind the point."""
    if old[0] is None or new[0] is None:
        return old[0] is None and new[0] is not None
    return new[0] - new[1] < old[0] - old[1] or new[1] < old[1]


def _size(type_: Any, kinds: tuple[type[Any], ...]) -> int:
    small, _, big = kinds
    return 2 if isinstance(type_, small) else 8 if isinstance(type_, big) else 4


def _too_long(column: str, type_: Any) -> str:
    length = getattr(type_, "length", None)
    return f"char_length({column}) > {length}" if length else f"{column} IS NOT NULL /* and out of range */"
