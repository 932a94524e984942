"""Lets a delete spread to other tables.

Why
---
One DELETE can take any number of rows elsewhere, in one transaction, with no limit and no trace.

Bad
---
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE customers (id INTEGER PRIMARY KEY); CREATE TABLE orders (id INTEGER, customer_id INTEGER,
FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE);
```

Good
----
```sql postgresql mysql mariadb sqlite mssql oracle
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER, customer_id INTEGER, FOREIGN KEY (customer_id) REFERENCES customers (id));
```

Links
-----
https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.dialects.lexing import lex
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.INFO
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    words = [one.text.upper() for one in lex(statement.sql, statement.target.facts.lexical) if one.meaningful]
    for place in range(len(words) - 2):
        if words[place : place + 3] == ["ON", "DELETE", "CASCADE"]:
            yield Remark(
                "a delete in the other table takes rows of this one with it",
                Advice("let the program delete them, or say RESTRICT"),
            )
            return
