"""Writes by REPLACE, which deletes the row that is there.

Why
---
A row with the same key is deleted and made anew: columns that are not named fall back to their defaults,
delete triggers fire, and ON DELETE CASCADE takes what points at it.

Bad
---
```sql mysql mariadb sqlite
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
REPLACE INTO orders (id, state) VALUES (1, 2);
```

Good
----
```sql mysql mariadb
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
INSERT INTO orders (id, state) VALUES (1, 2) ON DUPLICATE KEY UPDATE state = 2;
```

```sql sqlite
CREATE TABLE orders (id INTEGER PRIMARY KEY, state INTEGER, total INTEGER);
-- now
INSERT INTO orders (id, state) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET state = 2;
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/replace.html
https://www.sqlite.org/lang_replace.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb", "sqlite")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        words = statement.sql.lstrip().upper().split(maxsplit=3)
        if action.verb == "insert" and (words[:1] == ["REPLACE"] or words[:3] == ["INSERT", "OR", "REPLACE"]):
            yield Remark(
                "a row that is there is deleted first, with what cascades from it",
                Advice("say what becomes of it: ON DUPLICATE KEY UPDATE, or ON CONFLICT DO UPDATE"),
                start=action.start,
                table=str(action.table or ""),
            )
