"""Builds an index CONCURRENTLY on PostgreSQL 14.0 to 14.3.

Why
---
Those releases may leave rows out of the index: queries then miss rows, and unique indexes let duplicates in.
14.4 mends it; an index that was built before has to be built again.

Bad
---
```sql postgresql@14.2
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
CREATE INDEX CONCURRENTLY ix ON orders (state);
```

Good
----
```sql postgresql@14.4
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
CREATE INDEX CONCURRENTLY ix ON orders (state);
```

Links
-----
https://www.postgresql.org/docs/release/14.4/
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql",)


BROKEN = ((14, 0), (14, 4))


def check(statement: Judged) -> Iterator[Remark]:
    first, mended = BROKEN
    if not first <= statement.target.newest < mended:
        return
    for action in statement.actions:
        if action.verb in ("create_index", "reindex") and "CONCURRENTLY" in action.words:
            yield Remark(
                f"PostgreSQL {statement.target.named} may leave rows out of an index built CONCURRENTLY",
                Advice("upgrade the server to 14.4 or later first"),
                start=action.start,
                table=str(action.table or ""),
            )
