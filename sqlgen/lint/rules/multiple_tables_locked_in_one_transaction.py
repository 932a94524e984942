"""Changes several tables in use in one transaction.

Why
---
Each lock is kept until the end. A program that takes the same tables in another order waits for the script,
and the script for it: the server ends one of the two.

Bad
---
```sql postgresql mssql
CREATE TABLE a (id INTEGER);
CREATE TABLE b (id INTEGER);
-- now
BEGIN TRANSACTION;
ALTER TABLE a ADD x INTEGER;
ALTER TABLE b ADD x INTEGER;
COMMIT;
```

Good
----
```sql postgresql mssql
CREATE TABLE a (id INTEGER);
CREATE TABLE b (id INTEGER);
-- now
BEGIN TRANSACTION;
ALTER TABLE a ADD x INTEGER;
COMMIT;
BEGIN TRANSACTION;
ALTER TABLE b ADD x INTEGER;
COMMIT;
```

Links
-----
https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Name
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.INFO
DIALECTS = ("postgresql", "mssql")


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    held: set[Name] = set()
    told = False
    for statement in script.statements:
        if not statement.session.in_transaction:
            held, told = set(), False
        for effect in statement.effects:
            table, fact = effect.action.table, effect.fact
            if table is None or fact is None or fact.blocks_reads == "no" or statement.is_new(table):
                continue
            if held - {table} and not told:
                told = True
                others = ", ".join(sorted(str(each) for each in held - {table}))
                yield (
                    statement,
                    Remark(
                        f"{table} is locked while {others} is",
                        Advice("change one table in each transaction"),
                        start=effect.action.start,
                        table=str(table),
                    ),
                )
            held.add(table)
