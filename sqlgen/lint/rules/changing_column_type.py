"""Changes a column's type in a way that makes the server write the table anew.

Why
---
Most changes of a type write every row and build every index again, while reads and writes wait. Some do
not: a longer VARCHAR, VARCHAR to TEXT, a wider NUMERIC of the same scale. Which is which depends on the
type that the column has now, and on the version.

Bad
---
```sql postgresql
CREATE TABLE orders (id integer PRIMARY KEY);
-- now
ALTER TABLE orders ALTER COLUMN id TYPE bigint;
```

```sql mysql mariadb
CREATE TABLE orders (id INT PRIMARY KEY, total INT);
-- now
ALTER TABLE orders MODIFY total BIGINT;
```

```sql mssql
CREATE TABLE orders (id INT PRIMARY KEY, total INT);
-- now
ALTER TABLE orders ALTER COLUMN total BIGINT;
```

Good
----
```sql postgresql
CREATE TABLE orders (id integer PRIMARY KEY, code varchar(20));
-- now
ALTER TABLE orders ALTER COLUMN code TYPE varchar(40);
ALTER TABLE orders ALTER COLUMN code TYPE text;
```

```sql mysql mariadb
CREATE TABLE orders (id INT PRIMARY KEY, code VARCHAR(20));
-- now
ALTER TABLE orders MODIFY code VARCHAR(40);
```

```sql mssql
CREATE TABLE orders (id INT PRIMARY KEY, code VARCHAR(20));
-- now
ALTER TABLE orders ALTER COLUMN code VARCHAR(40);
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Effect, Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql")
UNKNOWN = {
    "type_unknown": "what type {0} has now, or what the new one is made of, is not known",
    "restate_unknown": "the type that {0} has now is not known",
    "charset_unknown": "the character set that {0} has now is not known",
    "type_timestamp_to_timestamptz_unknown": "{0} changes with its type, unless the session is in UTC",
}


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects:
        action, fact = effect.action, effect.fact
        if action.verb not in ("alter_type", "restate_column") or statement.is_new(action.table):
            continue
        if effect.change in NULLABILITY:
            if effect.change in NULLABLE and fact is not None and fact.rewrites:
                yield _remark(effect, f"writes {action.table} anew", Severity.WARNING)
            continue
        if effect.change in UNKNOWN:
            yield _remark(
                effect,
                f"may write every row of {action.table}: {UNKNOWN[effect.change].format(action.name)}",
                Severity.WARNING,
            )
        elif fact is not None and fact.rewrites:
            yield _remark(
                effect,
                f"writes {action.table} anew, "
                f"{'reads and writes wait' if fact.blocks_reads == 'yes' else 'writes wait'} meanwhile",
            )
        elif fact is not None and fact.scans and fact.blocks_writes == "yes":
            yield _remark(
                effect,
                f"builds the indexes of {action.name} again while writes to {action.table} wait",
                Severity.WARNING,
            )


NULLABILITY = frozenset(
    {
        "column_to_null",
        "column_to_not_null",
        "modify_not_null_to_null",
        "modify_null_to_not_null",
        "alter_column_to_null",
        "alter_column_to_not_null",
    }
)

NULLABLE = frozenset({"column_to_null", "modify_not_null_to_null"})
"""Of these, the changes that no other rule says it of."""


def _remark(effect: Effect, message: str, severity: Severity | None = None) -> Remark:
    action, fact = effect.action, effect.fact
    copy = f"{action.name}_new"
    return Remark(
        message,
        Advice(
            "add a column of the new type, write to both, fill it in batches, then swap the names",
            revision=f"op.add_column({str(action.table)!r}, sa.Column({copy!r}, ...))",
        ),
        start=action.start,
        table=str(action.table),
        severity=severity,
        fact=fact,
    )
