"""Rebuilds a whole table.

Why
---
OPTIMIZE TABLE, FORCE, the same ENGINE again, another ROW_FORMAT, and REBUILD write every row; without
ONLINE nobody writes meanwhile.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
OPTIMIZE TABLE orders;
ALTER TABLE orders ENGINE=InnoDB;
```

```sql mssql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders REBUILD;
```

```sql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders MOVE;
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders COMMENT = 'x';
```

```sql mssql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders REBUILD WITH (ONLINE = ON);
```

```sql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders MOVE ONLINE;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb", "mssql", "oracle")


REBUILDING = frozenset(
    {"rebuild_table", "force_rebuild", "change_engine", "move_table", "row_format", "shrink_table"}
)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb in REBUILDING
            and "ONLINE" not in action.words
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"writes {action.table or 'the table'} anew",
                Advice("leave it to a quiet hour; ONLINE where the edition has it, or gh-ost and pt-osc"),
                start=action.start,
                table=str(action.table or ""),
            )
