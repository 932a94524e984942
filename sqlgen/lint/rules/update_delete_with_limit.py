"""Limits an UPDATE or DELETE without an order.

Why
---
Which rows are taken is up to the server. With statement-based replication a replica takes others, and the
copies differ from then on.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
DELETE FROM orders WHERE state = 1 LIMIT 1000;
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
DELETE FROM orders WHERE state = 1 ORDER BY id LIMIT 1000;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/replication-features-limit.html
https://mariadb.com/kb/en/unsafe-statements-for-statement-based-replication/
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb in ("update", "delete") and "LIMIT" in action.words and "ORDER" not in action.words:
            yield Remark(
                "which rows are taken is not said: a replica may take others",
                Advice("add ORDER BY the primary key"),
                start=action.start,
                table=str(action.table or ""),
            )
