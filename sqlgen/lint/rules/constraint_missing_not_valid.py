"""Adds a foreign key or a CHECK and reads the whole table for it under a lock.

Why
---
A new constraint is checked against every row while writes wait, of a foreign key on both tables. In two steps
nobody waits long: add it without looking at the rows (NOT VALID, WITH NOCHECK, NOVALIDATE), then validate it.

Bad
---
```sql postgresql
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total integer);
-- now
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0);
```

```sql mssql
CREATE TABLE orders (id BIGINT PRIMARY KEY, total INT);
-- now
ALTER TABLE orders WITH CHECK ADD CONSTRAINT total_positive CHECK (total > 0);
```

```sql oracle
CREATE TABLE orders (id NUMBER PRIMARY KEY, total NUMBER);
-- now
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0);
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer);
-- now
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
```

```sql mssql
CREATE TABLE orders (id BIGINT PRIMARY KEY, total INT);
-- now
ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT total_positive CHECK (total > 0);
```

```sql oracle
CREATE TABLE orders (id NUMBER PRIMARY KEY, total NUMBER);
-- now
ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) ENABLE NOVALIDATE;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/constraint.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.two_steps import two_steps

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action, fact = effect.action, effect.fact
        if action.verb != "add_constraint" or action.kind != "check" or fact is None or not fact.scans:
            continue
        if not statement.is_new(action.table):
            yield Remark(
                f"reads every row of {action.table} for the new CHECK; "
                f"{'reads and writes' if fact.blocks_reads == 'yes' else 'writes'} wait meanwhile",
                two_steps(action, statement.target.name),
                fact=fact,
                start=action.start,
                table=str(action.table),
            )
