"""Changes the value of a primary key.

Why
---
What points at the row points nowhere, or is written along with it; copies of the row elsewhere (caches,
queues, replicas of an application) keep the old key. Clustered tables move the whole row.

Bad
---
```sql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET id = 7 WHERE id = 1;
```

Good
----
```sql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = 7 WHERE id = 1;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/optimizing-primary-keys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL
from sqlgen.reading.assignments import assignments

SEVERITY = Severity.WARNING
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table = statement.table(action.table)
        if action.verb != "update" or table is None or table.primary_key is None:
            continue
        for one in assignments(statement.sql, statement.target.facts):
            if one.column in table.primary_key.columns:
                yield Remark(
                    f"{action.table}.{one.column} is a key: what points at the row does not follow by itself",
                    Advice("insert the row under its new key, move what points at it, delete the old one"),
                    start=one.start,
                    table=str(action.table),
                )
