"""Makes a foreign key whose columns have no index.

Why
---
Each delete or change of a key in the other table reads the whole of this one, and locks it on Oracle.

Bad
---
```sql postgresql mssql oracle
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER, customer_id INTEGER);
-- now
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id);
```

Good
----
```sql postgresql mssql oracle
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER, customer_id INTEGER);
CREATE INDEX ix ON orders (customer_id);
-- now
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id);
```

Links
-----
https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
https://docs.oracle.com/en/database/oracle/oracle-database/19/cncpt/data-integrity.html
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Unique
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql", "mssql", "oracle")


def check(statement: Judged) -> Iterator[Remark]:
    for action in statement.actions:
        table = statement.table(action.table)
        if (
            action.kind != "foreign_key"
            or action.verb != "add_constraint"
            or table is None
            or not table.complete
        ):
            continue
        wanted = action.columns
        led = [index.columns[: len(wanted)] for index in table.indexes]
        led += [one.columns[: len(wanted)] for one in table.all_of(Unique)]
        led += [table.primary_key.columns[: len(wanted)]] if table.primary_key is not None else []
        if wanted and not any(set(one) == set(wanted) for one in led):
            columns = ", ".join(wanted)
            yield Remark(
                f"{action.table} has no index on {columns}: every delete in {action.referent} reads all of "
                "it",
                Advice("build the index first", f"CREATE INDEX ON {action.table} ({columns});"),
                start=action.start,
                table=str(action.table),
            )
