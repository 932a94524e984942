"""Converts the character set of every column.

Why
---
CONVERT TO CHARACTER SET writes every row, and can lengthen or cut types: TEXT may become MEDIUMTEXT.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders CONVERT TO CHARACTER SET utf8mb4;
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders DEFAULT CHARACTER SET utf8mb4;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/alter-table.html#alter-table-character-set
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action, fact = effect.action, effect.fact
        if action.verb == "convert_charset" and not statement.is_new(action.table):
            quick = fact is not None and fact.rewrites is False
            yield Remark(
                f"changes the type of every text column of {action.table}, and may copy the table",
                Advice("go column by column, and look at the types afterwards"),
                start=action.start,
                table=str(action.table or ""),
                severity=Severity.INFO if quick else None,
                fact=fact,
            )
