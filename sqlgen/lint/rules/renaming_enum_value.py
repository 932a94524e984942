"""Renames a label of an enumerated type under the programs that use it.

Why
---
Programs that say the old label fail from that moment on.

Bad
---
```sql postgresql
ALTER TYPE state RENAME VALUE 'new' TO 'fresh';
```

Good
----
```sql postgresql
ALTER TYPE state ADD VALUE 'fresh';
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertype.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb == "alter_type_rename_value":
            yield Remark(
                f"programs that say the old label of {action.name} fail from here on",
                Advice("add the new label, and let programs write it before the old one is used up"),
                start=action.start,
            )
