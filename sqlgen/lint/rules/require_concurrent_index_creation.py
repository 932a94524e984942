"""Builds an index in a way that blocks writes to a table in use.

Why
---
Without CONCURRENTLY, PostgreSQL holds a SHARE lock on the table while it builds the index: every INSERT,
UPDATE and DELETE waits until it is done, which takes minutes on a large table.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- now
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- now
CREATE INDEX CONCURRENTLY ix_orders_customer_id ON orders (customer_id);
```

```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
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
    for effect in statement.effects:
        action, fact = effect.action, effect.fact
        if (
            action.verb != "create_index"
            or fact is None
            or fact.blocks_writes == "no"
            or statement.is_new(action.table)
        ):
            continue
        unique = "UNIQUE " if "UNIQUE" in action.words else ""
        columns = ", ".join(action.columns)
        yield Remark(
            f"blocks writes to {action.table} while the index is built ({fact.lock} lock)",
            Advice(
                "build it CONCURRENTLY, outside of a transaction",
                f"CREATE {unique}INDEX CONCURRENTLY {action.name} ON {action.table} ({columns});",
                "with op.get_context().autocommit_block():\n"
                f"    op.create_index({action.name!r}, {str(action.table)!r}, {list(action.columns)!r}, "
                f"unique={bool(unique)}, postgresql_concurrently=True)",
            ),
            fact=fact,
            start=action.start,
            table=str(action.table),
        )
