"""Asks for a lock that keeps others out.

Why
---
LOCK=SHARED stops writes, LOCK=EXCLUSIVE everything, also where the server needs neither.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state INT, LOCK=EXCLUSIVE;
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state INT, LOCK=NONE;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions[:1]:
        if action.words & {"LOCK=SHARED", "LOCK=EXCLUSIVE"} and not statement.is_new(action.table):
            yield Remark(
                f"keeps others out of {action.table} as long as it runs",
                Advice("say LOCK=NONE, so that the server refuses where it would have to lock"),
                start=action.start,
                table=str(action.table),
            )
