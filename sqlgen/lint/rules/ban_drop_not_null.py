"""Lets a column be NULL that never was.

Why
---
Programs that read the column do not expect NULL, and some stop at the first one.

Bad
---
```sql postgresql
CREATE TABLE orders (id integer, code text NOT NULL);
-- now
ALTER TABLE orders ALTER COLUMN code DROP NOT NULL;
```

```sql mysql mariadb
CREATE TABLE orders (id INT, code VARCHAR(9) NOT NULL);
-- now
ALTER TABLE orders MODIFY code VARCHAR(9) NULL;
```

```sql mssql
CREATE TABLE orders (id INT, code VARCHAR(9) NOT NULL);
-- now
ALTER TABLE orders ALTER COLUMN code VARCHAR(9) NULL;
```

```sql oracle
CREATE TABLE orders (id NUMBER, code VARCHAR2(9) NOT NULL);
-- now
ALTER TABLE orders MODIFY (code NULL);
```

Good
----
```sql postgresql
CREATE TABLE orders (id integer, code text);
-- now
ALTER TABLE orders ALTER COLUMN code SET NOT NULL;
```

```sql mysql mariadb
CREATE TABLE orders (id INT, code VARCHAR(9));
-- now
ALTER TABLE orders MODIFY code VARCHAR(9) NULL;
```

```sql mssql
CREATE TABLE orders (id INT, code VARCHAR(9));
-- now
ALTER TABLE orders ALTER COLUMN code VARCHAR(9) NULL;
```

```sql oracle
CREATE TABLE orders (id NUMBER, code VARCHAR2(9));
-- now
ALTER TABLE orders MODIFY (code NOT NULL);
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.reading.action import Action

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table = statement.table(action.table)
        column = table.columns.get(action.name or "") if table is not None else None
        required = column is None or not column.nullable
        if required and _drops(action) and not statement.is_new(action.table):
            yield Remark(
                f"{action.table}.{action.name} can be NULL from here on",
                Advice("let every program that reads it be ready first"),
                start=action.start,
                table=str(action.table),
            )


def _drops(action: Action) -> bool:
    if action.verb == "restate_column":
        return action.definition is not None and action.definition.said_null is True
    return action.verb == "drop_not_null" or (action.verb == "alter_type" and "SAID_NULL" in action.words)
