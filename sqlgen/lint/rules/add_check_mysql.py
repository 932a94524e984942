"""Adds a CHECK, for which the whole table is copied.

Why
---
MySQL and MariaDB copy the table to add a CHECK that is enforced; writes wait until it is done.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0);
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id INT, total INT, CHECK (total > 0));
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb == "add_constraint" and action.kind == "check" and not statement.is_new(action.table):
            yield Remark(
                f"copies {action.table}; writes wait meanwhile",
                Advice("add it while the table is small, or use an online schema change tool"),
                start=action.start,
                table=str(action.table or ""),
            )
