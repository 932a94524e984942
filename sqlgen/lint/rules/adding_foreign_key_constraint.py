"""Adds a foreign key and reads the whole table for it under a lock on both tables.

Why
---
The server checks every row against the other table while writes to both wait. In two steps nobody waits
long: add the key without looking at the rows, then validate it. MySQL and MariaDB copy the table for it.

Bad
---
```sql postgresql mssql mysql mariadb
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- now
ALTER TABLE orders ADD CONSTRAINT fk_orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
```

```sql oracle
CREATE TABLE customers (id NUMBER PRIMARY KEY);
CREATE TABLE orders (id NUMBER PRIMARY KEY, customer_id NUMBER);
-- now
ALTER TABLE orders ADD CONSTRAINT fk_orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
```

Good
----
```sql postgresql
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- now
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT fk;
```

```sql mssql
CREATE TABLE customers (id BIGINT PRIMARY KEY);
CREATE TABLE orders (id BIGINT PRIMARY KEY, customer_id BIGINT);
-- now
ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id);
```

```sql mysql mariadb
CREATE TABLE customers (id BIGINT PRIMARY KEY);
CREATE TABLE orders (id BIGINT PRIMARY KEY, customer_id BIGINT);
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id);
```

```sql oracle
CREATE TABLE customers (id NUMBER PRIMARY KEY);
CREATE TABLE orders (id NUMBER PRIMARY KEY, customer_id NUMBER);
-- now
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id) ENABLE NOVALIDATE;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-foreign-key-operations
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.two_steps import two_steps

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mssql", "oracle", "mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action, fact = effect.action, effect.fact
        if action.verb != "add_constraint" or action.kind != "foreign_key":
            continue
        if fact is None or not fact.scans or fact.blocks_writes == "no":
            continue
        if not statement.is_new(action.table):
            done = "copies" if fact.rewrites else "reads every row of"
            yield Remark(
                f"{done} {action.table} for the new foreign key; writes to it and to {action.referent} "
                "wait meanwhile",
                two_steps(action, statement.target.name),
                fact=fact,
                start=action.start,
                table=str(action.table),
            )
