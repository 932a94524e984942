"""Drops a column that other parts of the schema rest on.

Why
---
Indexes and constraints go with the column without a word on some databases; others refuse to drop it.
Either way what goes should be named: a unique key or a foreign key that is gone protects nothing.

Bad
---
```sql
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
CREATE INDEX ix_orders_code ON orders (code);
-- now
ALTER TABLE orders DROP COLUMN code;
```

Good
----
```sql postgresql sqlite oracle
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
CREATE INDEX ix_orders_code ON orders (code);
-- now
DROP INDEX ix_orders_code;
ALTER TABLE orders DROP COLUMN code;
```

```sql mysql mariadb mssql
CREATE TABLE orders (id INTEGER, code VARCHAR(20));
CREATE INDEX ix_orders_code ON orders (code);
-- now
DROP INDEX ix_orders_code ON orders;
ALTER TABLE orders DROP COLUMN code;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
https://dev.mysql.com/doc/refman/8.4/en/alter-table.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Check, ForeignKey, Table, Unique
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.WARNING
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table = statement.table(action.table)
        if action.verb != "drop_column" or action.name is None or table is None:
            continue
        dependents = ", ".join(sorted(set(_dependents(table, action.name))))
        if dependents:
            yield Remark(
                f"{action.table}.{action.name} is part of {dependents}",
                Advice("drop these first, by their names"),
                start=action.start,
                table=str(action.table),
            )


def _dependents(table: Table, column: str) -> Iterator[str]:
    if table.primary_key is not None and column in table.primary_key.columns:
        yield "the primary key"
    for index in table.indexes:
        if column in index.columns:
            yield f"the index {index.name}"
    for key in table.all_of(ForeignKey):
        if column in key.columns:
            yield f"the foreign key {key.name or 'to ' + str(key.referent)}"
    for unique in table.all_of(Unique):
        if column in unique.columns:
            yield f"the unique constraint {unique.name or 'on ' + ', '.join(unique.columns)}"
    for condition in table.all_of(Check):
        if column in {*condition.columns, *condition.mentioned}:
            yield f"the check {condition.name or 'without a name'}"
