"""Restates a column and leaves out what it had.

Why
---
MODIFY and CHANGE say the whole column anew: NOT NULL, DEFAULT, COMMENT and AUTO_INCREMENT that are left out
are gone. So is NOT NULL with ALTER COLUMN of SQL Server.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id INT, state INT NOT NULL DEFAULT 4);
-- now
ALTER TABLE orders MODIFY state INT;
```

```sql mssql
CREATE TABLE orders (id INT, code VARCHAR(20) NOT NULL);
-- now
ALTER TABLE orders ALTER COLUMN code VARCHAR(40);
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id INT, state INT NOT NULL DEFAULT 4);
-- now
ALTER TABLE orders MODIFY state INT NOT NULL DEFAULT 4 COMMENT 'where it stands';
```

```sql mssql
CREATE TABLE orders (id INT, code VARCHAR(20) NOT NULL);
-- now
ALTER TABLE orders ALTER COLUMN code VARCHAR(40) NOT NULL;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/alter-table.html#alter-table-redefine-column
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Column
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.reading.action import Action

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb", "mssql")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table = statement.table(action.table)
        column = table.columns.get(action.name or "") if table is not None else None
        if column is None or action.verb not in ("alter_type", "restate_column"):
            continue
        lost = list(_lost(action, column))
        if lost:
            yield Remark(
                f"{action.table}.{action.name} loses {' and '.join(lost)}",
                Advice("restate everything that the column is to keep"),
                start=action.start,
                table=str(action.table),
            )


def _lost(action: Action, column: Column) -> Iterator[str]:
    if action.verb == "alter_type":
        if not column.nullable and not action.words & {"SAID_NULL", "SAID_NOT_NULL"}:
            yield "NOT NULL"
        return
    definition = action.definition
    if definition is None:
        return
    if not column.nullable and definition.said_null is None and not definition.column.primary_key:
        yield "NOT NULL"
    if (
        column.server_default is not None
        and "DEFAULT" not in action.words
        and definition.column.computed is None
    ):
        yield "its default"
    if column.comment and "COMMENT" not in action.words:
        yield "its comment"
    if column.generated and "AUTO_INCREMENT" not in action.words:
        yield "AUTO_INCREMENT"
