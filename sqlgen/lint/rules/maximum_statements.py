"""Holds very many statements in one script.

Why
---
Nobody reads a script of thousands of statements, a transaction around them keeps every lock to its end, and
a failure late in it costs all that came before.

Bad
---
```sql repeat=2001
UPDATE orders SET state = 1 WHERE id = 7;
```

Good
----
```sql
UPDATE orders SET state = 1 WHERE id = 7;
```

Links
-----
https://docs.bytebase.com/sql-review/review-rules
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.lint.rule import ALL

SEVERITY = Severity.WARNING
DIALECTS = ALL


LIMIT = 2000


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    if len(script.statements) > LIMIT:
        yield (
            script.statements[LIMIT],
            Remark(
                f"the script holds {len(script.statements):,} statements, more than {LIMIT:,}",
                Advice("split the range, or load rows from a file"),
            ),
        )
