"""Gives a name that is longer than the server keeps.

Why
---
PostgreSQL cuts it without a word, so that the next statement with the whole name finds nothing; the others
refuse it.

Bad
---
```sql postgresql mysql mariadb mssql oracle
CREATE TABLE oooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo (id INTEGER PRIMARY KEY);
```

Good
----
```sql postgresql mysql mariadb mssql oracle
CREATE TABLE orders (id INTEGER PRIMARY KEY);
```

Links
-----
https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html
https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/Database-Object-Names-and-Qualifiers.html
"""

# ruff: noqa: E501  the example needs a name that no line can hold

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.dialects.lexing import Kind
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.ERROR
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


LONGEST = {"postgresql": 63, "mysql": 64, "mariadb": 64, "mssql": 128, "oracle": 128}
CHARACTERS = frozenset({"mysql", "mariadb", "mssql"})
"""These count characters, the others bytes."""
WIDEST = 4
"""So many bytes a character has at the most."""
OLD_ORACLE = 30
"""Before 12.2."""


def check(statement: Judged) -> Iterator[Remark]:
    longest = LONGEST[statement.target.name]
    if statement.target.name == "oracle" and statement.target.newest < (12, 2):
        longest = OLD_ORACLE
    place = 0
    for lexeme in statement.lexemes:
        if lexeme.kind in (Kind.WORD, Kind.NAME) and len(lexeme.text) * WIDEST > longest:
            name = lexeme.text.strip('"`[]')
            length = len(name) if statement.target.name in CHARACTERS else len(name.encode())
            if length > longest:
                yield Remark(
                    f"{name} has a length of {length}; {statement.target.facts.title} keeps {longest}",
                    Advice("choose a shorter name"),
                    start=place,
                )
                return
        place += len(lexeme.text)
