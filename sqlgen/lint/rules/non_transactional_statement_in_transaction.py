"""Stands in a transaction that the server refuses it in.

Why
---
VACUUM, CREATE DATABASE, ALTER SYSTEM and their like cannot run in a transaction block, nor can ALTER TYPE …
ADD VALUE before PostgreSQL 12. The script stops there.

Bad
---
```sql postgresql
BEGIN;
VACUUM orders;
COMMIT;
```

```sql mssql
BEGIN TRANSACTION;
CREATE DATABASE shop;
COMMIT;
```

```sql postgresql@11
BEGIN;
ALTER TYPE state ADD VALUE 'late';
COMMIT;
```

Good
----
```sql postgresql
VACUUM orders;
BEGIN;
ALTER TYPE state ADD VALUE 'late';
COMMIT;
```

```sql mssql
CREATE DATABASE shop;
```

Links
-----
https://www.postgresql.org/docs/current/sql-vacuum.html
https://learn.microsoft.com/en-us/sql/t-sql/statements/create-database-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mssql")


ALONE = {
    "postgresql": {
        "vacuum", "vacuum_full", "create_database", "drop_database", "alter_system", "create_tablespace",
        "drop_tablespace", "create_subscription",
    },
    "mssql": {"create_database", "drop_database", "alter_database", "create_fulltext", "drop_fulltext"},
}  # fmt: skip


def check(statement: Judged) -> Iterator[Remark]:
    if not statement.session.in_transaction:
        return
    for action in statement.actions:
        label = action.verb == "alter_type_add_value" and statement.target.version < (12,)
        if label or action.verb in ALONE[statement.target.name]:
            yield Remark(
                f"{statement.target.facts.title} refuses it inside of a transaction",
                Advice(
                    "run it on its own, outside of the transaction",
                    revision="with op.get_context().autocommit_block():\n    ...",
                ),
                start=action.start,
                table=str(action.table or ""),
            )
