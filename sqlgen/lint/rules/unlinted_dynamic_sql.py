"""Runs a program whose statements no rule can see.

Why
---
What a block puts together as it runs, no linter reads. What stands in it as text has been judged.

Bad
---
```sql postgresql
DO $$ BEGIN EXECUTE 'ALTER TABLE ' || 'orders' || ' ADD COLUMN a int'; END $$;
```

```sql mssql
EXEC ('ALTER TABLE orders ADD a int');
```

```sql oracle
BEGIN
  EXECUTE IMMEDIATE 'ALTER TABLE orders ADD a NUMBER';
END;
```

```sql mysql mariadb
CALL change_everything();
```

Good
----
```sql postgresql mssql oracle mysql mariadb
CREATE TABLE orders (id INTEGER);
```

Links
-----
https://github.com/sbdchd/squawk/issues/528
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions[:1]:
        if action.verb in ("block", "call"):
            yield Remark(
                "a program: what it puts together as it runs, no rule has judged",
                Advice("read it by hand"),
                start=action.start,
            )
