"""Drops a table and makes it anew.

Why
---
The rows are lost; what looks like a change of the table is its end.

Bad
---
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
DROP TABLE orders;
CREATE TABLE orders (id INTEGER);
```

Good
----
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER);
```

Links
-----
https://github.com/ankane/strong_migrations#creating-a-table-with-the-force-option
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Name
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.lint.rule import ALL

SEVERITY = Severity.ERROR
DIALECTS = ALL


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    dropped: set[Name | None] = set()
    for statement in script.statements:
        for action in statement.actions:
            if action.verb == "drop_table" and not statement.is_new(action.table):
                dropped.add(action.table)
            elif action.verb == "create_table" and action.table in dropped:
                yield (
                    statement,
                    Remark(
                        f"{action.table} was dropped just before: its rows are lost",
                        Advice("change the table, or copy its rows into the new one first"),
                        start=action.start,
                        table=str(action.table),
                    ),
                )
