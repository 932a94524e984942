"""Fills rows in the transaction that changes their table.

Why
---
The lock of the schema change is kept until every row is written.

Bad
---
```sql postgresql mssql
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
BEGIN TRANSACTION;
ALTER TABLE orders ADD total INTEGER;
UPDATE orders SET total = 0;
COMMIT;
```

Good
----
```sql postgresql mssql
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
BEGIN TRANSACTION;
ALTER TABLE orders ADD total INTEGER;
COMMIT;
UPDATE orders SET total = 0;
```

Links
-----
https://github.com/ankane/strong_migrations#backfilling-data
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Name
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mssql")


SCHEMA = frozenset(
    {
        "add_column",
        "alter_type",
        "set_not_null",
        "drop_column",
        "add_constraint",
        "set_default",
        "rename_column",
    }
)


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    changed: set[Name | None] = set()
    for statement in script.statements:
        if not statement.session.in_transaction:
            changed = set()
        for action in statement.actions:
            if action.verb in SCHEMA and not statement.is_new(action.table):
                changed.add(action.table)
            elif action.verb in ("update", "delete") and action.table in changed:
                yield (
                    statement,
                    Remark(
                        f"writes rows of {action.table} while the change of its columns keeps it locked",
                        Advice(
                            "put the rows into a revision of their own, in batches",
                            revision="with op.get_context().autocommit_block():\n    ...",
                        ),
                        start=action.start,
                        table=str(action.table),
                    ),
                )
