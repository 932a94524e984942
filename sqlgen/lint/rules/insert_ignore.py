"""Inserts with IGNORE, which hides every error.

Why
---
Not duplicates alone are passed over: values too long are cut, wrong dates become zeros, rows that break a
foreign key are dropped, each with a warning that no script looks at.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
INSERT IGNORE INTO orders (id, state) VALUES (1, 2);
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
INSERT INTO orders (id, state) VALUES (1, 2) ON DUPLICATE KEY UPDATE id = id;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html#ignore-effect-on-execution
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb == "insert" and statement.sql.lstrip().upper().split(maxsplit=2)[1:2] == ["IGNORE"]:
            yield Remark(
                "values that do not fit are changed or left out without an error",
                Advice("say ON DUPLICATE KEY UPDATE where only duplicates are meant"),
                start=action.start,
                table=str(action.table or ""),
            )
