"""Makes a table that points at one in use.

Why
---
The new table is nobody's yet, but the table that its foreign key points at is locked against writes while
the key is made: briefly, and for as long as the transaction is open.

Bad
---
```sql postgresql mssql
CREATE TABLE customers (id INTEGER PRIMARY KEY);
-- now
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers (id));
```

Good
----
```sql postgresql mssql
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers (id));
```

Links
-----
https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import ForeignKey
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.INFO
DIALECTS = ("postgresql", "mssql")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        made = statement.after.tables.get(action.table) if action.table is not None else None
        if action.verb != "create_table" or made is None:
            continue
        for key in made.all_of(ForeignKey):
            if key.referent != action.table and not statement.is_new(key.referent):
                yield Remark(
                    f"writes to {key.referent} wait until the transaction that makes {action.table} ends",
                    Advice("keep the transaction short, and set a limit for the wait on locks"),
                    start=action.start,
                    table=str(key.referent),
                )
