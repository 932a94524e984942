"""Drops a whole database, schema or tablespace.

Why
---
Nothing that a migration should do goes so far; a typing error in a name is enough to lose everything.

Bad
---
```sql postgresql mysql mariadb mssql
DROP DATABASE shop;
```

```sql oracle
DROP TABLESPACE shop;
```

Good
----
```sql postgresql mysql mariadb mssql oracle
CREATE TABLE orders (id INTEGER);
```

Links
-----
https://www.postgresql.org/docs/current/sql-dropdatabase.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


WHOLE = frozenset({"drop_database", "drop_schema", "drop_tablespace"})


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb in WHOLE:
            yield Remark(
                f"the {action.kind} {action.name} is lost with all that is in it",
                Advice("leave this to the DBA, outside of migrations"),
                start=action.start,
            )
