"""Changes the members of an ENUM or a SET other than at its end.

Why
---
Members that are removed, moved or put in between change the number that each row holds: the table is copied.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id INT, state ENUM('a','b'));
-- now
ALTER TABLE orders MODIFY state ENUM('a','x','b');
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id INT, state ENUM('a','b'));
-- now
ALTER TABLE orders MODIFY state ENUM('a','b','x');
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action = effect.action
        if effect.change in ("enum_insert_middle", "enum_set_reorder_or_insert") and not statement.is_new(
            action.table
        ):
            yield Remark(
                f"copies {action.table}; writes wait meanwhile",
                Advice("add new members at the end alone"),
                start=action.start,
                table=str(action.table),
            )
