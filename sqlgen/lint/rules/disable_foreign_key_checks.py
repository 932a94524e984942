"""Switches off what keeps rows consistent, and not on again.

Why
---
Rows that break a key get in, and nothing looks at them later. SQL Server and Oracle keep the constraint off
until somebody switches it on.

Bad
---
```sql mysql mariadb
SET FOREIGN_KEY_CHECKS = 0;
DELETE FROM orders WHERE id = 1;
```

```sql mssql
ALTER TABLE orders NOCHECK CONSTRAINT ALL;
```

```sql postgresql
SET session_replication_role = 'replica';
```

```sql oracle
ALTER TABLE orders DISABLE CONSTRAINT fk;
```

Good
----
```sql mysql mariadb
SET FOREIGN_KEY_CHECKS = 0;
SET FOREIGN_KEY_CHECKS = 1;
```

```sql mssql
ALTER TABLE orders NOCHECK CONSTRAINT ALL;
ALTER TABLE orders WITH CHECK CHECK CONSTRAINT ALL;
```

```sql postgresql
SET session_replication_role = 'origin';
```

```sql oracle
ALTER TABLE orders DISABLE CONSTRAINT fk;
ALTER TABLE orders ENABLE CONSTRAINT fk;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_foreign_key_checks
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.reading.action import Action

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    off: Judged | None = None
    for statement in script.statements:
        for action in statement.actions:
            if _switches_off(action):
                off = statement
            elif _switches_on(action):
                off = None
    if off is not None:
        yield (
            off,
            Remark(
                "nothing in this script switches the checks on again",
                Advice("switch them on, and have the rows looked at"),
            ),
        )


def _switches_off(action: Action) -> bool:
    if action.verb == "set":
        value = action.kind.strip(" ;'\"").lower()
        return (action.name == "foreign_key_checks" and value in ("0", "off")) or (
            action.name == "session_replication_role" and value == "replica"
        )
    return action.verb == "disable_constraint" or (action.verb == "disable_trigger" and "ALL" in action.words)


def _switches_on(action: Action) -> bool:
    settings = ("foreign_key_checks", "session_replication_role")
    return action.verb in ("check_existing", "enable_constraint", "enable_trigger") or (
        action.verb == "set" and action.name in settings
    )
