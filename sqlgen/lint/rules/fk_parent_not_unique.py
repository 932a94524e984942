"""Points a foreign key at columns that are no key.

Why
---
PostgreSQL, SQL Server, Oracle and MySQL from 8.4 on refuse it. Older InnoDB takes any index: one row may
then have several parents. SQLite takes it and fails at the first row.

Bad
---
```sql
CREATE TABLE customers (id INTEGER PRIMARY KEY, code INTEGER);
CREATE TABLE orders (id INTEGER, customer INTEGER);
-- now
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer) REFERENCES customers (code);
```

Good
----
```sql
CREATE TABLE customers (id INTEGER PRIMARY KEY, code INTEGER);
CREATE TABLE orders (id INTEGER, customer INTEGER);
-- now
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer) REFERENCES customers (id);
```

Links
-----
https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import ForeignKey, Table, Unique
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.ERROR
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    if "REFERENCES" not in statement.sql.upper():
        return
    for name, before, table in statement.after.tables.changes_since(statement.before.tables):
        if table is None:
            continue
        known = before.all_of(ForeignKey) if before is not None else ()
        for key in table.all_of(ForeignKey):
            parent = statement.after.tables.get(key.referent)
            if key in known or parent is None or not parent.complete:
                continue
            wanted = set(key.referent_columns)
            if wanted and wanted not in _keys(parent):
                yield Remark(
                    f"{key.referent} has no key on {', '.join(key.referent_columns)}",
                    Advice("point it at the primary key, or make the columns unique first"),
                    table=str(name),
                )


def _keys(table: Table) -> list[set[str | None]]:
    keys: list[set[str | None]] = [set(one.columns) for one in table.all_of(Unique)]
    keys += [set(index.columns) for index in table.indexes if index.unique]
    if table.primary_key is not None:
        keys.append(set(table.primary_key.columns))
    return keys
