"""Detaches a partition under a lock on the whole table.

Why
---
DETACH PARTITION waits for every query on the partitioned table, and all later ones wait behind it. From
PostgreSQL 14 on CONCURRENTLY does without.

Bad
---
```sql postgresql
ALTER TABLE orders DETACH PARTITION orders_2020;
```

Good
----
```sql postgresql
ALTER TABLE orders DETACH PARTITION orders_2020 CONCURRENTLY;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb == "detach_partition"
            and "CONCURRENTLY" not in action.words
            and statement.target.version >= (14,)
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"blocks reads and writes of {action.table}",
                Advice("detach it CONCURRENTLY, outside of a transaction", f"{statement.sql} CONCURRENTLY"),
                start=action.start,
                table=str(action.table or ""),
            )
