"""Empties a table.

Why
---
TRUNCATE takes all rows under a lock that nobody gets past. On MySQL, MariaDB and Oracle it commits by
itself and cannot be taken back; elsewhere it can until the transaction ends.

Bad
---
```sql postgresql mysql mariadb mssql oracle
CREATE TABLE orders (id INTEGER);
-- now
TRUNCATE TABLE orders;
```

Good
----
```sql postgresql mysql mariadb mssql oracle
CREATE TABLE orders (id INTEGER);
TRUNCATE TABLE orders;
```

Links
-----
https://www.postgresql.org/docs/current/sql-truncate.html
https://dev.mysql.com/doc/refman/8.4/en/truncate-table.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb == "truncate" and not statement.is_new(action.table):
            yield Remark(
                f"the rows of {action.table} are lost",
                Advice("keep a copy of the table first; or delete what may go in batches"),
                start=action.start,
                table=str(action.table),
            )
