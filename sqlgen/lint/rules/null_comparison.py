"""Compares with NULL by = or <>.

Why
---
The result is neither true nor false: the condition holds for no row.

Bad
---
```sql postgresql mysql mariadb sqlite mssql oracle
DELETE FROM orders WHERE state = NULL;
```

Good
----
```sql postgresql mysql mariadb sqlite mssql oracle
UPDATE orders SET state = NULL WHERE state IS NOT NULL;
```

Links
-----
https://www.postgresql.org/docs/current/functions-comparison.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.ERROR
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    words = [one for one in statement.lexemes if one.meaningful]
    conditions = False
    for place, lexeme in enumerate(words[:-1]):
        word = lexeme.text.upper()
        conditions = (
            True
            if word in ("WHERE", "ON", "HAVING", "WHEN")
            else False
            if word in ("SET", "VALUES")
            else conditions
        )
        if conditions and lexeme.text in ("=", "<>", "!=") and words[place + 1].text.upper() == "NULL":
            yield Remark(
                f"{lexeme.text} NULL holds for no row",
                Advice("say IS NULL, or IS NOT NULL"),
            )
            return
