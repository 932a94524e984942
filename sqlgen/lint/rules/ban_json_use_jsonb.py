"""Makes a column of type json.

Why
---
json has no equality: DISTINCT, GROUP BY and UNION over it fail. jsonb does all of it, and can be indexed.

Bad
---
```sql postgresql
CREATE TABLE orders (id integer PRIMARY KEY, body json);
```

Good
----
```sql postgresql
CREATE TABLE orders (id integer PRIMARY KEY, body jsonb);
```

Links
-----
https://www.postgresql.org/docs/current/datatype-json.html
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table = statement.after.tables.get(action.table) if action.table else None
        if table is None or action.verb not in ("create_table", "add_column"):
            continue
        names = [action.name] if action.verb == "add_column" else list(table.columns)
        for name in names:
            column = table.columns.get(name or "")
            if column is not None and isinstance(column.type, sa.JSON) and not isinstance(column.type, JSONB):
                yield Remark(
                    f"{action.table}.{name} is json, which knows no equality",
                    Advice("make it jsonb", revision="sa.dialects.postgresql.JSONB()"),
                    start=action.start,
                    table=str(action.table),
                )
