"""Lengthens a VARCHAR past 255 bytes, and copies the table.

Why
---
Up to 255 bytes the length is kept in one byte, beyond in two. In utf8mb4 that is from 63 to 64 characters.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id INT, code VARCHAR(40));
-- now
ALTER TABLE orders MODIFY code VARCHAR(80);
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id INT, code VARCHAR(80));
-- now
ALTER TABLE orders MODIFY code VARCHAR(120);
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
    for effect in statement.effects:
        action = effect.action
        if effect.change in (
            "varchar_extend_cross_255",
            "modify_varchar_widen_cross_256",
        ) and not statement.is_new(action.table):
            yield Remark(
                f"copies {action.table}: {action.name} may be longer than 255 bytes from here on",
                Advice("give text columns 64 characters or more when they are made"),
                start=action.start,
                table=str(action.table),
            )
