"""Asks for ONLINE on an edition that lacks it.

Why
---
SQL Server Standard and Oracle Standard Edition refuse it: the script stops there. Say the edition with
--edition.

Bad
---
```sql mssql edition=standard
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
CREATE INDEX ix ON orders (code) WITH (ONLINE = ON);
```

```sql oracle edition=se2
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
CREATE INDEX ix ON orders (code) ONLINE;
```

Good
----
```sql mssql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
CREATE INDEX ix ON orders (code);
```

Links
-----
https://learn.microsoft.com/en-us/sql/sql-server/editions-and-components-of-sql-server-2022
https://docs.oracle.com/en/database/oracle/oracle-database/19/dblic/Licensing-Information.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("mssql", "oracle")


WITHOUT = frozenset({"standard", "web", "express", "se2", "xe"})


def check(statement: Judged) -> Iterator[Remark]:
    if statement.edition not in WITHOUT:
        return
    for action in statement.actions:
        if "ONLINE" in action.words:
            yield Remark(
                f"the {statement.edition} edition refuses ONLINE",
                Advice("leave ONLINE out, and choose a quiet hour"),
                start=action.start,
                table=str(action.table or ""),
            )
