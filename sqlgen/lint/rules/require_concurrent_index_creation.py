"""Builds an index in a way that blocks writes to a table in use.

Why
---
Without CONCURRENTLY, PostgreSQL holds a SHARE lock on the table while it builds the index: every INSERT,
UPDATE and DELETE waits until it is done, which takes minutes on a large table. SQL Server and Oracle do
the same unless told ONLINE, which not every edition can. MySQL and MariaDB build an index beside the work on
the table, but for FULLTEXT and SPATIAL ones.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
-- now
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
```

```sql mssql oracle
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer);
-- now
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
```

```sql mysql mariadb
CREATE TABLE notes (id integer PRIMARY KEY, body text);
-- now
CREATE FULLTEXT INDEX ft_notes_body ON notes (body);
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

```sql mssql
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer);
-- now
CREATE INDEX ix_orders_customer_id ON orders (customer_id) WITH (ONLINE = ON);
```

```sql oracle
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer);
-- now
CREATE INDEX ix_orders_customer_id ON orders (customer_id) ONLINE;
```

```sql mysql mariadb
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer);
-- now
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
```

Links
-----
https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
https://learn.microsoft.com/en-us/sql/relational-databases/indexes/perform-index-operations-online
https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/CREATE-INDEX.html
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.reading.action import Action

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mssql", "oracle", "mysql", "mariadb")
CREATE = re.compile(r"(?i)\bCREATE\s+(?:UNIQUE\s+)?INDEX\b")
PLAIN = re.compile(r"(?i)\bON\s+\S+\s*\([\w\s,\"]+\)\s*;?\s*$")
"""Nothing but names of columns stands behind the table."""


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
        yield Remark(
            f"blocks writes to {action.table} while the index is built ({fact.lock} lock)",
            _advice(action, statement.target.name),
            fact=fact,
            start=action.start,
            table=str(action.table),
        )


def _advice(action: Action, dialect: str) -> Advice:
    said = action.text.strip().rstrip(";")
    match dialect:
        case "postgresql":
            return Advice(
                "build it CONCURRENTLY, outside of a transaction",
                CREATE.sub(r"\g<0> CONCURRENTLY", said, count=1) + ";",
                f"with op.get_context().autocommit_block():\n    {_call(action)}",
            )
        case "mssql":
            return Advice("build it ONLINE, where the edition can", f"{said} WITH (ONLINE = ON);")
        case "oracle":
            return Advice("build it ONLINE, where the edition can", f"{said} ONLINE;")
        case _:
            return Advice("there is no online way; choose a quiet hour, or an online schema change tool")


def _call(action: Action) -> str:
    """The directive that builds the index; for one of expressions, what is to be added."""
    if "(" in action.columns or not PLAIN.search(action.text):
        return "op.create_index(..., postgresql_concurrently=True)  # with what it says now"
    unique = ", unique=True" if "UNIQUE" in action.words else ""
    made = f"{action.name!r}, {str(action.table)!r}, {list(action.columns)!r}{unique}"
    return f"op.create_index({made}, postgresql_concurrently=True)"
