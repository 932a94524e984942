"""Makes a column NOT NULL while the table is locked for the scan that it takes.

Why
---
SET NOT NULL reads the whole table under a lock that nobody gets past. From PostgreSQL 12 on a validated
CHECK (column IS NOT NULL) spares the scan: add it NOT VALID, validate it, which blocks nobody, and then SET
NOT NULL.

Bad
---
```sql postgresql
CREATE TABLE orders (id integer PRIMARY KEY, state integer);
-- now
ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
```

```sql mysql mariadb
CREATE TABLE orders (id INT PRIMARY KEY, state INT);
-- now
ALTER TABLE orders MODIFY state INT NOT NULL;
```

```sql mssql
CREATE TABLE orders (id INT PRIMARY KEY, state INT);
-- now
ALTER TABLE orders ALTER COLUMN state INT NOT NULL;
```

```sql oracle
CREATE TABLE orders (id NUMBER PRIMARY KEY, state NUMBER);
-- now
ALTER TABLE orders MODIFY (state NOT NULL);
```

Good
----
```sql postgresql
CREATE TABLE orders (id integer PRIMARY KEY, state integer, CONSTRAINT state_set CHECK (state IS NOT NULL));
-- now
ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
```

```sql mysql mariadb
CREATE TABLE orders (id INT PRIMARY KEY, state INT NOT NULL);
-- now
ALTER TABLE orders MODIFY state INT NOT NULL COMMENT 'where it stands';
```

```sql mssql
CREATE TABLE orders (id INT PRIMARY KEY, state INT NOT NULL);
-- now
ALTER TABLE orders ALTER COLUMN state INT NULL;
```

```sql oracle
CREATE TABLE orders (id NUMBER PRIMARY KEY, state NUMBER);
-- now
ALTER TABLE orders MODIFY (state NOT NULL ENABLE NOVALIDATE);
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations
https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/constraint.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.reading.action import Action

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")
CHANGES = frozenset(
    {
        "set_not_null", "set_not_null_with_valid_check", "column_to_not_null", "modify_null_to_not_null",
        "alter_column_to_not_null", "modify_not_null",
    }
)  # fmt: skip


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action, fact = effect.action, effect.fact
        if effect.change not in CHANGES or fact is None or not fact.scans or statement.is_new(action.table):
            continue
        waits = {"yes": "reads and writes wait"}.get(fact.blocks_reads, "writes wait")
        done = "writes every row" if fact.rewrites else "reads every row"
        if fact.blocks_writes == "no":
            waits = "the table is rebuilt beside the work on it"
        yield Remark(
            f"{done} of {action.table} to see that {action.name} is never NULL; {waits} meanwhile",
            _advice(action, statement.target.name),
            fact=fact,
            start=action.start,
            table=str(action.table),
        )


def _advice(action: Action, dialect: str) -> Advice:
    table, column = action.table, action.name
    if dialect == "postgresql":
        check = f"{column}_not_null"
        return Advice(
            "let a CHECK prove it first, which blocks nobody",
            f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID;\n"
            f"ALTER TABLE {table} VALIDATE CONSTRAINT {check};\n"
            f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\n"
            f"ALTER TABLE {table} DROP CONSTRAINT {check};",
            f"op.create_check_constraint({check!r}, {str(table)!r}, '{column} IS NOT NULL', "
            "postgresql_not_valid=True)\n"
            f"op.execute('ALTER TABLE {table} VALIDATE CONSTRAINT {check}')\n"
            f"op.alter_column({str(table)!r}, {column!r}, nullable=False)\n"
            f"op.drop_constraint({check!r}, {str(table)!r})",
        )
    if dialect == "oracle":
        return Advice(
            "enable it without looking at the rows, then validate it, which blocks nobody",
            f"ALTER TABLE {table} MODIFY ({column} NOT NULL ENABLE NOVALIDATE);",
        )
    return Advice("look for NULLs days before, and choose a quiet hour or an online schema change tool")
