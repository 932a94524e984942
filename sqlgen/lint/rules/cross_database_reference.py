"""Names another database.

Why
---
The script runs in one environment, and fails or hits the wrong one in the next.

Bad
---
```sql mssql
UPDATE shop.dbo.orders SET state = 4 WHERE id = 1;
```

Good
----
```sql mssql
UPDATE dbo.orders SET state = 4 WHERE id = 1;
```

Links
-----
https://learn.microsoft.com/en-us/sql/t-sql/language-elements/transact-sql-syntax-conventions-transact-sql
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mssql",)


THREE_PARTS = re.compile(r"(?i)\b(?:UPDATE|INTO|FROM|TABLE|JOIN)\s+\[?\w+\]?\.\[?\w*\]?\.\[?\w+")


def check(statement: Judged) -> Iterator[Remark]:
    if THREE_PARTS.search(statement.sql):
        yield Remark(
            "names another database", Advice("leave the database to the connection, or use a synonym")
        )
