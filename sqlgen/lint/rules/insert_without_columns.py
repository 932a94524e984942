"""Inserts values without naming their columns.

Why
---
The values go into the columns in the order that the table has them on that server. A column more, or
another order after a rebuild, puts them into wrong columns, or stops the script.

Bad
---
```sql
CREATE TABLE states (id INTEGER, name VARCHAR(20));
-- now
INSERT INTO states VALUES (1, 'new');
```

Good
----
```sql
CREATE TABLE states (id INTEGER, name VARCHAR(20));
-- now
INSERT INTO states (id, name) VALUES (1, 'new');
```

Links
-----
https://www.postgresql.org/docs/current/sql-insert.html
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
        if (
            action.verb == "insert"
            and action.table is not None
            and not action.words & {"COLUMNS", "DEFAULT", "SET"}
        ):
            yield Remark(
                f"the order of the columns of {action.table} decides where each value goes",
                Advice("name the columns", f"INSERT INTO {action.table} (…) …;"),
                start=action.start,
                table=str(action.table),
            )
