"""Limits the length of a text.

Why
---
varchar(n) is stored as text is, and is no faster. A longer limit is a change of the catalogue, a shorter
one a scan; a CHECK constraint says the same and can be changed in steps.

Bad
---
```sql postgresql
CREATE TABLE orders (id BIGINT PRIMARY KEY, code VARCHAR(20));
```

Good
----
```sql postgresql
CREATE TABLE orders (id BIGINT PRIMARY KEY, code TEXT);
```

Links
-----
https://squawkhq.com/docs/prefer-text-field
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
        if kind(statement, column).startswith("VARCHAR("):
            yield Remark(
                f"{table}.{column.name} has a limit that has to be changed by ALTER TABLE",
                Advice("use text, with a CHECK where a limit is meant"),
                table=str(table),
            )
