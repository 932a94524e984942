"""Changes who owns an object or who may use it.

Why
---
Programs that lived of the old right stop; the change belongs to the DBA, and into a script of its own.

Bad
---
```sql postgresql mssql oracle mysql mariadb
REVOKE SELECT ON orders FROM reader;
```

Good
----
```sql postgresql mssql oracle mysql mariadb
GRANT SELECT ON orders TO reader;
```

Links
-----
https://www.postgresql.org/docs/current/sql-revoke.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb in ("revoke", "owner_to", "owner"):
            yield Remark(
                "changes who may use the object"
                if action.verb == "revoke"
                else "changes who owns the object",
                Advice("agree on it with who owns the rights"),
                start=action.start,
                table=str(action.table or ""),
            )
