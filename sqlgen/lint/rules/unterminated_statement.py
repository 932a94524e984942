"""Ends a file in the middle of a statement.

Why
---
SQL*Plus leaves such a statement out and ends without an error. Other clients run it, until another file is
put behind it, whose first statement then becomes a part of it.

Bad
---
```sql postgresql mysql mariadb sqlite
DELETE FROM orders WHERE id = 1;
DELETE FROM orders WHERE id = 2
```

```sql oracle
BEGIN
  DELETE FROM orders WHERE id = 1;
END;
```

Good
----
```sql postgresql mysql mariadb sqlite
DELETE FROM orders WHERE id = 1;
DELETE FROM orders WHERE id = 2;
```

```sql oracle
BEGIN
  DELETE FROM orders WHERE id = 1;
END;
/
```

Links
-----
https://docs.oracle.com/en/database/oracle/oracle-database/19/sqpug/SQL-Plus-basics.html
https://www.postgresql.org/docs/current/app-psql.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    if statement.terminated or statement.origin.file is None:
        return
    oracle = statement.target.name == "oracle"
    yield Remark(
        "SQL*Plus leaves it out without an error" if oracle else "nothing ends this statement",
        Advice("put a line with / behind a block, and ; behind a statement" if oracle else "put ; behind it"),
        severity=Severity.ERROR if oracle else None,
    )
