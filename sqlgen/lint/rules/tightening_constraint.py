"""Asks more of the rows that are there, which may not keep it.

Why
---
A unique index or constraint stops at the first pair of equal values. Look for them days before.

Bad
---
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
CREATE UNIQUE INDEX uq ON orders (state);
```

Good
----
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER, state INTEGER);
CREATE UNIQUE INDEX uq ON orders (state);
```

Links
-----
https://www.postgresql.org/docs/current/indexes-unique.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.WARNING
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        index = action.verb == "create_index" and "UNIQUE" in action.words
        if (index or (action.verb == "add_constraint" and action.kind == "unique")) and not statement.is_new(
            action.table
        ):
            if "USING_INDEX" in action.words:
                continue
            columns = ", ".join(action.columns)
            yield Remark(
                f"stops where {action.table} holds the same {columns or 'value'} twice",
                Advice(
                    "look for such rows first",
                    f"SELECT {columns}, count(*) FROM {action.table} GROUP BY {columns} HAVING count(*) > 1;"
                    if columns
                    else "",
                ),
                start=action.start,
                table=str(action.table),
            )
