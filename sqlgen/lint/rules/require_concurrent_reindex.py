"""Rebuilds an index in a way that blocks writes.

Why
---
REINDEX locks out writes to the table for as long as it takes, and reads that would use the index. From
PostgreSQL 12 on CONCURRENTLY builds the new one beside the old; SQL Server and Oracle say ONLINE.

Bad
---
```sql postgresql
REINDEX TABLE orders;
```

```sql mssql
ALTER INDEX ix_orders ON orders REBUILD;
```

```sql oracle
ALTER INDEX ix_orders REBUILD;
```

Good
----
```sql postgresql
REINDEX TABLE CONCURRENTLY orders;
```

```sql mssql
ALTER INDEX ix_orders ON orders REBUILD WITH (ONLINE = ON);
```

```sql oracle
ALTER INDEX ix_orders REBUILD ONLINE;
```

Links
-----
https://www.postgresql.org/docs/current/sql-reindex.html
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-index-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb in ("reindex", "rebuild_index")
            and not action.words & {"CONCURRENTLY", "ONLINE"}
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"blocks writes to {action.table or action.name} until the index is built",
                Advice("build it beside the old one: CONCURRENTLY, or ONLINE"),
                start=action.start,
                table=str(action.table or ""),
            )
