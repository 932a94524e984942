"""Asks for CONCURRENTLY inside of a transaction, which PostgreSQL refuses.

Why
---
CREATE INDEX CONCURRENTLY commits by itself, several times. PostgreSQL refuses it, DROP INDEX CONCURRENTLY,
REINDEX CONCURRENTLY and DETACH PARTITION CONCURRENTLY in a transaction block, and the script stops there.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- now
BEGIN;
CREATE INDEX CONCURRENTLY ix_orders_customer_id ON orders (customer_id);
COMMIT;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- now
CREATE INDEX CONCURRENTLY ix_orders_customer_id ON orders (customer_id);
```

Links
-----
https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    if not statement.session.in_transaction:
        return
    for action in statement.actions:
        if "CONCURRENTLY" in action.words and action.verb != "refresh_matview":
            yield Remark(
                "PostgreSQL refuses CONCURRENTLY in a transaction block",
                Advice(
                    "run it on its own, outside of the transaction",
                    f"COMMIT;\n{action.text};\nBEGIN;",
                    "with op.get_context().autocommit_block():\n    ...",
                ),
                start=action.start,
                table=str(action.table or ""),
            )
