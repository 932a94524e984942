"""Runs with no limit to how long a statement may take.

Why
---
A statement that takes longer than anybody thought keeps its locks as long. With a limit it ends, and the
transaction with it.

Bad
---
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
BEGIN;
ALTER TABLE orders ADD COLUMN a integer;
COMMIT;
```

Good
----
```sql postgresql
CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(20));
-- now
BEGIN;
SET LOCAL statement_timeout = '15min';
ALTER TABLE orders ADD COLUMN a integer;
COMMIT;
```

Links
-----
https://www.postgresql.org/docs/current/runtime-config-client.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript

SEVERITY = Severity.INFO
DIALECTS = ("postgresql",)


def check_script(script: JudgedScript) -> Iterator[tuple[Judged, Remark]]:
    """One remark a script."""
    for statement in script.statements:
        if any(name.endswith("statement_timeout") for name in statement.session.settings):
            return
        effect = next(
            (one for one in statement.effects if one.fact and one.fact.blocks_writes == "yes"), None
        )
        if (
            effect is not None
            and statement.session.in_transaction
            and not statement.is_new(effect.action.table)
        ):
            yield (
                statement,
                Remark(
                    f"keeps its lock on {effect.action.table} as long as the transaction takes",
                    Advice("limit it", "SET LOCAL statement_timeout = '15min';"),
                    start=effect.action.start,
                    table=str(effect.action.table or ""),
                ),
            )
            return
