"""Refreshes a materialized view while nobody can read it.

Why
---
REFRESH takes an ACCESS EXCLUSIVE lock for as long as the query runs. CONCURRENTLY lets readers go on; it
needs a unique index on the view.

Bad
---
```sql postgresql
REFRESH MATERIALIZED VIEW sales;
```

Good
----
```sql postgresql
REFRESH MATERIALIZED VIEW CONCURRENTLY sales;
```

Links
-----
https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if (
            action.verb == "refresh_matview"
            and "CONCURRENTLY" not in action.words
            and "NO" not in action.words
            and not statement.is_new(action.table)
        ):
            yield Remark(
                f"blocks reads of {action.table} while the query runs",
                Advice(
                    "refresh it CONCURRENTLY; a unique index on the view is needed",
                    f"REFRESH MATERIALIZED VIEW CONCURRENTLY {action.table};",
                ),
                start=action.start,
                table=str(action.table or ""),
            )
