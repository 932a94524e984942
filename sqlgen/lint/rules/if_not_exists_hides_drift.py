"""Makes a table only where there is none of its name.

Why
---
Where one is there that looks otherwise, nothing is said and the script goes on with the wrong table.

Bad
---
```sql postgresql mysql mariadb sqlite
CREATE TABLE orders (id INTEGER);
-- now
CREATE TABLE IF NOT EXISTS orders (id INTEGER, state INTEGER);
```

Good
----
```sql postgresql mysql mariadb sqlite
CREATE TABLE orders (id INTEGER);
-- now
CREATE TABLE customers (id INTEGER);
```

Links
-----
https://www.postgresql.org/docs/current/sql-createtable.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.INFO
DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        there = action.verb == "create_table" and "IF_NOT_EXISTS" in action.words
        if there and statement.table(action.table) is not None:
            yield Remark(
                f"{action.table} is there already, and stays as it is",
                Advice("leave the statement out, or change the table by ALTER TABLE"),
                start=action.start,
                table=str(action.table),
            )
