"""Keys rows by an integer of 32 bits.

Why
---
Two billion rows are reached sooner than one thinks, deleted ones count too, and changing the type of a key
rewrites the table and everything that points at it.

Bad
---
```sql postgresql mysql mariadb mssql
CREATE TABLE orders (id INTEGER PRIMARY KEY);
```

Good
----
```sql postgresql mysql mariadb mssql
CREATE TABLE orders (id BIGINT PRIMARY KEY);
```

Links
-----
https://squawkhq.com/docs/prefer-bigint-over-int
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.columns import is_key, kind, new_columns
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.OFF
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql")


def check(statement: Judged) -> Iterator[Remark]:
    for table, column in new_columns(statement):
        if (
            is_key(statement, table, column)
            and "INT" in kind(statement, column)
            and "BIG" not in kind(statement, column)
        ):
            yield Remark(
                f"{table}.{column.name} ends at 2,147,483,647", Advice("use BIGINT"), table=str(table)
            )
