"""Takes a lock that others wait behind, with no limit to its own waiting.

Why
---
While the statement waits for its lock, every later query on the table waits behind it. With a short lock
timeout it gives up instead, and can be tried again.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN a integer;
```

```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD COLUMN a INT;
```

```sql mssql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders ADD a INT NULL;
```

```sql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER TABLE orders DROP COLUMN code;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN a integer;
```

```sql mysql mariadb
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
SET SESSION lock_wait_timeout = 5;
ALTER TABLE orders ADD COLUMN a INT;
```

```sql mssql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
SET LOCK_TIMEOUT 5000;
ALTER TABLE orders ADD a INT NULL;
```

```sql oracle
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
ALTER SESSION SET DDL_LOCK_TIMEOUT = 5;
ALTER TABLE orders DROP COLUMN code;
```

Links
-----
https://www.postgresql.org/docs/current/runtime-config-client.html
https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_lock_wait_timeout
https://learn.microsoft.com/en-us/sql/t-sql/statements/set-lock-timeout-transact-sql
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import ForeignKey
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript
from sqlgen.reading.action import Action

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle")


SETTINGS = {
    "postgresql": ("lock_timeout", "SET LOCAL lock_timeout = '5s';"),
    "mysql": ("lock_wait_timeout", "SET SESSION lock_wait_timeout = 5;"),
    "mariadb": ("lock_wait_timeout", "SET SESSION lock_wait_timeout = 5;"),
    "mssql": ("lock_timeout", "SET LOCK_TIMEOUT 5000;"),
    "oracle": ("ddl_lock_timeout", "ALTER SESSION SET DDL_LOCK_TIMEOUT = 5;"),
}
ROWS = frozenset({"update", "delete", "insert", "select", "select_for_update"})


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    """One remark a script: the first statement that waits without a limit stands for all."""
    setting, said = SETTINGS[script.target.name]
    for statement in script.statements:
        names = {name.removeprefix("local ") for name in statement.session.settings}
        if setting in names:
            return
        for effect in statement.effects:
            action, fact = effect.action, effect.fact
            heavy = fact is not None and (
                fact.blocks_writes != "no" or "MDL" in fact.lock or "LOCK=" in fact.lock
            )
            waits = bool(action.words & {"WAIT", "NOWAIT"})
            waits = waits or (action.verb == "create_table" and _alone(statement, action))
            if heavy and action.verb not in ROWS and not waits and not statement.is_new(action.table):
                yield (
                    statement,
                    Remark(
                        f"waits without limit for its lock on {action.table or action.name}, and others wait "
                        "behind it",
                        Advice("set a short limit first, and try again when it is reached", said),
                        fact=fact,
                        start=action.start,
                        table=str(action.table or ""),
                    ),
                )
                return


def _alone(statement: Judged, action: Action) -> bool:
    """Whether a new table points at no table that anybody uses, so that nobody has to wait."""
    table = statement.after.tables.get(action.table) if action.table is not None else None
    keys = table.all_of(ForeignKey) if table is not None else ()
    return all(key.referent == action.table or statement.is_new(key.referent) for key in keys)
