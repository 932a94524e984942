"""Changes how a table is stored, and writes it anew.

Why
---
SET LOGGED, UNLOGGED, TABLESPACE and ACCESS METHOD copy the whole table and its indexes under an ACCESS
EXCLUSIVE lock.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders SET UNLOGGED;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders SET (fillfactor = 70);
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb in (
            "set_logged_unlogged",
            "set_tablespace",
            "set_access_method",
        ) and not statement.is_new(action.table):
            yield Remark(
                f"writes {action.table} anew; reads and writes wait meanwhile",
                Advice("do it in a maintenance window, or with pg_repack"),
                start=action.start,
                table=str(action.table or ""),
            )
