"""Drops a column, and what is in it.

Why
---
The values are gone, and a rollback cannot bring them back. Programs that still name the column fail from
that moment on: stop using it, release that, and drop it in a later release. What is dropped in the same
range that made it is no loss.

Bad
---
```sql
CREATE TABLE orders (id INTEGER, note VARCHAR(20));
-- now
ALTER TABLE orders DROP COLUMN note;
```

Good
----
```sql
CREATE TABLE orders (id INTEGER, note VARCHAR(20));
ALTER TABLE orders DROP COLUMN note;
```

Links
-----
https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-REMOVING-A-COLUMN
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
        if action.verb == "drop_column" and action.name and not statement.is_new(action.table):
            yield Remark(
                f"the values of {action.table}.{action.name} are lost",
                Advice("release a version that does not use it, keep a copy, and drop it one release later"),
                start=action.start,
                table=str(action.table),
            )
