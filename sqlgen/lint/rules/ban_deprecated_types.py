"""Uses a type of SQL Server that is on its way out.

Why
---
text, ntext and image are announced for removal since SQL Server 2005: they cannot be compared, indexed or
used in variables, and most functions refuse them.

Bad
---
```sql mssql
CREATE TABLE notes (id INT PRIMARY KEY, body TEXT, picture IMAGE);
```

Good
----
```sql mssql
CREATE TABLE notes (id INT PRIMARY KEY, body VARCHAR(MAX), picture VARBINARY(MAX));
```

Links
-----
https://learn.microsoft.com/en-us/sql/t-sql/data-types/ntext-text-and-image-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.dialects.lexing import Kind
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("mssql",)


BETTER = {"TEXT": "VARCHAR(MAX)", "NTEXT": "NVARCHAR(MAX)", "IMAGE": "VARBINARY(MAX)"}
DEFINING = frozenset({"create_table", "add_column", "alter_type", "restate_column"})


def check(statement: Judged) -> Iterator[Remark]:
    if not any(action.verb in DEFINING for action in statement.actions):
        return
    place, previous = 0, ""
    for lexeme in statement.lexemes:
        word = lexeme.text.upper().strip("[]")
        named = previous not in ("", "(", ",", "ADD", "COLUMN", ".")
        if lexeme.kind in (Kind.WORD, Kind.NAME) and word in BETTER and named:
            yield Remark(f"{word} is deprecated", Advice(f"use {BETTER[word]}"), start=place)
        if lexeme.meaningful:
            previous = lexeme.text.upper()
        place += len(lexeme.text)
