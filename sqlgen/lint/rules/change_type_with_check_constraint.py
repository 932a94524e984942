"""Changes the type of a column that a CHECK constraint names.

Why
---
PostgreSQL makes the constraint anew and reads every row to see that it holds, under ACCESS EXCLUSIVE, even
where the new type alone would have been a change of the catalogue.

Bad
---
```sql postgresql
CREATE TABLE orders (id INTEGER PRIMARY KEY, code VARCHAR(20) CONSTRAINT ck CHECK (code <> ''));
-- now
ALTER TABLE orders ALTER COLUMN code TYPE VARCHAR(40);
```

Good
----
```sql postgresql
CREATE TABLE orders (id INTEGER PRIMARY KEY, code VARCHAR(20));
-- now
ALTER TABLE orders ALTER COLUMN code TYPE VARCHAR(40);
```

Links
-----
https://github.com/ankane/strong_migrations#changing-the-type-of-a-column
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Check
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table = statement.table(action.table)
        if action.verb != "alter_type" or table is None or statement.is_new(action.table):
            continue
        for constraint in table.all_of(Check):
            if action.name in {*constraint.columns, *constraint.mentioned}:
                name = constraint.name or "…"
                yield Remark(
                    f"every row of {action.table} is read for the constraint {name}",
                    Advice(
                        "drop the constraint, change the type, and add it again in two steps",
                        f"ALTER TABLE {action.table} DROP CONSTRAINT {name};\n{statement.sql.rstrip(';')};\n"
                        f"ALTER TABLE {action.table} ADD CONSTRAINT {name} CHECK (…) NOT VALID;\n"
                        f"ALTER TABLE {action.table} VALIDATE CONSTRAINT {name};",
                    ),
                    start=action.start,
                    table=str(action.table),
                )
