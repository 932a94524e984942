"""Adds a NOT NULL column with a default, and takes the default away again.

Why
---
Programs of the release before insert rows without naming the new column: as long as the default is there they
work, and from the moment it goes each of their inserts fails.

Bad
---
```sql postgresql
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders ADD COLUMN state INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
```

```sql mysql mariadb
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders ADD COLUMN state INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
```

```sql mssql
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders ADD state INTEGER CONSTRAINT df DEFAULT 0 NOT NULL;
ALTER TABLE orders DROP CONSTRAINT df;
```

Good
----
```sql postgresql mysql mariadb
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders ADD COLUMN state INTEGER DEFAULT 0 NOT NULL;
```

```sql mssql
CREATE TABLE orders (id INTEGER);
-- now
ALTER TABLE orders ADD state INTEGER CONSTRAINT df DEFAULT 0 NOT NULL;
```

Links
-----
https://github.com/tbicr/django-pg-zero-downtime-migrations
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlgen.catalog import Name
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.reading.action import Action

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql")


NAMED_DEFAULT = re.compile(r"(?i)\bCONSTRAINT\s+(?P<name>\[[^\]]+\]|\w+)\s+DEFAULT\b")


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    added: set[tuple[Name | None, str | None]] = set()
    defaults: dict[str, tuple[Name | None, str | None]] = {}
    for statement in script.statements:
        for action in statement.actions:
            made = action.definition
            place = (action.table, action.name)
            if action.verb == "add_column" and made is not None and not statement.is_new(action.table):
                if not made.column.nullable and made.column.server_default is not None:
                    added.add(place)
                    if named := NAMED_DEFAULT.search(action.text):
                        defaults[named["name"].strip("[]")] = place
            elif action.verb == "drop_constraint" and action.name in defaults:
                place = defaults.pop(action.name)
                yield statement, _remark(place, action)
            elif action.verb == "drop_default" and place in added:
                yield statement, _remark(place, action)


def _remark(place: tuple[Name | None, str | None], action: Action) -> Remark:
    table, column = place
    return Remark(
        f"inserts that do not name {table}.{column} fail from here on",
        Advice("keep the default until no program of the release before is running"),
        start=action.start,
        table=str(table),
    )
