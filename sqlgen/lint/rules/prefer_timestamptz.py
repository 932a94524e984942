"""Keeps a moment without its time zone.

Why
---
timestamp is what a clock on some wall said: the moment is lost when a server or a client changes its zone.

Bad
---
```sql postgresql
CREATE TABLE orders (id BIGINT PRIMARY KEY, made TIMESTAMP);
```

Good
----
```sql postgresql
CREATE TABLE orders (id BIGINT PRIMARY KEY, made TIMESTAMP WITH TIME ZONE);
```

Links
-----
https://squawkhq.com/docs/prefer-timestamptz
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.columns import kind, new_columns
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.OFF
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for table, column in new_columns(statement):
        if kind(statement, column).startswith("TIMESTAMP") and "WITH TIME ZONE" not in kind(
            statement, column
        ):
            yield Remark(
                f"{table}.{column.name} does not know its time zone",
                Advice("use timestamptz"),
                table=str(table),
            )
