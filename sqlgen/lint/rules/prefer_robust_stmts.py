"""Cannot be run a second time after a failure.

Why
---
Outside of a transaction a statement that went through stays when a later one fails, and stops the next try.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
CREATE INDEX CONCURRENTLY ix ON orders (code);
```

```sql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN a INT;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON orders (code);
```

```sql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN IF NOT EXISTS a INT;
```

Links
-----
https://www.postgresql.org/docs/current/sql-createindex.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.INFO
DIALECTS = ("postgresql", "mariadb")


MAKING = frozenset({"create_index", "create_table", "add_column", "drop_index", "drop_table", "drop_column"})


def check(statement: Judged) -> Iterator[Remark]:
    if statement.session.in_transaction is not False or statement.revision is not None:
        return
    for action in statement.actions:
        if action.verb in MAKING and not action.words & {"IF_EXISTS", "IF_NOT_EXISTS"}:
            yield Remark(
                "a second run stops here",
                Advice("say IF EXISTS or IF NOT EXISTS"),
                start=action.start,
                table=str(action.table or ""),
            )
