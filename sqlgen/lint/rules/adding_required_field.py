"""Adds a NOT NULL column without a default, which fails on a table that has rows.

Why
---
The server has no value for the rows that are there: it refuses the statement, or (MySQL, MariaDB) makes one
up, such as zero or the empty string. On an empty table it works, so that no test finds it.

Bad
---
```sql postgresql mysql mariadb sqlite mssql
CREATE TABLE orders (id bigint PRIMARY KEY);
-- now
ALTER TABLE orders ADD state integer NOT NULL;
```

```sql oracle
CREATE TABLE orders (id NUMBER PRIMARY KEY);
-- now
ALTER TABLE orders ADD (state NUMBER NOT NULL);
```

Good
----
```sql postgresql mysql mariadb sqlite mssql
CREATE TABLE orders (id bigint PRIMARY KEY);
-- now
ALTER TABLE orders ADD state integer;
ALTER TABLE orders ADD kind integer NOT NULL DEFAULT 0;
```

```sql oracle
CREATE TABLE orders (id NUMBER PRIMARY KEY);
-- now
ALTER TABLE orders ADD (state NUMBER DEFAULT 0 NOT NULL);
```

Links
-----
https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-ADDING-A-COLUMN
https://www.sqlite.org/lang_altertable.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.ERROR
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        column = action.definition.column if action.definition is not None else None
        if action.verb != "add_column" or column is None or statement.is_new(action.table):
            continue
        counted = (
            "AUTO_INCREMENT" in action.words or column.identity is not None or column.computed is not None
        )
        if column.nullable or column.server_default is not None or counted:
            continue
        if action.definition is not None and action.definition.said_null is not False:
            continue
        invents = statement.target.name in ("mysql", "mariadb")
        yield Remark(
            f"{'gives the rows of' if invents else 'fails where'} {action.table} "
            f"{'an invented value' if invents else 'has rows'}: {column.name} is NOT NULL and has no default",
            Advice(
                "add it nullable, fill it in batches, then make it NOT NULL; or give it a constant default",
                revision=f"op.add_column({str(action.table)!r}, sa.Column({column.name!r}, ...))",
            ),
            start=action.start,
            table=str(action.table),
        )
