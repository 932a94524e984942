"""Switches foreign keys inside of a transaction, where nothing happens.

Why
---
SQLite ignores PRAGMA foreign_keys while a transaction is open. A table that is rebuilt with keys on loses
the rows that point at it.

Bad
---
```sql sqlite
BEGIN;
PRAGMA foreign_keys = OFF;
COMMIT;
```

Good
----
```sql sqlite
PRAGMA foreign_keys = OFF;
BEGIN;
COMMIT;
```

Links
-----
https://www.sqlite.org/pragma.html#pragma_foreign_keys
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("sqlite",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb == "pragma" and "FOREIGN_KEYS" in action.words and statement.session.in_transaction:
            yield Remark(
                "does nothing inside of a transaction",
                Advice("say it before BEGIN"),
                start=action.start,
            )
