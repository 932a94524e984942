"""Empties a table and every table that refers to it.

Why
---
CASCADE follows foreign keys through any number of tables, and the statement does not name them.

Bad
---
```sql postgresql
CREATE TABLE customers (id bigint PRIMARY KEY);
-- now
TRUNCATE customers CASCADE;
```

```sql oracle
CREATE TABLE customers (id NUMBER PRIMARY KEY);
-- now
TRUNCATE TABLE customers CASCADE;
```

Good
----
```sql postgresql oracle
CREATE TABLE customers (id NUMERIC PRIMARY KEY);
-- now
TRUNCATE TABLE customers;
```

Links
-----
https://www.postgresql.org/docs/current/sql-truncate.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb == "truncate" and "CASCADE" in action.words:
            yield Remark(
                f"every table with a foreign key to {action.table} loses its rows too",
                Advice("name each table that is to be emptied"),
                start=action.start,
                table=str(action.table),
            )
