"""Asks for the copying algorithm.

Why
---
ALGORITHM=COPY copies every row while writes wait, also where the server has a better way.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state INT, ALGORITHM=COPY;
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state INT, ALGORITHM=INSTANT;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions[:1]:
        if "ALGORITHM=COPY" in action.words and not statement.is_new(action.table):
            yield Remark(
                f"copies {action.table}; writes wait meanwhile",
                Advice("say INPLACE or INSTANT, so that the server refuses where it would have to copy"),
                start=action.start,
                table=str(action.table),
            )
