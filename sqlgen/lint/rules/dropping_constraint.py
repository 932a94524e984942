"""Drops a rule that the rows have kept so far.

Why
---
From here on nothing keeps rows out that break it, and it cannot be made again without looking at all of them.

Bad
---
```sql postgresql mssql oracle mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders DROP CONSTRAINT uq_code;
```

Good
----
```sql postgresql mssql oracle mysql mariadb
CREATE TABLE orders (id INTEGER, code VARCHAR(9), CONSTRAINT uq_code UNIQUE (code));
ALTER TABLE orders DROP CONSTRAINT uq_code;
```

Links
-----
https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-REMOVING-A-CONSTRAINT
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb == "drop_constraint"
            and action.kind != "primary_key"
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"nothing keeps rows of {action.table} to {action.name} any more",
                Advice("keep it, or say in the revision why it may go"),
                start=action.start,
                table=str(action.table or ""),
            )
