"""Adds a column together with a CHECK, and reads every row for it.

Why
---
The check of the new column is made for each row under an ACCESS EXCLUSIVE lock.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state integer CHECK (state > 0);
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state integer;
ALTER TABLE orders ADD CONSTRAINT state_positive CHECK (state > 0) NOT VALID;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        definition = action.definition
        if action.verb != "add_column" or definition is None or statement.is_new(action.table):
            continue
        if any(isinstance(one, sa.CheckConstraint) for one in definition.constraints):
            yield Remark(
                f"reads every row of {action.table} for the CHECK while nobody can use it",
                Advice("add the column first, the CHECK as NOT VALID, and validate that"),
                start=action.start,
                table=str(action.table),
            )
