"""Changes the schema behind rows that wait for a COMMIT.

Why
---
On MySQL, MariaDB and Oracle DDL commits what is open: the rows before it stay, whatever happens behind it.

Bad
---
```sql mysql mariadb oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
INSERT INTO orders (id) VALUES (1);
CREATE TABLE lines (id INTEGER);
COMMIT;
```

Good
----
```sql mysql mariadb oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
INSERT INTO orders (id) VALUES (1);
COMMIT;
CREATE TABLE lines (id INTEGER);
```

Links
-----
https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/COMMIT.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.WARNING
DIALECTS = ("mysql", "mariadb", "oracle")


ROWS = frozenset({"update", "delete", "insert", "merge"})
ENDS = frozenset({"commit", "rollback"})
DDL = ("create_", "drop_", "add_", "rename_", "alter_", "restate_", "truncate")


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    open_rows = False
    for statement in script.statements:
        for action in statement.actions:
            if action.verb in ROWS:
                open_rows = True
            elif action.verb in ENDS:
                open_rows = False
            elif open_rows and action.verb.startswith(DDL):
                open_rows = False
                yield (
                    statement,
                    Remark(
                        "commits the rows that were written before it",
                        Advice("end the transaction before, so that the script says what happens", "COMMIT;"),
                        start=action.start,
                        table=str(action.table or ""),
                    ),
                )
