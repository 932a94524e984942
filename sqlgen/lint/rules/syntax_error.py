"""Is refused by the database's own parser.

Why
---
The script stops there, in the middle of the night. SQLite's parser is at hand everywhere; PostgreSQL's
comes with the extra `sqlgen[pglast]`, and says nothing where that is not installed.

Bad
---
```sql postgresql sqlite
CREATE TABLE orders (id INTEGER,, state INTEGER);
```

Good
----
```sql postgresql sqlite
CREATE TABLE orders (id INTEGER, state INTEGER);
```

Links
-----
https://www.sqlite.org/lang_explain.html
https://github.com/lelit/pglast
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.parsers import refusal

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "sqlite")


def check(statement: Judged) -> Iterator[Remark]:
    if statement.left_out:
        return
    refused = refusal(statement.sql, statement.target.name)
    if refused is not None:
        yield Remark(
            f"{statement.target.facts.title} refuses to read it: {refused.message}",
            Advice("mend the statement"),
            start=refused.start,
        )
