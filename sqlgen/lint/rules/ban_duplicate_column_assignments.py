"""Assigns one column twice.

Why
---
PostgreSQL, SQL Server and Oracle refuse it. MySQL, MariaDB and SQLite take one of the two without a word, and
which one is rarely what was meant.

Bad
---
```sql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = 1, total = 0, state = 2 WHERE id = 1;
```

Good
----
```sql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = 1, total = 0 WHERE id = 1;
```

Links
-----
https://squawkhq.com/docs/ban-duplicate-column-assignments
https://www.sqlite.org/lang_update.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL
from sqlgen.reading.assignments import assignments

SEVERITY = Severity.ERROR
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    seen: set[str] = set()
    for one in assignments(statement.sql, statement.target.facts):
        if one.column.lower() in seen:
            yield Remark(
                f"{one.column} is assigned a second time",
                Advice("leave one of the two"),
                start=one.start,
            )
        seen.add(one.column.lower())
