"""Changes one table by several statements in a row.

Why
---
Each statement takes its lock anew, and one that rewrites the table does so for itself alone. One ALTER
TABLE with all of the changes waits once and rewrites once.

Bad
---
```sql postgresql mysql mariadb
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders ADD COLUMN a INTEGER;
ALTER TABLE orders ADD COLUMN b INTEGER;
```

Good
----
```sql postgresql mysql mariadb
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders ADD COLUMN a INTEGER, ADD COLUMN b INTEGER;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.INFO
DIALECTS = ("postgresql", "mysql", "mariadb")


MERGED = frozenset(
    {"add_column", "drop_column", "alter_type", "set_not_null", "drop_not_null", "set_default"}
)


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    previous = None
    for statement in script.statements:
        actions = statement.actions
        table = actions[0].table if actions else None
        alone = table is not None and all(one.table == table and one.verb in MERGED for one in actions)
        here = (table, statement.revision) if alone and not statement.is_new(table) else None
        if here is not None and here == previous:
            yield (
                statement,
                Remark(
                    f"the statement before it changes {table}, too",
                    Advice("say both in one ALTER TABLE, unless one is INSTANT and the other is not"),
                    start=actions[0].start,
                    table=str(table),
                ),
            )
        previous = here
