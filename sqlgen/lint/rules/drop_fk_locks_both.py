"""Drops a foreign key, which locks both tables.

Why
---
DROP CONSTRAINT takes ACCESS EXCLUSIVE on the table that the key points at, too: readers of both wait, and
so do all that come behind them.

Bad
---
```sql postgresql
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER, customer INTEGER CONSTRAINT fk REFERENCES customers (id));
-- now
ALTER TABLE orders DROP CONSTRAINT fk;
```

Good
----
```sql postgresql
CREATE TABLE orders (id INTEGER, state INTEGER CONSTRAINT ck CHECK (state > 0));
-- now
ALTER TABLE orders DROP CONSTRAINT ck;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import ForeignKey
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.INFO
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table = statement.table(action.table)
        if action.verb != "drop_constraint" or table is None or statement.is_new(action.table):
            continue
        for key in table.all_of(ForeignKey):
            if key.name == action.name:
                yield Remark(
                    f"reads and writes of {key.referent} wait, too",
                    Advice("set a short limit for the wait on locks, and try again when it is reached"),
                    start=action.start,
                    table=str(action.table),
                )
