"""Works on while a table is locked against everybody.

Why
---
A lock is kept until the transaction ends. What comes behind the statement that took it makes everybody wait
longer.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
BEGIN;
ALTER TABLE orders ADD COLUMN a integer;
UPDATE orders SET a = 1 WHERE id < 9;
COMMIT;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
BEGIN;
ALTER TABLE orders ADD COLUMN a integer;
COMMIT;
UPDATE orders SET a = 1 WHERE id < 9;
```

Links
-----
https://www.postgresql.org/docs/current/explicit-locking.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Name
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql",)


SLOW = frozenset({"update", "delete", "insert", "create_index", "validate_constraint"})


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    locked: Name | None = None
    for statement in script.statements:
        if not statement.session.in_transaction:
            locked = None
        slow = next((action for action in statement.actions if action.verb in SLOW), None)
        if locked is not None and slow is not None and slow.table == locked:
            yield (
                statement,
                Remark(
                    f"runs while {locked} is locked against reads and writes by a statement before it",
                    Advice("end the transaction behind the change of the table, and go on in another"),
                    start=slow.start,
                    table=str(locked),
                ),
            )
        for effect in statement.effects:
            fact, table = effect.fact, effect.action.table
            if (
                fact is not None
                and fact.blocks_reads == "yes"
                and statement.session.in_transaction
                and not statement.is_new(table)
            ):
                locked = table
