"""Adds a column whose default makes the server write every row.

Why
---
A constant default costs nothing on current servers: it is kept in the table's description. A default that
differs by row, or any default on an old server, writes the whole table while it is locked.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY);
-- now
ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();
```

```sql postgresql@10
CREATE TABLE orders (id bigint PRIMARY KEY);
-- now
ALTER TABLE orders ADD COLUMN state integer DEFAULT 0;
```

```sql mysql mariadb
CREATE TABLE orders (id BIGINT PRIMARY KEY);
-- now
ALTER TABLE orders ADD COLUMN token CHAR(36) DEFAULT (uuid());
```

```sql mssql
CREATE TABLE orders (id BIGINT PRIMARY KEY);
-- now
ALTER TABLE orders ADD token UNIQUEIDENTIFIER NOT NULL DEFAULT NEWID();
```

```sql oracle@11
CREATE TABLE orders (id NUMBER PRIMARY KEY);
-- now
ALTER TABLE orders ADD (state NUMBER DEFAULT 0);
```

```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY);
-- now
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
ALTER TABLE orders ADD COLUMN amount positive;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY);
-- now
ALTER TABLE orders ADD COLUMN state integer DEFAULT 0;
ALTER TABLE orders ADD COLUMN placed_at timestamptz DEFAULT now();
```

```sql mysql mariadb
CREATE TABLE orders (id BIGINT PRIMARY KEY);
-- now
ALTER TABLE orders ADD COLUMN state INT DEFAULT 0;
```

```sql mssql
CREATE TABLE orders (id BIGINT PRIMARY KEY);
-- now
ALTER TABLE orders ADD state INT NULL;
```

```sql oracle
CREATE TABLE orders (id NUMBER PRIMARY KEY);
-- now
ALTER TABLE orders ADD (state NUMBER DEFAULT 0 NOT NULL);
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlgen.dialects.locks import LockFact
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action, fact = effect.action, effect.fact
        column = action.definition.column if action.definition is not None else None
        if action.verb != "add_column" or column is None or column.computed is not None:
            continue
        if fact is None or not fact.rewrites or statement.is_new(action.table):
            continue
        name = column.name
        if effect.change == "add_column_domain_with_check":
            yield Remark(
                f"writes every row of {action.table}, for {name} is of a domain that checks its values; "
                f"{_blocking(fact)} meanwhile",
                Advice("give it the type that the domain is made of, and a CHECK that is NOT VALID at first"),
                fact=fact,
                start=action.start,
                table=str(action.table),
            )
        if effect.change == "add_column_domain_with_check" or column.server_default is None:
            continue
        yield Remark(
            f"writes every row of {action.table} to give {name} its default, {_blocking(fact)} meanwhile",
            Advice(
                "add the column without a default, set the default for new rows, then fill the old ones in "
                "batches",
                f"ALTER TABLE {action.table} ADD {name} {_type(action.text, str(name))};\n-- then UPDATE "
                "in batches of some thousand rows",
                f"op.add_column({str(action.table)!r}, sa.Column({name!r}, ...))\n"
                f"op.alter_column({str(action.table)!r}, {name!r}, server_default=...)",
            ),
            fact=fact,
            start=action.start,
            table=str(action.table),
        )


def _blocking(fact: LockFact) -> str:
    return "reads and writes wait" if fact.blocks_reads == "yes" else "writes wait"


def _type(text: str, name: str) -> str:
    """The type as it was written, which stands between the column's name and DEFAULT."""
    found = re.search(rf"(?is)\b{re.escape(name)}\W*\s+(.*?)\s+(?:NOT\s+NULL\s+)?DEFAULT\b", text)
    return found.group(1) if found else "…"
