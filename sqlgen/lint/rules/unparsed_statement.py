"""Cannot be read, so that no rule has judged it.

Why
---
What a linter does not understand it must not pass in silence: a person has to read it.

Bad
---
```sql postgresql
FROBNICATE orders;
```

```sql mysql mariadb sqlite mssql oracle
FROBNICATE orders;
```

Good
----
```sql
CREATE TABLE orders (id INTEGER);
```

Links
-----
https://github.com/sbdchd/squawk/issues/528
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.WARNING
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    if statement.left_out:
        yield Remark(
            f"it is judged by its first {len(statement.sql):,} characters; the other {statement.left_out:,} "
            "are not read",
            Advice("read it by hand, or load rows from a file"),
        )
    for action in statement.actions:
        if action.verb == "unread":
            yield Remark(
                "no rule has judged this statement: it could not be read",
                Advice("read it by hand"),
                start=action.start,
            )
