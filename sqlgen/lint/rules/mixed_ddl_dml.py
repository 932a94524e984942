"""Changes the schema and rows in one revision.

Why
---
Rows take as long as there are rows, and keep the locks of the schema change meanwhile. Where DDL commits by
itself, a failure between the two leaves half of it.

Bad
---
```sql postgresql mysql mariadb mssql oracle sqlite
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
ALTER TABLE orders ADD total INTEGER;
UPDATE orders SET total = 0 WHERE id > 0;
```

Good
----
```sql postgresql mysql mariadb mssql oracle sqlite
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
ALTER TABLE orders ADD total INTEGER;
```

Links
-----
https://github.com/ankane/strong_migrations#backfilling-data
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Name
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.lint.rule import ALL

SEVERITY = Severity.WARNING
DIALECTS = ALL


ROWS = frozenset({"update", "delete", "merge"})
SCHEMA = frozenset(
    {"add_column", "drop_column", "alter_type", "restate_column", "set_not_null", "add_constraint"}
)


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    """One remark a revision, at its first statement on rows of a table that it changes."""
    told: set[str | None] = set()
    changed: dict[str | None, set[Name | None]] = {}
    for statement in script.statements:
        for action in statement.actions:
            if action.verb in SCHEMA and not statement.is_new(action.table):
                changed.setdefault(statement.revision, set()).add(action.table)
            elif (
                action.verb in ROWS
                and action.table in changed.get(statement.revision, ())
                and statement.revision not in told
            ):
                told.add(statement.revision)
                yield (
                    statement,
                    Remark(
                        f"writes rows of {action.table}, whose columns the same revision changes",
                        Advice("put the rows into a revision of their own, in batches"),
                        start=action.start,
                        table=str(action.table),
                    ),
                )
