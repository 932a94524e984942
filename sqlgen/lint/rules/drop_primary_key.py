"""Drops the primary key.

Why
---
Rows are told apart by nothing then. MySQL and MariaDB copy the table for it; replication by row reads whole
tables.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint, CONSTRAINT orders_pkey PRIMARY KEY (id));
-- now
ALTER TABLE orders DROP CONSTRAINT orders_pkey;
```

```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders DROP PRIMARY KEY;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders DROP CONSTRAINT uq_code;
```

```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (code);
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
https://www.postgresql.org/docs/current/sql-altertable.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    again = any(
        action.verb == "add_constraint" and action.kind == "primary_key" for action in statement.actions
    )
    for action in statement.actions:
        if action.verb != "drop_constraint" or again or statement.is_new(action.table):
            continue
        table = statement.table(action.table)
        key = table.primary_key if table is not None else None
        named = key is not None and key.name is not None and key.name == action.name
        if named or action.kind == "primary_key":
            yield Remark(
                f"{action.table} is left without a primary key",
                Advice("drop it and add the new one in one statement"),
                start=action.start,
                table=str(action.table),
            )
