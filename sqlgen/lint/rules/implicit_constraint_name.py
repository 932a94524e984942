"""Leaves it to the server how a constraint is called.

Why
---
A later revision cannot drop it by name: SQL Server and Oracle make the name up anew on every database.

Bad
---
```sql postgresql mssql oracle mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD UNIQUE (code);
```

Good
----
```sql postgresql mssql oracle mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD CONSTRAINT uq_orders_code UNIQUE (code);
```

Links
-----
https://alembic.sqlalchemy.org/en/latest/naming.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb == "add_constraint"
            and action.name is None
            and action.kind not in ("primary_key", "not_null")
        ):
            yield Remark(
                f"the {action.kind.replace('_', ' ')} constraint has no name",
                Advice("name it, or give the metadata a naming convention"),
                start=action.start,
                table=str(action.table),
            )
