"""Attaches a partition and reads all of it under a lock.

Why
---
The server has to see that every row belongs into the partition, and locks the new partition meanwhile. A
validated CHECK that says the same spares the scan; drop it afterwards.

Bad
---
```sql postgresql
ALTER TABLE orders ATTACH PARTITION orders_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
```

Good
----
```sql postgresql
CREATE TABLE orders_2026 (id bigint NOT NULL, CHECK (id >= 1 AND id < 9));
-- now
ALTER TABLE orders ATTACH PARTITION orders_2026 FOR VALUES FROM (1) TO (9);
```

Links
-----
https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Name
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action = effect.action
        if effect.change != "attach_partition_no_check" or action.name is None:
            continue
        if statement.is_new(Name(None, action.name)):
            continue
        yield Remark(
            f"reads every row of {action.name} while it is locked",
            Advice("add a CHECK that says what the partition holds, NOT VALID, and validate it before"),
            start=action.start,
            table=action.name,
            fact=effect.fact,
        )
