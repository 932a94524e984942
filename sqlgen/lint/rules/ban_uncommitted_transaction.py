"""Opens a transaction that the script does not end.

Why
---
When the client leaves, the server takes everything back, and the script has reported success.

Bad
---
```sql postgresql mysql mariadb sqlite mssql
BEGIN TRANSACTION;
DELETE FROM orders WHERE id = 4;
```

Good
----
```sql postgresql mysql mariadb sqlite mssql
BEGIN TRANSACTION;
DELETE FROM orders WHERE id = 4;
COMMIT;
```

Links
-----
https://www.postgresql.org/docs/current/tutorial-transactions.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql")


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    opened: Judged | None = None
    for statement in script.statements:
        for action in statement.actions:
            if action.verb == "begin":
                opened = statement
            elif action.verb in ("commit", "rollback") and "TO" not in action.words:
                opened = None
    if opened is not None:
        yield (
            opened,
            Remark("nothing ends this transaction: all of it is taken back", Advice("end it", "COMMIT;")),
        )
