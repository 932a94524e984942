"""Makes a table without a primary key.

Why
---
Its rows cannot be told apart: logical replication, online schema changes and many programs need a key.

Bad
---
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER, state INTEGER);
```

Good
----
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER);
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/create-table.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.lint.rule import ALL

SEVERITY = Severity.WARNING
DIALECTS = ALL


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    last = script.statements[-1].after if script.statements else None
    for statement in script.statements:
        for action in statement.actions:
            table = statement.after.tables.get(action.table) if action.table else None
            if action.verb != "create_table" or table is None or not table.complete or not table.columns:
                continue
            kept = last.tables.get(table.name) if last is not None else None
            temporary = {"TEMP", "TEMPORARY"} & action.words
            if table.primary_key is None and kept is not None and kept.primary_key is None and not temporary:
                yield (
                    statement,
                    Remark(
                        f"{table.name} has no primary key",
                        Advice("give it one"),
                        start=action.start,
                        table=str(table.name),
                    ),
                )
