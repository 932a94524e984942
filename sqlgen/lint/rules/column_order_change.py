"""Puts a column elsewhere than at the end.

Why
---
Rows are written anew for it on older servers, and programs that count columns read wrong ones.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state INT AFTER id;
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state INT;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb in ("add_column", "restate_column")
            and action.words & {"FIRST", "AFTER"}
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"changes the order of the columns of {action.table}",
                Advice("add columns at the end"),
                start=action.start,
                table=str(action.table or ""),
            )
