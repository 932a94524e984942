"""Holds a password.

Why
---
A script is mailed, attached to tickets and kept for years.

Bad
---
```sql postgresql
ALTER ROLE shop PASSWORD 'hunter2';
```

```sql mysql mariadb
CREATE USER shop IDENTIFIED BY 'hunter2';
```

```sql mssql
CREATE LOGIN shop WITH PASSWORD = 'hunter2';
```

```sql oracle
CREATE USER shop IDENTIFIED BY hunter2;
```

Good
----
```sql postgresql mysql mariadb mssql oracle
UPDATE users SET state = 'no password' WHERE id = 4;
```

Links
-----
https://www.postgresql.org/docs/current/sql-createrole.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


SECRET = re.compile(r"(?i)\bPASSWORD\s*=?\s*'[^']|\bIDENTIFIED\s+BY\s+\S")
GRANTING = ("create_user", "create_role", "create_login", "alter_user", "alter_role", "alter_login", "grant")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions[:1]:
        if action.verb.startswith(GRANTING) and SECRET.search(statement.sql):
            yield Remark(
                "a password stands in the script",
                Advice("leave it out, and have it set by who may know it"),
                start=action.start,
            )
