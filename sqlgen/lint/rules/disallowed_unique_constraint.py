"""Adds a unique constraint, whose index is built while nobody can use the table.

Why
---
PostgreSQL holds an ACCESS EXCLUSIVE lock until the index is built. Build a unique index CONCURRENTLY first,
then let the constraint use it.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT uq_code UNIQUE (code);
ALTER TABLE orders ADD COLUMN number integer UNIQUE;
```

```sql mssql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT uq_code UNIQUE (code);
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
CREATE UNIQUE INDEX CONCURRENTLY uq_code ON orders (code);
ALTER TABLE orders ADD CONSTRAINT uq_code UNIQUE USING INDEX uq_code;
```

```sql mssql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT uq_code UNIQUE (code) WITH (ONLINE = ON);
```

```sql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
CREATE UNIQUE INDEX uq_code ON orders (code) ONLINE;
ALTER TABLE orders ADD CONSTRAINT uq_code UNIQUE (code) USING INDEX uq_code;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.reading.action import Action

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        constraint = action.verb == "add_constraint" and action.kind == "unique"
        if (
            (constraint or _is_unique_column(action))
            and not action.words & {"USING_INDEX", "ONLINE", "NOT_VALID"}
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"blocks {action.table} while its index is built",
                _advice(action, statement.target.name),
                start=action.start,
                table=str(action.table or ""),
            )


def _is_unique_column(action: Action) -> bool:
    """Whether a column is added that is unique by its own definition."""
    definition = action.definition if action.verb == "add_column" else None
    return definition is not None and any(
        isinstance(one, sa.UniqueConstraint) for one in definition.constraints
    )


def _advice(action: Action, dialect: str) -> Advice:
    text = "build the index first, beside the work on the table, and let the constraint use it"
    if action.verb == "add_column":
        return Advice("add the column first, then build its index beside the work on the table")
    if dialect != "postgresql":
        return Advice(text)
    columns = ", ".join(action.columns)
    return Advice(
        text,
        f"CREATE UNIQUE INDEX CONCURRENTLY {action.name} ON {action.table} ({columns});\n"
        f"ALTER TABLE {action.table} ADD CONSTRAINT {action.name} UNIQUE USING INDEX {action.name};",
    )
