"""Commits a change before the revision is stamped.

Why
---
Where the revision fails further on, the version table still names the one before: the next run meets the
change that is there already and stops at it. A statement that can be run twice does no harm.

Bad
---
```sql postgresql mssql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
BEGIN TRANSACTION;
ALTER TABLE orders DROP COLUMN total;
COMMIT;
BEGIN TRANSACTION;
ALTER TABLE orders DROP COLUMN state;
COMMIT;
```

Good
----
```sql postgresql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
BEGIN TRANSACTION;
ALTER TABLE orders DROP COLUMN IF EXISTS total;
COMMIT;
BEGIN TRANSACTION;
ALTER TABLE orders DROP COLUMN state;
COMMIT;
```

```sql mssql
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
BEGIN TRANSACTION;
ALTER TABLE orders DROP COLUMN IF EXISTS total;
ALTER TABLE orders DROP COLUMN state;
COMMIT;
```

Links
-----
https://github.com/sbdchd/squawk/pull/1311
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.reading.action import Action

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mssql")


QUIET = frozenset({"select", "say", "set", "begin", "commit", "rollback", "savepoint", "analyze", "client"})
ROBUST = frozenset({"IF_EXISTS", "IF_NOT_EXISTS", "REPLACE"})


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    last: dict[str | None, int] = {}
    for statement in script.statements:
        if statement.session.in_transaction and any(_changes(action) for action in statement.actions):
            last[statement.revision] = statement.session.since
    for statement in script.statements:
        stamped = last.get(statement.revision)
        if stamped is None or statement.number >= stamped:
            continue
        for action in statement.actions:
            if _changes(action) and not action.words & ROBUST:
                yield (
                    statement,
                    Remark(
                        "it is committed before its revision is stamped: a second run meets it again",
                        Advice("say IF EXISTS or IF NOT EXISTS, or give it a revision of its own"),
                        start=action.start,
                        table=str(action.table or ""),
                    ),
                )


def _changes(action: Action) -> bool:
    return action.verb not in QUIET and "DYNAMIC" not in action.words
