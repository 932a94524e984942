"""Leaves it to the server whether the table is copied.

Why
---
Without ALGORITHM the server takes the best way it finds, and falls back to copying without a word. Named,
it refuses instead.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state INT;
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

SEVERITY = Severity.INFO
DIALECTS = ("mysql", "mariadb")


def check(statement: Judged) -> Iterator[Remark]:
    for effect in statement.effects[:1]:
        action, fact = effect.action, effect.fact
        if any(word.startswith("ALGORITHM=") for word in action.words) or statement.is_new(action.table):
            continue
        if (
            fact is not None
            and fact.algorithm not in ("", "COPY")
            and not statement.sql.lstrip().upper().startswith(("CREATE", "DROP"))
        ):
            yield Remark(
                f"falls back to copying {action.table} where {fact.algorithm} is not possible",
                Advice(
                    "name the algorithm that is expected",
                    f"{statement.sql.rstrip().rstrip(';')}, ALGORITHM={fact.algorithm};",
                ),
                fact=fact,
                start=action.start,
                table=str(action.table),
            )
