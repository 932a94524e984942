"""Makes an index on a column that may be NULL the primary key.

Why
---
PRIMARY KEY USING INDEX makes the columns NOT NULL, and reads the whole table under an ACCESS EXCLUSIVE lock
for it.

Bad
---
```sql postgresql
CREATE TABLE orders (id integer);
CREATE UNIQUE INDEX pk_orders ON orders (id);
-- now
ALTER TABLE orders ADD PRIMARY KEY USING INDEX pk_orders;
```

Good
----
```sql postgresql
CREATE TABLE orders (id integer NOT NULL);
CREATE UNIQUE INDEX pk_orders ON orders (id);
-- now
ALTER TABLE orders ADD PRIMARY KEY USING INDEX pk_orders;
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
            action.kind != "primary_key"
            or "USING_INDEX" not in action.words
            or statement.is_new(action.table)
        ):
            continue
        table = statement.table(action.table)
        indexes = table.indexes if table is not None else ()
        index = next((one for one in indexes if one.name and str(one.name) in statement.sql), None)
        names = [name for name in index.columns if name] if index is not None else []
        if table is not None and any(table.columns[name].nullable for name in names if name in table.columns):
            yield Remark(
                f"reads every row of {action.table} to make its key NOT NULL",
                Advice("make the columns NOT NULL before, by a CHECK that is added NOT VALID and validated"),
                start=action.start,
                table=str(action.table),
            )
