"""Adds a column that the server counts up, and writes every row for it.

Why
---
Each row gets its number at once: the table is written anew under a lock.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN number serial;
```

```sql mysql mariadb
CREATE TABLE orders (id bigint, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN number INT AUTO_INCREMENT UNIQUE;
```

```sql mssql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD number INT IDENTITY(1, 1);
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN number bigint;
```

```sql mysql mariadb mssql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD number INT NULL;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql")


COUNTED = frozenset({"add_column_serial", "add_column_identity", "add_column_auto_increment"})


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action = effect.action
        identity = (
            statement.target.name == "mssql"
            and action.definition is not None
            and action.definition.column.identity is not None
        )
        if (
            action.verb == "add_column"
            and (effect.change in COUNTED or identity)
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"writes every row of {action.table} to number it",
                Advice(
                    "add a plain column, fill it in batches, then attach the sequence or make it the identity"
                ),
                start=action.start,
                table=str(action.table),
            )
