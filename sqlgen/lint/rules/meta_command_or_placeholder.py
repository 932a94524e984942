"""Holds a placeholder that nobody has filled in.

Why
---
A template that was not rendered reaches the server as it stands.

Bad
---
```sql postgresql mysql mariadb sqlite mssql oracle
UPDATE orders SET state = {{ state }} WHERE id = 4;
```

Good
----
```sql postgresql mysql mariadb sqlite mssql oracle
UPDATE orders SET state = 3 WHERE name = '{{ state }}';
```

Links
-----
https://jinja.palletsprojects.com/en/stable/templates/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlgen.dialects.lexing import Kind
from sqlgen.lint.finding import Advice, Remark, Severity
from sqlgen.lint.judged import Judged
from sqlgen.lint.rule import ALL

SEVERITY = Severity.WARNING
DIALECTS = ALL


PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|<%|\$\{")


def check(statement: Judged) -> Iterator[Remark]:
    if not PLACEHOLDER.search(statement.sql):
        return
    text = "".join(
        " " * len(one.text) if one.kind in (Kind.STRING, Kind.COMMENT, Kind.NAME) else one.text
        for one in statement.lexemes
    )
    found = PLACEHOLDER.search(text)
    if found:
        yield Remark(
            f"{found.group()} is left of a template", Advice("render the template first"), start=found.start()
        )
