"""Drops an object and everything that depends on it.

Why
---
CASCADE takes views, foreign keys and functions with it that the statement does not name, and nobody reviews.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint);
-- now
DROP TABLE orders CASCADE;
```

```sql oracle
CREATE TABLE orders (id NUMBER);
-- now
DROP TABLE orders CASCADE CONSTRAINTS;
```

Good
----
```sql postgresql oracle
CREATE TABLE orders (id NUMERIC);
-- now
DROP TABLE orders;
```

Links
-----
https://www.postgresql.org/docs/current/ddl-depend.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb.startswith("drop_") and "CASCADE" in action.words:
            yield Remark(
                f"what depends on {action.table or action.name} goes with it, unnamed",
                Advice("drop each dependent object by name before"),
                start=action.start,
                table=str(action.table or ""),
            )
