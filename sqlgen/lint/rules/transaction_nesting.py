"""Begins a transaction in a transaction, or ends one that was never begun.

Why
---
The second BEGIN is a warning, and the first COMMIT ends everything; what follows runs outside of any
transaction. On MySQL and MariaDB BEGIN commits what is open.

Bad
---
```sql postgresql mysql mariadb sqlite
BEGIN;
BEGIN;
COMMIT;
```

```sql postgresql mssql
COMMIT;
```

Good
----
```sql postgresql mysql mariadb sqlite mssql
BEGIN TRANSACTION;
COMMIT;
```

Links
-----
https://www.postgresql.org/docs/current/sql-begin.html
https://dev.mysql.com/doc/refman/8.4/en/commit.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql")


def check(statement: Judged) -> Iterator[Remark]:
    session = statement.session
    for action in statement.actions[:1]:
        if action.verb == "begin" and session.in_transaction and statement.target.name != "mssql":
            yield Remark("a transaction is open already", Advice("leave this BEGIN out"), start=action.start)
        elif action.verb in ("commit", "rollback") and session.in_transaction is False:
            ends = "TO" not in action.words and "@@TRANCOUNT" not in statement.sql.upper()
            if ends and not (statement.target.name in ("mysql", "mariadb") and action.verb == "commit"):
                yield Remark("no transaction is open here", Advice("leave it out"), start=action.start)
