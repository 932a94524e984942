"""Makes a function that runs as its owner and finds names by its caller's path.

Why
---
Whoever calls a SECURITY DEFINER function may put a schema of theirs in front of the search path, and have
their own tables and operators run with the owner's rights.

Bad
---
```sql postgresql
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$ SELECT count(*) FROM orders $$;
```

Good
----
```sql postgresql
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ SELECT count(*) FROM orders $$;
```

Links
-----
https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.dialects.lexing import Kind
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged

SEVERITY = Severity.WARNING
DIALECTS = ("postgresql",)


def check(statement: Judged) -> Iterator[Remark]:
    if "DEFINER" not in statement.sql.upper():
        return
    words = [one.text.upper() for one in statement.lexemes if one.kind is Kind.WORD]
    if words[:1] != ["CREATE"] or not {"FUNCTION", "PROCEDURE"} & set(words[:4]):
        return
    if {"SECURITY", "DEFINER"} <= set(words) and "SEARCH_PATH" not in words:
        yield Remark(
            "its caller decides which schema its names are found in",
            Advice("add SET search_path = pg_catalog, and the schemas that it uses"),
        )
