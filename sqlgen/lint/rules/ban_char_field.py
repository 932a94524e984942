"""Pads a text with blanks.

Why
---
char(n) fills up what is shorter with blanks, which compare in surprising ways, and saves nothing.

Bad
---
```sql postgresql
CREATE TABLE orders (id BIGINT PRIMARY KEY, code CHAR(20));
```

Good
----
```sql postgresql
CREATE TABLE orders (id BIGINT PRIMARY KEY, code TEXT);
```

Links
-----
https://squawkhq.com/docs/ban-char-field
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
        if kind(statement, column).startswith("CHAR("):
            yield Remark(f"{table}.{column.name} is padded with blanks", Advice("use text"), table=str(table))
