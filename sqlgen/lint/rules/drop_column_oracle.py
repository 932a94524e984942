"""Drops a column, and writes every row for it.

Why
---
DROP COLUMN takes the values out of each row under an exclusive lock. SET UNUSED hides the column at once;
the space is given back later, in steps.

Bad
---
```sql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders DROP COLUMN code;
```

Good
----
```sql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders SET UNUSED (code) ONLINE;
```

Links
-----
https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/ALTER-TABLE.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("oracle",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb == "drop_column"
            and "UNUSED" not in action.words
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"writes every row of {action.table} under an exclusive lock",
                Advice(
                    "hide the column now, and give the space back in steps",
                    f"ALTER TABLE {action.table} SET UNUSED ({action.name}) ONLINE;\n"
                    f"ALTER TABLE {action.table} DROP UNUSED COLUMNS CHECKPOINT 10000;",
                ),
                start=action.start,
                table=str(action.table or ""),
            )
