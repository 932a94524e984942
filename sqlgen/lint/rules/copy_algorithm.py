"""Copies a table, because the statement asks for it or because the change has no other way.

Why
---
ALGORITHM=COPY copies every row while writes wait, also where the server has a better way. Some changes
have no other: system versioning, most changes of partitions, a column for a table with a FULLTEXT index.

Bad
---
```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN state INT, ALGORITHM=COPY;
```

```sql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD SYSTEM VERSIONING;
```

```sql mysql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders PARTITION BY HASH (id) PARTITIONS 4;
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
            return
    for effect in statement.effects:
        action, fact = effect.action, effect.fact
        if fact is None or effect.change not in IMPLIED or statement.is_new(action.table):
            continue
        if fact.blocks_writes == "yes" and fact.rewrites:
            yield Remark(
                f"writes {action.table} anew; writes wait meanwhile",
                Advice("choose a quiet hour, or an online schema change tool such as gh-ost or pt-osc"),
                start=action.start,
                table=str(action.table),
                fact=fact,
            )


IMPLIED = frozenset(
    {
        "add_column_on_fulltext_table", "change_engine", "drop_stored_column", "partition_by_or_remove",
        "reorganize_partition", "system_versioning",
    }
)  # fmt: skip
"""Changes that no other rule is about."""
