"""Locks a whole table by name.

Why
---
Nobody gets past the lock until the transaction ends, and two scripts in another order lock each other out.

Bad
---
```sql postgresql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
LOCK TABLE orders IN EXCLUSIVE MODE;
```

```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
LOCK TABLES orders WRITE;
```

Good
----
```sql postgresql oracle mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
SELECT 1 FROM orders;
```

Links
-----
https://www.postgresql.org/docs/current/sql-lock.html
https://dev.mysql.com/doc/refman/8.4/en/lock-tables.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb == "lock_table" and not statement.is_new(action.table):
            yield Remark(
                f"keeps others out of {action.table} until the transaction ends",
                Advice("lock rows, or let the change itself take its lock with a timeout"),
                start=action.start,
                table=str(action.table or ""),
            )
