"""Adds a column that is calculated and stored, and writes every row for it.

Why
---
The value of each row is worked out at once, under a lock. A virtual one is worked out when it is read, and
costs nothing to add, where the server has it.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (total * 2) STORED;
```

```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN twice INT GENERATED ALWAYS AS (total * 2) STORED;
```

```sql sqlite
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN twice INT GENERATED ALWAYS AS (total * 2) STORED;
```

Good
----
```sql postgresql@18
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN twice integer GENERATED ALWAYS AS (total * 2) VIRTUAL;
```

```sql mysql mariadb sqlite
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN twice INT GENERATED ALWAYS AS (total * 2) VIRTUAL;
```

Links
-----
https://www.postgresql.org/docs/current/ddl-generated-columns.html
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
https://www.sqlite.org/gencol.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        definition = action.definition
        computed = definition.column.computed if definition is not None else None
        if action.verb != "add_column" or computed is None or statement.is_new(action.table):
            continue
        if computed.persisted or (computed.persisted is None and statement.target.name == "postgresql"):
            refused = statement.target.name == "sqlite"
            yield Remark(
                "SQLite refuses to add a stored column to a table"
                if refused
                else "writes every row of {action.table} to store the value",
                Advice(
                    "make it VIRTUAL where the server has that, or a plain column that is filled in batches"
                ),
                start=action.start,
                table=str(action.table),
            )
