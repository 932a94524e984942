"""Assigns a column to itself.

Why
---
Nothing changes, yet every row that is meant is written and locked. It is a slip of the pen as a rule: another
column was meant.

Bad
---
```sql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = state WHERE id = 1;
```

Good
----
```sql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = total WHERE id = 1;
```

Links
-----
https://www.postgresql.org/docs/current/sql-update.html
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
    facts = statement.target.facts
    for one in assignments(statement.sql, facts):
        if one.copies(facts):
            yield Remark(
                f"{one.column} is given its own value: the rows are written and stay as they are",
                Advice("leave it out, or name the column that was meant"),
                start=one.start,
            )
