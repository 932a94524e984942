"""Adds a primary key, whose index is built while nobody can use the table.

Why
---
The index is built, and the columns are read for NULLs, under a lock that stops reads and writes. Build a
unique index CONCURRENTLY and prove NOT NULL by a CHECK first; then PRIMARY KEY USING INDEX is short.

Bad
---
```sql postgresql mssql mysql mariadb oracle
CREATE TABLE orders (id INTEGER NOT NULL);
-- now
ALTER TABLE orders ADD CONSTRAINT pk_orders PRIMARY KEY (id);
```

Good
----
```sql postgresql
CREATE TABLE orders (id INTEGER NOT NULL);
-- now
ALTER TABLE orders ADD CONSTRAINT pk_orders PRIMARY KEY USING INDEX pk_orders;
```

```sql mssql mysql mariadb oracle
CREATE TABLE orders (id INTEGER NOT NULL, PRIMARY KEY (id));
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
DIALECTS = ("postgresql", "mssql", "mysql", "mariadb", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb == "add_constraint"
            and action.kind == "primary_key"
            and not action.words & {"USING_INDEX", "ONLINE"}
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"builds the index of the primary key while {action.table} is locked",
                Advice("build a unique index first, beside the work on the table, and make it the key"),
                start=action.start,
                table=str(action.table or ""),
            )
