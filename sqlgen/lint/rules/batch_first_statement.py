"""Makes a routine or a view behind other statements of a batch.

Why
---
SQL Server takes CREATE VIEW, PROCEDURE, FUNCTION, TRIGGER, SCHEMA, RULE and DEFAULT only as the first
statement of a batch (error 111), and what follows a routine in its batch becomes a part of the routine.

Bad
---
```sql mssql
CREATE TABLE orders (id INT);
CREATE VIEW open_orders AS SELECT id FROM orders;
GO
```

Good
----
```sql mssql
CREATE TABLE orders (id INT);
GO
CREATE VIEW open_orders AS SELECT id FROM orders;
GO
```

Links
-----
https://learn.microsoft.com/en-us/sql/t-sql/language-elements/sql-server-utilities-statements-go
https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors-0-to-999
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.ERROR
DIALECTS = ("mssql",)


FIRST = frozenset({"VIEW", "PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "SCHEMA", "RULE", "DEFAULT"})


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    batch: int | None = None
    for statement in script.statements:
        first, batch = statement.batch != batch, statement.batch
        words = statement.sql.upper().split(maxsplit=4)
        kind = words[3:4] if words[1:3] == ["OR", "ALTER"] else words[1:2]
        if words[:1] in (["CREATE"], ["ALTER"]) and FIRST & set(kind) and batch is not None and not first:
            yield (
                statement,
                Remark(
                    f"{words[0]} {kind[0]} stands behind another statement of its batch: error 111",
                    Advice("put a line with GO in front of it, and one behind it"),
                ),
            )
