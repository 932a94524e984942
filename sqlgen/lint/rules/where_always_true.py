"""Says WHERE and means every row.

Why
---
A condition that is always true hides that all rows are written.

Bad
---
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
DELETE FROM orders WHERE 1 = 1;
```

Good
----
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE orders (id INTEGER, state INTEGER);
-- now
DELETE FROM orders WHERE id = 1;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/mysql-tips.html#safe-updates
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.WARNING
DIALECTS = ALL


ALWAYS = re.compile(r"(?is)\bWHERE\s+(?:TRUE|1|(\d+)\s*=\s*\1|'([^']*)'\s*=\s*'\2'|(\w+)\s*=\s*\3)\s*;?\s*$")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb in ("update", "delete")
            and ALWAYS.search(statement.sql)
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"every row of {action.table} is meant",
                Advice("say which rows are meant, and take them in batches"),
                start=action.start,
                table=str(action.table),
            )
