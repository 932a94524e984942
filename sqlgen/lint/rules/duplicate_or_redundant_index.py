"""Builds an index that another one makes needless.

Why
---
Each index costs space and time at every write. One whose columns begin another is never needed beside it,
unless it is unique.

Bad
---
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER);
CREATE INDEX ab ON orders (a, b);
-- now
CREATE INDEX a_again ON orders (a);
```

Good
----
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER);
CREATE INDEX ab ON orders (a, b);
-- now
CREATE INDEX b_only ON orders (b);
```

Links
-----
https://www.postgresql.org/docs/current/indexes-multicolumn.html
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
        table = statement.table(action.table)
        plain = not action.words & {"UNIQUE", "WHERE", "FULLTEXT", "SPATIAL", "USING", "INCLUDE", "BITMAP"}
        if action.verb != "create_index" or table is None or not action.columns or not plain:
            continue
        wanted = action.columns
        for index in table.indexes:
            same = index.columns[: len(wanted)] == wanted and not index.options
            if same and index.name != action.name:
                yield Remark(
                    f"index {index.name} on ({', '.join(str(one) for one in index.columns)}) does the same",
                    Advice("leave it out"),
                    start=action.start,
                    table=str(action.table),
                )
                break
