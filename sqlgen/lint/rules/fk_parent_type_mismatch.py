"""Lets a key point at a column of another type.

Why
---
MySQL, MariaDB and SQL Server refuse it; elsewhere each comparison converts, and an index may be of no use.

Bad
---
```sql postgresql mysql mariadb mssql oracle
CREATE TABLE customers (id VARCHAR(9) PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER);
-- now
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id);
```

Good
----
```sql postgresql mysql mariadb mssql oracle
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER);
-- now
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id);
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog import ForeignKey
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table, other = statement.table(action.table), statement.table(action.referent)
        if action.kind != "foreign_key" or table is None or other is None:
            continue
        made = statement.after.tables.get(table.name, table)
        key = next((one for one in made.all_of(ForeignKey) if one.columns == action.columns), None)
        for own, theirs in zip(action.columns, key.referent_columns if key is not None else (), strict=False):
            here, there = table.columns.get(own), other.columns.get(theirs)
            if here is not None and there is not None and _kind(here.type) != _kind(there.type):
                yield Remark(
                    f"{table.name}.{own} is {here.type}, {other.name}.{theirs} is {there.type}",
                    Advice("give both the same type"),
                    start=action.start,
                    table=str(action.table),
                )


def _kind(type_: Any) -> str:
    for kind in (sa.Enum, sa.Boolean, sa.Integer, sa.Numeric, sa.String, sa.Uuid, sa.DateTime, sa.Date):
        if isinstance(type_, kind):
            return kind.__name__
    return ""
