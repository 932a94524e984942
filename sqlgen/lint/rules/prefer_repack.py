"""Packs a table by VACUUM FULL or CLUSTER, which nobody can use meanwhile.

Why
---
Both write the table anew under an ACCESS EXCLUSIVE lock. pg_repack does the same beside the work on it.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
VACUUM FULL orders;
CLUSTER orders USING orders_pkey;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
VACUUM orders;
```

Links
-----
https://www.postgresql.org/docs/current/sql-vacuum.html
https://reorg.github.io/pg_repack/
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb in ("vacuum_full", "cluster") and not statement.is_new(action.table):
            yield Remark(
                "writes the table anew; reads and writes wait meanwhile",
                Advice("use pg_repack, or do it in a maintenance window"),
                start=action.start,
                table=str(action.table or ""),
            )
