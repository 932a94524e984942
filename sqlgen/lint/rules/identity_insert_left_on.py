"""Switches IDENTITY_INSERT on and not off again.

Why
---
Only one table of a session can have it: the next SET IDENTITY_INSERT … ON fails.

Bad
---
```sql mssql
SET IDENTITY_INSERT orders ON;
INSERT INTO orders (id) VALUES (1);
```

Good
----
```sql mssql
SET IDENTITY_INSERT orders ON;
INSERT INTO orders (id) VALUES (1);
SET IDENTITY_INSERT orders OFF;
```

Links
-----
https://learn.microsoft.com/en-us/sql/t-sql/statements/set-identity-insert-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.WARNING
DIALECTS = ("mssql",)


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    on: Judged | None = None
    for statement in script.statements:
        for action in statement.actions:
            if action.verb == "set" and action.name == "identity_insert":
                on = statement if action.kind.upper().split()[-1:] == ["ON"] else None
    if on is not None:
        yield on, Remark("IDENTITY_INSERT stays on", Advice("switch it off behind the rows"))
