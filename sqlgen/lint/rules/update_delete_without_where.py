"""Changes or deletes every row of a table.

Why
---
Without a WHERE each row is written: a long transaction, a full log, locks on every row, and a mistake that
takes all. Where all rows are meant, a condition that says so shows it.

Bad
---
```sql
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
UPDATE orders SET state = 0;
DELETE FROM orders;
```

Good
----
```sql
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
UPDATE orders SET state = 0 WHERE state IS NULL;
DELETE FROM orders WHERE id = 4;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/mysql-tips.html#safe-updates
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.ERROR
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        every = action.verb in ("update", "delete") and "WHERE" not in action.words
        if every and action.table is not None and not statement.is_new(action.table):
            done = "writes" if action.verb == "update" else "deletes"
            yield Remark(
                f"{done} every row of {action.table} in one transaction",
                Advice("say which rows are meant, and take them in batches of some thousand"),
                start=action.start,
                table=str(action.table),
            )
