"""Renames a column under the programs that use it.

Why
---
From the moment of the change until the last old program is gone, every statement with the old name fails.

Bad
---
```sql postgresql mysql mariadb sqlite oracle
CREATE TABLE orders (id INTEGER, note VARCHAR(20));
-- now
ALTER TABLE orders RENAME COLUMN note TO remark;
```

```sql mssql
CREATE TABLE orders (id INT, note VARCHAR(20));
-- now
EXEC sp_rename 'orders.note', 'remark', 'COLUMN';
```

Good
----
```sql postgresql mysql mariadb sqlite oracle
CREATE TABLE orders (id INTEGER, note VARCHAR(20));
ALTER TABLE orders RENAME COLUMN note TO remark;
```

```sql mssql
CREATE TABLE orders (id INT, note VARCHAR(20));
-- now
ALTER TABLE orders ADD remark VARCHAR(20);
```

Links
-----
https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-RENAMING-A-COLUMN
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
        renamed = action.verb == "rename_column" or (action.verb == "restate_column" and action.new_name)
        if renamed and not statement.is_new(action.table):
            yield Remark(
                f"programs that say {action.name} fail from here on",
                Advice(
                    "add the new column, write both, fill it in batches, and drop the old one a release "
                    "later",
                    revision=f"op.add_column({str(action.table)!r}, sa.Column({action.new_name!r}, ...))",
                ),
                start=action.start,
                table=str(action.table or ""),
            )
