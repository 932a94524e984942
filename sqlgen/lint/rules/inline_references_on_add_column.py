"""Adds a column together with its foreign key.

Why
---
The key is checked for every row that a default fills, while both tables are locked. InnoDB before MySQL 9
takes REFERENCES behind a column and silently makes no key of it.

Bad
---
```sql postgresql mssql mysql mariadb sqlite
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders ADD customer_id INTEGER REFERENCES customers (id);
```

Good
----
```sql postgresql mssql mysql mariadb sqlite
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders ADD customer_id INTEGER;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mssql", "mysql", "mariadb", "sqlite")


def check(statement: Judged) -> Iterator[Remark]:
    told: set[int] = set()
    # The last effect of an added column is that of its key.
    for effect in reversed(statement.effects):
        action = effect.action
        definition = action.definition
        if action.start in told:
            continue
        told.add(action.start)
        if action.verb != "add_column" or definition is None or statement.is_new(action.table):
            continue
        if any(isinstance(one, sa.ForeignKeyConstraint) for one in definition.constraints):
            # A column that is empty in every row gives nothing to look up: the locks are held for a moment.
            light = effect.change == "add_column_references"
            yield Remark(
                f"locks {action.table} and the table that the key points at together",
                Advice("add the column first, and the foreign key on its own, without a look at the rows"),
                start=action.start,
                table=str(action.table),
                severity=Severity.INFO if light else None,
                fact=effect.fact,
            )
