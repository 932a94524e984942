"""Drops a table, and all that is in it.

Why
---
The rows are gone, and a rollback cannot bring them back. Programs that still name the table fail from that
moment on. What is dropped in the same range that made it is no loss.

Bad
---
```sql
CREATE TABLE orders (id INTEGER);
-- now
DROP TABLE orders;
```

Good
----
```sql
CREATE TABLE orders (id INTEGER);
DROP TABLE orders;
```

```sql postgresql mysql mariadb sqlite oracle
CREATE TABLE orders (id INTEGER);
-- now
CREATE TABLE orders_copy (id BIGINT);
INSERT INTO orders_copy (id) SELECT id FROM orders;
DROP TABLE orders;
ALTER TABLE orders_copy RENAME TO orders;
```

Links
-----
https://www.postgresql.org/docs/current/sql-droptable.html
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
        lost = action.verb == "drop_table" and statement.replaces is None
        if lost and not statement.is_new(action.table):
            yield Remark(
                f"the rows of {action.table} are lost",
                Advice(
                    "rename it, wait until nobody misses it, and drop it one release later",
                    revision=f"op.rename_table({str(action.table)!r}, {f'{action.table}_old'!r})",
                ),
                start=action.start,
                table=str(action.table),
            )
