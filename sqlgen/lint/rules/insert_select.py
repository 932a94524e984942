"""Copies rows by INSERT … SELECT, which locks the rows that it reads.

Why
---
At REPEATABLE READ, the default, InnoDB puts shared next-key locks on every row that the SELECT reads, and on
the gaps between them: writers of the source wait until the statement's transaction ends.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
CREATE TABLE archive (id INTEGER PRIMARY KEY, state INTEGER);
-- now
INSERT INTO archive (id, state) SELECT id, state FROM orders;
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
INSERT INTO orders (id, state) VALUES (1, 0);
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/innodb-locks-set.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb == "insert" and {"SELECT", "FROM"} <= action.words:
            yield Remark(
                "the rows that are read are locked against writers until the transaction ends",
                Advice("copy ranges of the primary key, one short transaction each"),
                start=action.start,
                table=str(action.table or ""),
            )
