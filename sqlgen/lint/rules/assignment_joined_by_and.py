"""Joins two assignments by AND.

Why
---
`SET a = 1 AND b = 2` assigns one column the truth of `1 AND b = 2`: MySQL, MariaDB and SQLite run it, and the
second column is never written. A comma was meant.

Bad
---
```sql mysql mariadb sqlite
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = 1 AND total = 2 WHERE id = 1;
```

Good
----
```sql mysql mariadb sqlite
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = 1, total = 2 WHERE id = 1;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/update.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.reading.assignments import assignments

SEVERITY = Severity.ERROR
DIALECTS = ("mysql", "mariadb", "sqlite")


def check(statement: Judged) -> Iterator[Remark]:
    for one in assignments(statement.sql, statement.target.facts):
        words = [token.word for token in one.value]
        if "AND" in words and "=" in words and not {"CASE", "BETWEEN", "("} & set(words):
            yield Remark(
                f"{one.column} is given the truth of a condition, and nothing else is assigned",
                Advice("put a comma between the assignments"),
                start=one.start,
            )
