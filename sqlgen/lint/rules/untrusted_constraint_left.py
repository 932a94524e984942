"""Adds a constraint without a look at the rows, and never looks.

Why
---
It holds for new rows alone. SQL Server does not trust it when it plans queries.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID;
```

```sql mssql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT ck CHECK (total > 0);
```

```sql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) ENABLE NOVALIDATE;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT ck;
```

```sql mssql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT ck CHECK (total > 0);
ALTER TABLE orders WITH CHECK CHECK CONSTRAINT ck;
```

```sql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) ENABLE NOVALIDATE;
ALTER TABLE orders MODIFY CONSTRAINT ck VALIDATE;
```

Links
-----
https://www.postgresql.org/docs/current/sql-altertable.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.INFO
DIALECTS = ("postgresql", "mssql", "oracle")


UNLOOKED = frozenset({"NOT_VALID", "NOCHECK", "NOVALIDATE"})
LOOKS = frozenset({"validate_constraint", "check_existing", "enable_constraint"})


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    left: dict[str | None, tuple[Judged, int]] = {}
    for statement in script.statements:
        for action in statement.actions:
            if action.verb == "add_constraint" and action.words & UNLOOKED:
                left[action.name] = (statement, action.start)
            elif action.verb in LOOKS:
                left.pop(action.name, None)
    for name, (statement, start) in left.items():
        yield (
            statement,
            Remark(
                f"nothing in this script looks whether the rows keep {name}",
                Advice("validate it in a later revision"),
                start=start,
            ),
        )
