"""Adds an exclusion constraint, for which there is no way beside the work on the table.

Why
---
Its index is built under an ACCESS EXCLUSIVE lock; neither NOT VALID nor USING INDEX exists for it.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT ex EXCLUDE USING btree (id WITH =);
```

Good
----
```sql postgresql
CREATE TABLE orders (id integer, EXCLUDE USING btree (id WITH =));
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
        if (
            action.verb == "add_constraint"
            and action.kind == "exclusion"
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"blocks reads and writes of {action.table} while the index is built",
                Advice("make a new table with the constraint, copy the rows in batches, and swap the names"),
                start=action.start,
                table=str(action.table or ""),
            )
