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

```sql sqlite
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER, customer_id INTEGER REFERENCES customers (id) ON DELETE CASCADE);
-- now
CREATE TABLE copy (id BIGINT, customer_id INTEGER REFERENCES customers (id) ON DELETE CASCADE);
INSERT INTO copy (id, customer_id) SELECT id, customer_id FROM orders;
DROP TABLE orders;
ALTER TABLE copy RENAME TO orders;
```

Links
-----
https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import ForeignKey
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.INFO
DIALECTS = ALL


def check(statement: Judged) -> Iterator[Remark]:
    if "CASCADE" not in statement.sql.upper():
        return
    words = [one.text.upper() for one in statement.lexemes if one.meaningful]
    said = sum(words[place : place + 3] == ["ON", "DELETE", "CASCADE"] for place in range(len(words) - 2))
    if said > _there(statement):
        yield Remark(
            "a delete in the other table takes rows of this one with it",
            Advice("let the program delete them, or say RESTRICT"),
        )


def _there(statement: Judged) -> int:
    """How many such keys the table has of which the statement makes a copy."""
    table = statement.table(statement.replaces)
    keys = table.all_of(ForeignKey) if table is not None else ()
    return sum(str(key.options.get("ondelete", "")).upper() == "CASCADE" for key in keys)
