"""Writes an unknown number of rows by one statement.

Why
---
All of them are one transaction: locks on each row until its end, a log that grows with the table, replicas
that fall behind, and a rollback as long as the work. SQL Server locks the whole table from some 5,000 rows
on.

Bad
---
```sql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = 0 WHERE state IS NULL;
```

Good
----
```sql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = 0 WHERE state IS NULL AND id BETWEEN 1 AND 5000;
```

```sql postgresql sqlite
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
UPDATE orders SET state = 0 WHERE id IN (SELECT id FROM orders WHERE state IS NULL LIMIT 500);
```

Links
-----
https://github.com/ankane/strong_migrations#backfilling-data
https://learn.microsoft.com/en-us/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide#lock-escalation
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Name, Unique
from sqlgen.dialects.lexing import Kind
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL
from sqlgen.reading.conditions import bounded_columns

SEVERITY = Severity.WARNING
DIALECTS = ALL


LIMITS = frozenset({"LIMIT", "TOP", "FETCH", "ROWNUM"})


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb not in ("update", "delete")
            or "WHERE" not in action.words
            or action.table is None
            or LIMITS & _words(statement)
            or statement.is_new(action.table)
            or _keyed(statement, action.table)
        ):
            continue
        yield Remark(
            f"writes every row of {action.table} that fits, in one transaction",
            Advice("walk the primary key in ranges of some thousand rows, a transaction each"),
            start=action.start,
            table=str(action.table),
        )


def _words(statement: Judged) -> set[str]:
    """All words, those of subqueries among them: a limit there bounds what is written, too."""
    return {one.text.upper() for one in statement.lexemes if one.kind is Kind.WORD}


def _keyed(statement: Judged, name: Name) -> bool:
    """Whether the WHERE names a column that tells rows apart."""
    table = statement.table(name)
    keys = {"id"}
    if table is not None and table.primary_key is not None:
        keys = set(table.primary_key.columns)
    if table is not None:
        keys |= {columns[0] for unique in table.all_of(Unique) if len(columns := unique.columns) == 1}
        keys |= {str(index.columns[0]) for index in table.indexes if index.unique and len(index.columns) == 1}
    return bool(keys & bounded_columns(statement.sql, statement.target.facts))
