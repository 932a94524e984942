"""Inserts very many rows by one statement.

Why
---
The statement is held in memory whole, is one transaction, and one wrong value takes all.

Bad
---
```sql postgresql mysql mariadb sqlite mssql repeat=1001
INSERT INTO orders (id) VALUES (0)
, (1)
```

Good
----
```sql postgresql mysql mariadb sqlite mssql
INSERT INTO orders (id) VALUES (1), (2);
```

Links
-----
https://learn.microsoft.com/en-us/sql/t-sql/queries/table-value-constructor-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql")


LIMIT = 1000
"""SQL Server takes no more rows in one VALUES."""


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        if action.verb == "insert" and "VALUES" in action.words:
            rows = _rows(statement)
            if rows > LIMIT:
                yield Remark(
                    f"{'more than ' if statement.left_out else ''}{rows:,} rows by one statement",
                    Advice(f"write {LIMIT:,} rows a statement, or load a file"),
                    start=action.start,
                    table=str(action.table or ""),
                )


def _rows(statement: Judged) -> int:
    depth = rows = 0
    behind = False
    for lexeme in statement.lexemes:
        behind = behind or lexeme.text.upper() == "VALUES"
        if lexeme.text == "(":
            rows += behind and depth == 0
            depth += 1
        elif lexeme.text == ")":
            depth -= 1
    return rows
