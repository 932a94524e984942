"""Drops an index in a way that blocks reads and writes of its table.

Why
---
DROP INDEX takes an ACCESS EXCLUSIVE lock on the table. It is short, but it waits for every query that runs
on the table, and all later ones wait behind it. DROP INDEX CONCURRENTLY blocks nobody. Oracle's ONLINE does
the same.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
-- now
DROP INDEX ix_orders_customer_id;
```

```sql oracle
CREATE TABLE orders (id NUMBER PRIMARY KEY, customer_id NUMBER);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
-- now
DROP INDEX ix_orders_customer_id;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
-- now
DROP INDEX CONCURRENTLY ix_orders_customer_id;
```

```sql oracle
CREATE TABLE orders (id NUMBER PRIMARY KEY, customer_id NUMBER);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
-- now
DROP INDEX ix_orders_customer_id ONLINE;
```

Links
-----
https://www.postgresql.org/docs/current/sql-dropindex.html
https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/DROP-INDEX.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action, fact = effect.action, effect.fact
        owner = statement.owner(action)
        if (
            action.verb != "drop_index"
            or fact is None
            or fact.blocks_writes == "no"
            or statement.is_new(owner)
        ):
            continue
        word = "CONCURRENTLY " if statement.target.name == "postgresql" else ""
        behind = "" if word else " ONLINE"
        yield Remark(
            f"blocks {'reads and writes' if fact.blocks_reads != 'no' else 'writes'} of "
            f"{owner or 'the table'} while it "
            f"waits for the lock and holds it ({fact.lock})",
            Advice(
                f"drop it {word.strip() or 'ONLINE'}, outside of a transaction",
                f"DROP INDEX {word}{action.name}{behind};",
                "with op.get_context().autocommit_block():\n"
                f"    op.drop_index({action.name!r}, table_name={str(owner or '…')!r}, "
                "postgresql_concurrently=True)"
                if word
                else f"op.execute('DROP INDEX {action.name} ONLINE')",
            ),
            fact=fact,
            start=action.start,
            table=str(owner or ""),
        )
