"""Renames a table under the programs that use it.

Why
---
From the moment of the change until the last old program is gone, every statement with the old name fails. A
view under the old name bridges the time, where the database can write through it.

Bad
---
```sql postgresql mysql mariadb sqlite oracle
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders RENAME TO purchases;
```

```sql mssql
CREATE TABLE orders (id INT);
-- now
EXEC sp_rename 'orders', 'purchases';
```

Good
----
```sql postgresql mysql mariadb sqlite oracle
CREATE TABLE orders (id INTEGER);
ALTER TABLE orders RENAME TO purchases;
```

```sql mssql
CREATE TABLE purchases (id INT);
```

Links
-----
https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-RENAMING-A-TABLE
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
        if action.verb == "rename_table" and not statement.is_new(action.table):
            old = action.table or action.name
            yield Remark(
                f"programs that say {old} fail from here on",
                Advice(
                    "leave a view under the old name until no program uses it",
                    f"CREATE VIEW {old} AS SELECT * FROM {action.new_name};" if action.new_name else "",
                ),
                start=action.start,
                table=str(old or ""),
            )
